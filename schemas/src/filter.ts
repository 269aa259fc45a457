import type { FieldId } from "./fields.ts";

/**
 * A condition on events, independent of a store. Negation is two-valued: an event without the field
 * does not equal any value. Keyword comparison ignores case (see `fold`); a field with several
 * values matches when any of them does.
 */
export type Filter =
  | { op: "all"; of: readonly Filter[] }
  | { op: "any"; of: readonly Filter[] }
  | { op: "not"; of: Filter }
  /** The field has this value. */
  | { op: "is"; field: FieldId; value: string }
  /** The field has any value. */
  | { op: "has"; field: FieldId }
  /** Every word occurs in the event's text. */
  | { op: "text"; words: readonly string[] };

/** The filter that every event matches. */
export const everything: Filter = { op: "all", of: [] };
