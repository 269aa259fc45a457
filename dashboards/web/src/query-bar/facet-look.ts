import type { FieldId } from "@toolmark/schemas/fields";

import type { IconName } from "../ui/icon-paths.ts";

/** Fields that are always counted, in the order of the column. */
export const mainFacets = [
  "effect",
  "decision",
  "outcome",
  "actor",
  "agent",
  "client",
  "server",
  "tool",
] as const satisfies readonly FieldId[];

/** How a value stands out from others of its field. */
export interface FacetLook {
  /** Ground of its bar. */
  tone: "plain" | "read" | "write" | "destroy" | "deny" | "error";
  icon?: IconName;
}

const plain: FacetLook = { tone: "plain" };
const denied: FacetLook = { tone: "deny", icon: "deny" };
const failed: FacetLook = { tone: "error", icon: "warning" };

const looks: Readonly<Record<string, FacetLook>> = {
  "effect read": { tone: "read" },
  "effect write": { tone: "write" },
  "effect destructive": { tone: "destroy" },
  "decision deny": denied,
  "decision error": failed,
  "outcome denied": denied,
  "outcome rejected": denied,
  "outcome tool_error": failed,
  "outcome protocol_error": failed,
  "outcome timeout": failed,
  "approval denied": denied,
};

/** The look of a field's value. */
export function facetLook(field: FieldId, value: string | null): FacetLook {
  return (value !== null && looks[`${field} ${value}`]) || plain;
}

/** The name of a field as a heading. */
export function facetTitle(field: FieldId): string {
  return field.charAt(0).toUpperCase() + field.slice(1);
}
