import type { Field, FieldName } from "../fields.ts";
import type { PatternPart } from "../filter.ts";

/** Most characters of a query, in UTF-16 code units. */
export const MAX_QUERY_LENGTH = 2048;

/** Most groups and negations inside one another. */
export const MAX_QUERY_DEPTH = 32;

/** Most values and words of a query. */
export const MAX_QUERY_TERMS = 100;

/** A stretch of the query's text, half-open, in UTF-16 code units. */
export interface Span {
  start: number;
  end: number;
}

/** What is wrong with a query or probably not meant, and where. Only errors keep it from running. */
export interface QueryIssue extends Span {
  severity: "error" | "warning";
  /** For a person: lower case, no full stop, nothing in it hidden. */
  message: string;
  /** An edit of the text that settles the issue. */
  fix?: { text: string; start: number; end: number };
}

/** Names of conditions on an event's time; they are not fields of the registry. */
export type TimeFieldName = "time" | "since" | "until";

/** What a condition is about. Aliases are resolved; the name of an unknown field is as written. */
export type QueryField = RegistryField | TimeField | UnknownField;

/** A field of the registry, or a path. */
export interface RegistryField extends Span {
  type: Field["type"] | "path";
  name: FieldName;
}

interface TimeField extends Span {
  type: "time";
  name: TimeFieldName;
}

interface UnknownField extends Span {
  type: "unknown";
  name: string;
}

/**
 * A value: literals and stars in turn, no two of a kind side by side; none at all is the empty
 * text. Quotes leave no trace but that a star inside them is a literal.
 */
export interface QueryValue extends Span {
  parts: readonly PatternPart[];
}

/** What a condition asks of its field. A range is closed; a lone star leaves an end open. */
export type FieldTest =
  | { op: "has" }
  | { op: "is"; isExact: boolean; values: readonly QueryValue[] }
  | { op: "compare"; sign: ">" | ">=" | "<" | "<="; value: QueryValue }
  | { op: "range"; from: QueryValue; to: QueryValue };

/** A condition on a field. */
export interface FilterNode extends Span {
  kind: "filter";
  field: QueryField;
  test: FieldTest;
}

/** Free text. A phrase was quoted, at least in part, and asks for its identifiers as a whole. */
export interface TextNode extends Span {
  kind: "text";
  value: QueryValue;
  isPhrase: boolean;
}

/** Conditions that must all hold, or of which one must; none of its members is of its own kind. */
export interface GroupNode extends Span {
  kind: "and" | "or";
  of: readonly QueryNode[];
}

/** The opposite of a condition. */
export interface NotNode extends Span {
  kind: "not";
  of: QueryNode;
}

/** A query as a tree. The empty query is an `and` of nothing. */
export type QueryNode = GroupNode | NotNode | FilterNode | TextNode;

/** The text of a value without stars; undefined when it has one. */
export function literalOf(value: QueryValue): string | undefined {
  const [part, ...rest] = value.parts;
  if (part === undefined) return "";
  return part === "*" || rest.length > 0 ? undefined : part.literal;
}

/** Whether a value is one star and nothing else. */
export function isStar(value: QueryValue): boolean {
  return value.parts.length === 1 && value.parts[0] === "*";
}
