import { fieldIds, fields, pathRoots } from "../fields.ts";
import type { Field, FieldName } from "../fields.ts";
import { knownValues } from "./known-values.ts";
import { parseQuery } from "./parse-query.ts";
import { HAS, timeFields } from "./query-fields.ts";
import type { FilterNode, QueryNode, QueryValue, Span, TimeFieldName } from "./query-tree.ts";

/** Something that could stand at the cursor; it replaces the text between `start` and `end`. */
export type Completion = Span &
  (
    | {
        kind: "field";
        /** What to write, with the colon or dot that follows. */
        text: string;
        description: string;
        example: string;
        /** The alias that was typed, where the name was not. */
        alias?: string;
      }
    | { kind: "operator"; text: string; description: string }
    /** A value that the schema names, or a way to write a time. */
    | { kind: "known"; field: FieldName | TimeFieldName; text: string }
    /** Values of the field that begin with `prefix`, if the caller knows some; quote them when written. */
    | { kind: "value"; field: FieldName; prefix: string }
  );

interface Candidate {
  name: string;
  aliases: readonly string[];
  text: string;
  description: string;
  example: string;
}

const registry: readonly Candidate[] = fieldIds.map((id) => {
  const { aliases, description, example }: Field = fields[id];
  return { name: id, aliases, text: `${id}:`, description, example };
});

const others: readonly Candidate[] = [
  ...Object.entries(pathRoots).map(([name, { description }]) => ({
    name,
    aliases: [],
    text: `${name}.`,
    description: `${description}, by its path`,
    example: `${name}.id:42`,
  })),
  ...Object.entries(timeFields).map(([name, about]) => ({
    name,
    aliases: [],
    text: `${name}:`,
    ...about,
  })),
  {
    name: HAS,
    aliases: [],
    text: `${HAS}:`,
    description: "the field has any value",
    example: "approval",
  },
];

const words = [
  { text: "OR", description: "either of two conditions" },
  { text: "AND", description: "both conditions, as a space does" },
  { text: "NOT", description: "the opposite of a condition, as a minus does" },
] as const;

const signs = [
  { text: ">", description: "more than" },
  { text: ">=", description: "at least" },
  { text: "<", description: "less than" },
  { text: "<=", description: "at most" },
] as const;

const times = ["today", "yesterday", "now-1h", "24h", "7d", "30d"] as const;

/**
 * What could be written at the cursor: fields, operators and values, best first. Values from data
 * are the caller's: a completion of kind `value` says which field to ask for. Pure, never throws.
 *
 * @param cursor an offset into the text, in UTF-16 code units.
 */
export function completeQuery(text: string, cursor: number): Completion[] {
  const at = Math.max(0, Math.min(cursor, text.length));
  const { tree } = parseQuery(text.slice(0, at));
  const leaf = lastLeaf(tree);
  const name = (start: number) => ({ start, end: at + lengthAt(text, at, /[^\s"():,*]*:?/y) });
  if (leaf === undefined || leaf.end < at) return atStart("", tree, name(at));
  if (leaf.kind === "text")
    return leaf.isPhrase ? [] : atStart(text.slice(leaf.start, at), tree, name(leaf.start));
  const { field, test } = leaf;
  if (test.op === "has") {
    if (field.start === leaf.start) return [];
    const end = at + lengthAt(text, at, /[^\s"():,*]*/y);
    return named(field.name, registry, { start: field.start, end }).map((completion) =>
      completion.kind === "field"
        ? { ...completion, text: completion.text.slice(0, -1) }
        : completion,
    );
  }
  return inValue(text, at, leaf);
}

function atStart(prefix: string, tree: QueryNode, span: Span): Completion[] {
  const found = named(prefix, [...registry, ...others], span);
  const isFirst = tree.kind === "and" && tree.of.length === 0;
  const operators = words.filter(
    ({ text }) => text.startsWith(prefix.toUpperCase()) && !(isFirst && text !== "NOT"),
  );
  const typed = operators.map((word) => ({ kind: "operator" as const, ...word, ...span }));
  return prefix === "" || prefix !== prefix.toUpperCase()
    ? [...found, ...typed]
    : [...typed, ...found];
}

function inValue(text: string, at: number, { field, test }: FilterNode): Completion[] {
  if (field.type === "unknown" || test.op === "has") return [];
  const value = lastValue(test);
  const isOpen = value === undefined || value.end < at;
  if (isOpen && /[)\]]$/.test(text.slice(0, at))) return [];
  // Between two values of a list there has to be an operator.
  if (isOpen && !/(?:[(,[]|\b(?:OR|TO))\s*$/.test(text.slice(0, at)))
    return [{ kind: "operator", text: "OR", description: "another value", start: at, end: at }];
  const start = isOpen ? at : value.start;
  const isQuoted = !isOpen && text[value.start] === '"';
  const end = at + lengthAt(text, at, isQuoted ? /[^\s"]*"?/y : /[^\s"(),]*/y);
  const prefix = isOpen ? "" : prefixOf(value);
  if (prefix === undefined) return [];
  const span = { start, end };
  const isBeginning = test.op === "is" && !test.isExact && test.values.length <= 1 && prefix === "";
  const knows = field.type === "time" ? times : knownValues(field.name);
  const found: Completion[] = (knows ?? [])
    .filter((candidate) => candidate.startsWith(prefix.toLowerCase()))
    .map((candidate) => ({ kind: "known", field: field.name, text: candidate, ...span }));
  if (isBeginning && (field.type === "number" || field.name === "time"))
    found.push(...signs.map((sign) => ({ kind: "operator" as const, ...sign, ...span })));
  const isFree = knows === undefined && field.type !== "number" && field.type !== "time";
  return isFree ? [{ kind: "value", field: field.name, prefix, ...span }] : found;
}

// Names that begin so, then aliases, then names that hold it.
function named(typed: string, candidates: readonly Candidate[], span: Span): Completion[] {
  const wanted = typed.toLowerCase();
  const ranked = candidates.flatMap((candidate) => {
    const { name, aliases, text, description, example } = candidate;
    const alias = aliases.find((other) => other.startsWith(wanted));
    const isNamed = name.startsWith(wanted);
    const rank = isNamed
      ? 0
      : alias !== undefined
        ? 1
        : wanted.length > 1 && name.includes(wanted)
          ? 2
          : 3;
    const completion: Completion = { kind: "field", text, description, example, ...span };
    if (!isNamed && alias !== undefined) completion.alias = alias;
    return rank === 3 ? [] : [{ rank, completion }];
  });
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ completion }) => completion);
}

function lastLeaf(node: QueryNode): Exclude<QueryNode, { of: unknown }> | undefined {
  if (node.kind === "text" || node.kind === "filter") return node;
  if (node.kind === "not") return lastLeaf(node.of);
  const last = node.of.at(-1);
  return last && lastLeaf(last);
}

function lastValue(test: Exclude<FilterNode["test"], { op: "has" }>): QueryValue | undefined {
  if (test.op === "is") return test.values.at(-1);
  return test.op === "range" ? test.to : test.value;
}

function prefixOf(value: QueryValue): string | undefined {
  const [part, ...rest] = value.parts;
  if (part === undefined) return "";
  return part === "*" || rest.length > 0 ? undefined : part.literal;
}

function lengthAt(text: string, at: number, expression: RegExp): number {
  expression.lastIndex = at;
  return expression.exec(text)?.[0].length ?? 0;
}
