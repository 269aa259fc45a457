import { checkQuery } from "./check-query.ts";
import { HAS } from "./query-fields.ts";
import { countTerm, lookAt, readValue, report, skipSpaces, take } from "./query-reader.ts";
import type { QueryReader } from "./query-reader.ts";
import { MAX_QUERY_DEPTH, MAX_QUERY_LENGTH } from "./query-tree.ts";
import type { QueryIssue, QueryNode, Span } from "./query-tree.ts";
import {
  readFieldAndColon,
  readFieldName,
  reportUnknownField,
  reportUnknownPresence,
} from "./read-field.ts";
import { readTest } from "./read-filter.ts";

/** A query as far as it could be understood. Without issues that are errors it can be compiled. */
export interface ParsedQuery {
  tree: QueryNode;
  issues: QueryIssue[];
}

const or = /OR(?=[\s()"]|$)/y;
const and = /AND(?=[\s()"]|$)/y;
const not = /NOT(?=[\s()"]|$)/y;
const minus = /[-!]/y;
const dashes = /[\u2010-\u2015\u2212](?=\S)/y;
const group = /\([^)]*\)?/y;

/**
 * Parses a query. Never throws; whatever the text, there is a tree, if only of the parts that could
 * be read, and issues say what is wrong with the others. Pure.
 *
 *     query  := and ( "OR" and )*
 *     and    := unary ( ["AND"] unary )*
 *     unary  := ( "-" | "!" | "NOT" ) unary | "(" query ")" | filter | text
 *     filter := "has:" field | field ":" ( compare | range | ["="] ( list | value ( "," value )* ) )
 *     compare:= ( ">" | ">=" | "<" | "<=" ) value
 *     list   := "(" value ( ( "OR" | "," ) value )* ")"
 *     range  := "[" bound "TO" bound "]" | bound ".." bound
 *     value  := ( quoted | bare | "*" )+
 *     text   := value
 *     field  := name | ( "params" | "result" | "attr" ) ( "." ( bare | quoted ) )+
 *
 * Only the first colon splits: URIs, times and IPv6 addresses are values as they are. A star
 * outside quotes is a wildcard. Ranges with dots exist where there are numbers or times.
 */
export function parseQuery(text: string): ParsedQuery {
  const reader: QueryReader = {
    text: text.slice(0, MAX_QUERY_LENGTH),
    at: 0,
    terms: 0,
    isTooDeep: false,
    issues: [],
  };
  if (text.length > MAX_QUERY_LENGTH)
    report(reader.issues, "error", `a query has at most ${MAX_QUERY_LENGTH} characters`, {
      start: MAX_QUERY_LENGTH,
      end: text.length,
    });
  const tree = readOr(reader, 0);
  checkQuery(tree, reader.text, reader.issues);
  return { tree, issues: reader.issues };
}

function readOr(reader: QueryReader, depth: number): QueryNode {
  const start = reader.at;
  const members = [readAnd(reader, depth)];
  for (;;) {
    const at = reader.at;
    if (take(reader, or) === undefined) break;
    const next = readAnd(reader, depth);
    const isOneSided = isNothing(next) || isNothing(members.at(-1));
    if (isOneSided && !reader.isTooDeep)
      report(reader.issues, "error", "OR needs a condition on both sides", {
        start: at,
        end: at + 2,
      });
    members.push(next);
  }
  return join("or", members, { start, end: reader.at });
}

function readAnd(reader: QueryReader, depth: number): QueryNode {
  const start = reader.at;
  const members: QueryNode[] = [];
  let pending: Span | undefined;
  const missing = (span: Span) =>
    report(reader.issues, "error", "AND needs a condition on both sides", span);
  for (;;) {
    skipSpaces(reader);
    const { at } = reader;
    const character = reader.text[at];
    if (character === undefined || lookAt(reader, or) !== undefined) break;
    if (character === ")") {
      if (depth > 0) break;
      reader.at++;
      const fix = lookAt(reader, /\s|$/y) === undefined ? " " : "";
      report(reader.issues, "error", "no group is open here", { start: at, end: at + 1 }, fix);
      continue;
    }
    if (take(reader, and) !== undefined) {
      const span = { start: at, end: reader.at };
      if (pending !== undefined || members.length === 0) missing(span);
      else pending = span;
      continue;
    }
    pending = undefined;
    members.push(readUnary(reader, depth));
  }
  if (pending !== undefined) missing(pending);
  return join("and", members, { start, end: reader.at });
}

function readUnary(reader: QueryReader, depth: number): QueryNode {
  if (depth > MAX_QUERY_DEPTH) return tooDeep(reader);
  const start = reader.at;
  const sign = take(reader, not) ?? take(reader, minus) ?? take(reader, dashes);
  if (sign !== undefined) return readNot(reader, depth, sign[0], start);
  if (reader.text[start] === "(") return readGroup(reader, depth);
  return readFilter(reader) ?? readText(reader);
}

function readNot(reader: QueryReader, depth: number, sign: string, start: number): QueryNode {
  const span = { start, end: reader.at };
  if (sign === "NOT") skipSpaces(reader);
  else if (sign !== "-" && sign !== "!")
    report(reader.issues, "error", "this dash is not a minus sign; use a plain one", span, "-");
  const isMissing =
    lookAt(reader, /[\s)]|$/y) !== undefined ||
    lookAt(reader, or) !== undefined ||
    lookAt(reader, and) !== undefined;
  if (isMissing) {
    report(reader.issues, "error", `a condition is missing after ${sign}`, span, "");
    return nothing(start, reader.at);
  }
  const of = readUnary(reader, depth + 1);
  return isNothing(of) ? of : { kind: "not", of, start, end: reader.at };
}

function readGroup(reader: QueryReader, depth: number): QueryNode {
  const start = reader.at++;
  const inner = readOr(reader, depth + 1);
  const { at } = reader;
  if (reader.text[at] === ")") reader.at++;
  else if (!reader.isTooDeep)
    report(
      reader.issues,
      "error",
      "the group is never closed",
      { start, end: at },
      {
        text: ")",
        start: at,
        end: at,
      },
    );
  const isEmpty = isNothing(inner) && /^\(\s*\)?$/.test(reader.text.slice(start, reader.at));
  if (isEmpty) report(reader.issues, "error", "the group is empty", { start, end: reader.at }, "");
  return inner;
}

function readFilter(reader: QueryReader): QueryNode | undefined {
  const start = reader.at;
  const field = readFieldAndColon(reader);
  if (field === undefined) return undefined;
  if (field.name.toLowerCase() === HAS) return readPresence(reader, start);
  const test = readTest(reader, field);
  if (test.op === "has") countTerm(reader, field);
  const node: QueryNode = { kind: "filter", field, test, start, end: reader.at };
  if (field.type === "unknown") reportUnknownField(reader, field, node);
  return node;
}

function readPresence(reader: QueryReader, start: number): QueryNode {
  const named = reader.at;
  const field = readFieldName(reader) ?? {
    type: "unknown",
    name: reader.text.slice(named, reader.at),
    start: named,
    end: reader.at,
  };
  countTerm(reader, field);
  const { at } = reader;
  if (take(reader, group) === undefined) readRest(reader);
  if (reader.at > at)
    report(
      reader.issues,
      "error",
      "has: takes one field; join several with OR, each with its has:",
      { start, end: reader.at },
    );
  else if (field.type === "unknown") reportUnknownPresence(reader, field);
  return { kind: "filter", field, test: { op: "has" }, start, end: reader.at };
}

// Whatever else belongs to a word, so that one mistake is told once.
function readRest(reader: QueryReader): void {
  readValue(reader, false);
  reader.terms--;
}

function readText(reader: QueryReader): QueryNode {
  const { value, isQuoted } = readValue(reader, false);
  return { kind: "text", value, isPhrase: isQuoted, start: value.start, end: value.end };
}

function tooDeep(reader: QueryReader): QueryNode {
  const start = reader.at;
  // The rest is left unread: one message, however deep it goes on.
  reader.at = reader.text.length;
  reader.isTooDeep = true;
  const span = { start, end: reader.at };
  report(
    reader.issues,
    "error",
    `groups and negations stand at most ${MAX_QUERY_DEPTH} deep in one another`,
    span,
  );
  return nothing(span.start, span.end);
}

function join(kind: "and" | "or", members: readonly QueryNode[], span: Span): QueryNode {
  const of = members.flatMap((member) =>
    member.kind === kind ? member.of : isNothing(member) ? [] : [member],
  );
  const [only] = of;
  if (only !== undefined && of.length === 1) return only;
  if (only === undefined) return nothing(span.start, span.end);
  return { kind, of, start: only.start, end: of.at(-1)?.end ?? span.end };
}

function nothing(start: number, end: number): QueryNode {
  return { kind: "and", of: [], start, end };
}

function isNothing(node: QueryNode | undefined): boolean {
  return node?.kind === "and" && node.of.length === 0;
}
