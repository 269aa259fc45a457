import { canonicalJson } from "@toolmark/integrity/canonical-json";
import type { Json } from "@toolmark/schemas/normalized-event";

/** One member that differs between two states; the side that lacks it is absent. */
export interface FieldChange {
  field: string;
  before?: Json;
  after?: Json;
}

/**
 * What differs between two states of a resource, member by member, not going deeper. Null is a state
 * without members, and so is what was not given before a creation and after a deletion. Any other
 * state that was not given is not known, and states that are no objects have no members: no
 * difference is claimed then.
 */
export function diffStates(
  operation: string,
  before: Json | undefined,
  after: Json | undefined,
): FieldChange[] {
  if (before === undefined && after === undefined) return [];
  const left = membersOf(before ?? (operation === "create" ? null : before));
  const right = membersOf(after ?? (operation === "delete" ? null : after));
  if (left === undefined || right === undefined) return [];
  const changes: FieldChange[] = [];
  for (const field of new Set([...left.keys(), ...right.keys()])) {
    const old = left.get(field);
    const fresh = right.get(field);
    if (old !== undefined && fresh !== undefined && canonicalJson(old) === canonicalJson(fresh))
      continue;
    changes.push({
      field,
      ...(old === undefined ? {} : { before: old }),
      ...(fresh === undefined ? {} : { after: fresh }),
    });
  }
  return changes;
}

function membersOf(state: Json | undefined): Map<string, Json> | undefined {
  if (state === null) return new Map();
  if (typeof state !== "object" || Array.isArray(state)) return undefined;
  return new Map(Object.entries(state));
}
