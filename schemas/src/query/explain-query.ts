import { printFieldName } from "./print-value.ts";
import { isStar, literalOf } from "./query-tree.ts";
import type { FieldTest, FilterNode, QueryNode, QueryValue, TextNode } from "./query-tree.ts";
import { readNumber } from "./query-values.ts";
import { wantedWords } from "./text-words.ts";
import { windowOf } from "./time-window.ts";
import { visibleText } from "./visible-text.ts";

const plain = /^(?!(?:and|or|not)$)[\p{L}\p{N}\p{M}\-_.:/@+=#%$&~?![\]{}<>;|^']+$/iu;

/**
 * The query in words, on one line: `actor is alice AND outcome is not denied (includes events with no
 * outcome)`. Values with anything but letters, digits and plain signs stand in quotes, and nothing in
 * them is hidden (see `visibleText`). Times are absolute.
 *
 * @param options.now what times such as `7d` count back from, milliseconds since the epoch.
 */
export function explainQuery(tree: QueryNode, options: { now: number }): string {
  if (tree.kind === "and" && tree.of.length === 0) return "every event";
  return explain(tree, options.now);
}

function explain(node: QueryNode, now: number): string {
  switch (node.kind) {
    case "and":
    case "or": {
      const parts = node.of.map((member) => inner(member, now));
      return parts.join(node.kind === "and" ? " AND " : " OR ");
    }
    case "not": {
      const { of } = node;
      if (of.kind === "text") return explainText(of, true);
      if (of.kind === "filter" && of.field.type !== "time") return explainFilter(of, true);
      return of.kind === "not" ? `NOT ${explain(of, now)}` : `NOT ${inner(of, now)}`;
    }
    case "text":
      return explainText(node, false);
    case "filter":
      return node.field.type === "time" ? explainTime(node, now) : explainFilter(node, false);
  }
}

function inner(node: QueryNode, now: number): string {
  const isGroup = node.kind === "and" || node.kind === "or";
  return isGroup ? `(${explain(node, now)})` : explain(node, now);
}

function stamp(time: number): string {
  return new Date(time).toISOString();
}

function explainTime(node: FilterNode, now: number): string {
  const { from, to } = windowOf(node, now);
  if (from !== undefined && to !== undefined)
    return `time is from ${stamp(from)} and before ${stamp(to)}`;
  if (from !== undefined) return `time is ${stamp(from)} or later`;
  return to === undefined ? "time is any" : `time is before ${stamp(to)}`;
}

function explainText(node: TextNode, isNegated: boolean): string {
  const { words, prefix } = wantedWords(node) ?? { words: [], prefix: undefined };
  const all = words.map(shownText).join(", ");
  const asked: string[] = [];
  if (words.length === 1) asked.push(`the word ${all}`);
  if (words.length > 1) asked.push(`the words ${all} (in any order)`);
  if (prefix !== undefined) asked.push(`a word that starts with ${shownText(prefix)}`);
  const joined = asked.length > 1 ? `both ${asked.join(" and ")}` : asked.join("");
  return `${isNegated ? "does not contain" : "contains"} ${joined}`;
}

function explainFilter({ field, test }: FilterNode, isNegated: boolean): string {
  const name = visibleText(printFieldName(field.name));
  if (test.op === "has") return `${isNegated ? "has no" : "has"} ${name}`;
  const missing = isNegated ? ` (includes events with no ${name})` : "";
  return explainTest(name, field, test, isNegated) + missing;
}

function explainTest(
  name: string,
  field: FilterNode["field"],
  test: Exclude<FieldTest, { op: "has" }>,
  isNegated: boolean,
): string {
  const is = isNegated ? "is not" : "is";
  switch (test.op) {
    case "is":
      return explainValues(name, field, test, isNegated);
    case "range": {
      const [from, to] = [test.from, test.to].map((value) => numberShown(field, value));
      if (isStar(test.from) && isStar(test.to)) return `${name} ${is} a number`;
      if (isStar(test.to)) return `${name} ${is} at least ${from}`;
      if (isStar(test.from)) return `${name} ${is} at most ${to}`;
      return `${name} ${is} from ${from} to ${to}, both included`;
    }
    case "compare":
      return `${name} ${is} ${comparisons[test.sign]} ${numberShown(field, test.value)}`;
  }
}

const comparisons = {
  ">": "more than",
  ">=": "at least",
  "<": "less than",
  "<=": "at most",
} as const;

function explainValues(
  name: string,
  field: FilterNode["field"],
  { isExact, values }: Extract<FieldTest, { op: "is" }>,
  isNegated: boolean,
): string {
  const one = (value: QueryValue, not: boolean) =>
    `${name} ${explainValue(field, value, isExact, not)}`;
  const [only] = values;
  if (only !== undefined && values.length === 1) return one(only, isNegated);
  if (values.some((value) => literalOf(value) === undefined))
    return `${isNegated ? "NOT " : ""}(${values.map((value) => one(value, false)).join(" OR ")})`;
  const way = isExact ? " exactly" : field.type === "address" ? " in" : "";
  const all = values.map((value) => literalShown(field, value)).join(", ");
  return `${name} is${way} ${isNegated ? "none" : "one"} of ${all}`;
}

function explainValue(
  field: FilterNode["field"],
  value: QueryValue,
  isExact: boolean,
  isNegated: boolean,
): string {
  const does = (verb: string) => (isNegated ? `does not ${verb}` : `${verb}s`);
  const text = literalShown(field, value);
  if (text !== undefined) {
    const isNetwork = field.type === "address" && !isExact && text.includes("/");
    const way = isExact ? "exactly " : isNetwork ? "in " : "";
    return `${isNegated ? "is not" : "is"} ${way}${text}`;
  }
  const { parts } = value;
  const [first, second, third] = parts;
  if (isStar(value)) return isNegated ? "is missing" : "has any value";
  if (parts.length === 2 && first !== undefined && first !== "*")
    return `${does("start")} with ${shownText(first.literal)}`;
  if (parts.length === 2 && second !== undefined && second !== "*")
    return `${does("end")} with ${shownText(second.literal)}`;
  if (
    parts.length === 3 &&
    first === "*" &&
    third === "*" &&
    second !== undefined &&
    second !== "*"
  )
    return `${does("contain")} ${shownText(second.literal)}`;
  const pattern = parts.map((part) => (part === "*" ? "*" : shownText(part.literal))).join("");
  return `${isNegated ? "does not match" : "matches"} ${pattern} (* is any text)`;
}

function literalShown(field: FilterNode["field"], value: QueryValue): string | undefined {
  const literal = literalOf(value);
  if (literal === undefined) return undefined;
  return field.type === "number" ? numberShown(field, value) : shownText(literal);
}

function numberShown(field: FilterNode["field"], value: QueryValue): string {
  const literal = literalOf(value) ?? "*";
  if (field.type !== "number" && field.type !== "path") return shownText(literal);
  const read = readNumber(field.name, literal);
  if (read === undefined) return shownText(literal);
  return field.name === "duration" ? `${read} ms` : `${read}`;
}

function shownText(text: string): string {
  return plain.test(text) ? text : `"${visibleText(text).replaceAll('"', String.raw`\"`)}"`;
}
