import type { FieldName } from "./fields.ts";

/** One piece of a pattern: text that must stand there, or `*`, any run of characters or none. */
export type PatternPart = { literal: string } | "*";

/**
 * A condition on events, independent of a store. Negation is two-valued: an event without the field
 * does not equal any value. Keyword comparison ignores case (see `fold`); a field with several
 * values matches when any of them does.
 */
export type Filter =
  | { op: "all"; of: readonly Filter[] }
  | { op: "any"; of: readonly Filter[] }
  | { op: "not"; of: Filter }
  /** The field has this value, ignoring case. */
  | { op: "is"; field: FieldName; value: string }
  /** The field has exactly this value, as written. */
  | { op: "exact"; field: FieldName; value: string }
  /**
   * A value of the field matches, ignoring case. Patterns see the first `MAX_TERM_LENGTH` characters
   * of a value as it is stored (see ./terms.ts).
   */
  | { op: "matches"; field: FieldName; pattern: readonly PatternPart[] }
  /** The field has any value. */
  | { op: "has"; field: FieldName }
  /** A number of the field lies in the closed range; infinities leave an end open. */
  | { op: "between"; field: FieldName; min: number; max: number }
  /** An address of the field lies in the network, written in CIDR notation (RFC 4632, RFC 4291). */
  | { op: "within"; field: FieldName; network: string }
  /** Every word occurs in the event's text. */
  | { op: "text"; words: readonly string[] }
  /** A word of the event's text begins so. */
  | { op: "prefix"; prefix: string };

/** The filter that every event matches. */
export const everything: Filter = { op: "all", of: [] };
