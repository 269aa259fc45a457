import type { Json } from "@toolmark/schemas/normalized-event";

/** A value as one text: texts as they are, everything else as JSON. */
export function jsonText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Name of the rule that took a value out, where the value is nothing but such a mark. */
export function redactionRule(value: Json | undefined): string | undefined {
  if (typeof value !== "string") return undefined;
  const [, rule] = /^\[redacted:([^\]]{1,128})\]$/.exec(value) ?? [];
  return rule;
}

/** Whether a value has members of its own. */
export function isContainer(value: Json): value is Json[] | { [key: string]: Json } {
  return typeof value === "object" && value !== null;
}

/** The members of a list or object, in their order. */
export function membersOf(value: Json): readonly (readonly [name: string | number, Json])[] {
  if (Array.isArray(value)) return value.map((item, index) => [index, item] as const);
  return isContainer(value) ? Object.entries(value) : [];
}

/** Bytes of a value as JSON in UTF-8. */
export function jsonBytes(value: Json): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
