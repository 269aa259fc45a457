import { sensitivityOf } from "../fields.ts";
import type { FieldName } from "../fields.ts";
import { everything } from "../filter.ts";
import type { Filter } from "../filter.ts";
import { asksForEvidence } from "./evidence.ts";
import { explainQuery } from "./explain-query.ts";
import { parseQuery } from "./parse-query.ts";
import { printQuery } from "./print-query.ts";
import { MAX_QUERY_LENGTH, isStar, literalOf } from "./query-tree.ts";
import type {
  FieldTest,
  FilterNode,
  QueryIssue,
  QueryNode,
  QueryValue,
  RegistryField,
  TextNode,
} from "./query-tree.ts";
import { nextDown, nextUp, readNumber } from "./query-values.ts";
import { wantedWords } from "./text-words.ts";
import { timeWindow } from "./time-window.ts";

/** What a query asks a store for. */
export interface CompiledQuery {
  /** The conditions but those on time. */
  filter: Filter;
  /** `all` when evidence is asked for by name: attempts and reads of the trail, not rows otherwise. */
  kind: "rows" | "attempts" | "all";
  /** First instant asked for, milliseconds since the epoch. */
  from?: number;
  /** First instant no longer asked for. */
  to?: number;
  /** The canonical text; compiles to the same. */
  normalized: string;
  /** The query in words, nothing in it hidden. */
  explanation: string;
  /** The permissions without which counting the matches would tell what is hidden. */
  sensitive: readonly ("personal" | "payload")[];
}

/**
 * Compiles a query. There is no `query` exactly when an issue is an error. Pure, never throws.
 *
 * @param options.now what times such as `7d` count back from, milliseconds since the epoch.
 */
export function compileQuery(
  text: string,
  options: { now: number },
): { query?: CompiledQuery; issues: QueryIssue[] } {
  const { tree, issues } = parseQuery(text);
  if (hasError(issues)) return { issues };
  const { window, rest } = timeWindow(tree, options.now);
  const whole = { start: 0, end: text.length };
  const { from, to } = window;
  if (from !== undefined && to !== undefined && from >= to)
    return failed(issues, { ...whole, message: "the conditions on time leave no time" });
  const normalized = printQuery(tree);
  // Quotes and full names make a text longer; what is too long then could not be asked again.
  if (normalized.length > MAX_QUERY_LENGTH)
    return failed(issues, {
      ...whole,
      message: `written out, the query has more than ${MAX_QUERY_LENGTH} characters`,
    });
  const query: CompiledQuery = {
    filter: toFilter(rest),
    kind: asksForEvidence(rest) ? "all" : "rows",
    ...window,
    normalized,
    explanation: explainQuery(tree, options),
    sensitive: permissionsOf(rest),
  };
  return { query, issues };
}

function hasError(issues: readonly QueryIssue[]): boolean {
  return issues.some((issue) => issue.severity === "error");
}

function failed(issues: readonly QueryIssue[], issue: Omit<QueryIssue, "severity">) {
  return { issues: [...issues, { ...issue, severity: "error" as const }] };
}

function toFilter(node: QueryNode): Filter {
  switch (node.kind) {
    case "and":
      return node.of.length === 0 ? everything : { op: "all", of: node.of.map(toFilter) };
    case "or":
      return { op: "any", of: node.of.map(toFilter) };
    case "not":
      return { op: "not", of: toFilter(node.of) };
    case "text":
      return textFilter(node);
    case "filter":
      return testFilter(node);
  }
}

function textFilter(node: TextNode): Filter {
  const { words, prefix } = wantedWords(node) ?? { words: [], prefix: undefined };
  if (prefix === undefined) return { op: "text", words };
  if (words.length === 0) return { op: "prefix", prefix };
  return {
    op: "all",
    of: [
      { op: "text", words },
      { op: "prefix", prefix },
    ],
  };
}

function testFilter({ field, test }: FilterNode): Filter {
  // Neither is left in a query without errors.
  if (field.type === "unknown" || field.type === "time") return everything;
  if (test.op === "has") return { op: "has", field: field.name };
  if (test.op !== "is") return numberFilter(field.name, test);
  const any = test.values.map((value) => valueFilter(field, test.isExact, value));
  const [only] = any;
  return only !== undefined && any.length === 1 ? only : { op: "any", of: any };
}

function valueFilter(
  { name: field, type }: RegistryField,
  isExact: boolean,
  value: QueryValue,
): Filter {
  if (isStar(value)) return { op: "has", field };
  const literal = literalOf(value);
  if (literal === undefined) return { op: "matches", field, pattern: value.parts };
  if (type === "number") {
    const wanted = readNumber(field, literal) ?? Number.NaN;
    return { op: "between", field, min: wanted, max: wanted };
  }
  if (isExact) return { op: "exact", field, value: literal };
  if (type === "address") return { op: "within", field, network: literal };
  return { op: "is", field, value: literal };
}

function numberFilter(field: FieldName, test: Exclude<FieldTest, { op: "has" | "is" }>): Filter {
  const numberOf = (value: QueryValue, open: number) =>
    isStar(value) ? open : (readNumber(field, literalOf(value) ?? "") ?? Number.NaN);
  const range = (min: number, max: number): Filter => ({ op: "between", field, min, max });
  if (test.op === "range")
    return range(numberOf(test.from, -Infinity), numberOf(test.to, Infinity));
  const bound = numberOf(test.value, Number.NaN);
  switch (test.sign) {
    case ">":
      return range(nextUp(bound), Infinity);
    case ">=":
      return range(bound, Infinity);
    case "<":
      return range(-Infinity, nextDown(bound));
    case "<=":
      return range(-Infinity, bound);
  }
}

const permissions = ["personal", "payload"] as const;

function permissionsOf(tree: QueryNode): readonly ("personal" | "payload")[] {
  const needed = new Set<string | undefined>();
  const visit = (node: QueryNode): void => {
    // Words are those of parameters and results, too.
    if (node.kind === "text") needed.add("payload");
    else if (node.kind === "not") visit(node.of);
    else if (node.kind !== "filter") for (const member of node.of) visit(member);
    else if (node.field.type !== "unknown" && node.field.type !== "time")
      needed.add(sensitivityOf(node.field.name));
  };
  visit(tree);
  return permissions.filter((permission) => needed.has(permission));
}
