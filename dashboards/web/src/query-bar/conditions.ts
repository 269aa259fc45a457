import type { FieldName } from "@toolmark/schemas/fields";
import { parseQuery } from "@toolmark/schemas/query/parse-query";
import { printQuery } from "@toolmark/schemas/query/print-query";
import { printFieldName } from "@toolmark/schemas/query/print-value";
import { literalOf } from "@toolmark/schemas/query/query-tree";
import type { FilterNode, QueryNode, QueryValue, Span } from "@toolmark/schemas/query/query-tree";
import { fold } from "@toolmark/schemas/tokens";

import { conditionText, withCondition } from "../lib/query-edit.ts";

/** A condition that the whole query needs: a member of its outermost AND. */
export interface Condition extends Span {
  /** Canonical text, its negation included. */
  text: string;
  negated: boolean;
  /** What it is about: a field, `has`, `text`, or `any of` for a group. */
  field: string;
  /** What is asked for, in short words; has raw values in it. */
  value: string;
  /** The one condition that is asked for or negated. */
  node: QueryNode;
}

/** The conditions that must all hold, in their order; none where the query cannot be read. */
export function listConditions(text: string): Condition[] {
  return (readMembers(text) ?? []).map((member) => {
    const { node, negated } = unwrap(member);
    return { text: textOf(member), negated, node, ...labelOf(node), ...spanOf(member) };
  });
}

/** How a value is put into a query. */
export interface ConditionOptions {
  /** That it must not be so. */
  negated?: boolean;
}

/**
 * A query with the condition that a field has a value just so. `null` stands for events without the
 * field. The same condition is not added twice, its opposite gives way, and a query that cannot be
 * read keeps its text with the condition behind it.
 */
export function addCondition(
  text: string,
  field: FieldName,
  value: string | null,
  { negated = false }: ConditionOptions = {},
): string {
  if (value !== null) return withCondition(text, field, value, negated ? "not" : "is");
  const added = textFor(field, value, negated);
  const members = readMembers(text);
  if (members === undefined) return `${text.trim()} ${added}`.trim();
  const opposite = textFor(field, value, !negated);
  const kept = members.map(textOf).filter((member) => member !== added && member !== opposite);
  return [...kept, added].join(" ");
}

/** A query without one of its conditions; as it is where there is none of this number. */
export function removeCondition(text: string, index: number): string {
  const members = readMembers(text);
  if (members?.[index] === undefined) return text;
  return join(members.filter((_, at) => at !== index));
}

/** A query in which one condition means its opposite; conditions on time have none and stay. */
export function invertCondition(text: string, index: number): string {
  const members = readMembers(text);
  const member = members?.[index];
  if (members === undefined || member === undefined || isTime(member)) return text;
  const { node, negated } = unwrap(member);
  const inverted: QueryNode = negated ? node : { kind: "not", of: node, ...spanOf(member) };
  return join(members.map((other, at) => (at === index ? inverted : other)));
}

/** Whether a query asks just for this value, or just excludes it. */
export function hasCondition(
  text: string,
  field: FieldName,
  value: string | null,
  { negated = false }: ConditionOptions = {},
): boolean {
  const wanted = textFor(field, value, negated);
  return (readMembers(text) ?? []).some((member) => textOf(member) === wanted);
}

/**
 * The query with the condition; where it names the value already, whatever its case, without it: taken
 * out of a list, or with the whole condition where it is the only value.
 */
export function toggleCondition(
  text: string,
  field: FieldName,
  value: string | null,
  options: ConditionOptions = {},
): string {
  const { negated = false } = options;
  const members = readMembers(text) ?? [];
  const isNamed = members.some((member) => isNaming(member, field, value, negated));
  if (!isNamed) return addCondition(text, field, value, options);
  return join(
    members.flatMap((member) =>
      isNaming(member, field, value, negated) ? withoutValue(member, value) : [member],
    ),
  );
}

/** What a query says of a value of a field, on its own or in a list: stars and ranges left out. */
export function senseOf(
  conditions: readonly Condition[],
  field: FieldName,
  value: string | null,
): "wanted" | "excluded" | undefined {
  const naming = (negated: boolean) =>
    conditions.some((condition) =>
      isNamingNode(condition.node, condition.negated, { field, value, negated }),
    );
  if (naming(false)) return "wanted";
  return naming(true) ? "excluded" : undefined;
}

/** The values of a field that a query excludes, as it writes them; stars and ranges left out. */
export function excludedValues(conditions: readonly Condition[], field: FieldName): string[] {
  return conditions.flatMap(({ node, negated }) =>
    negated && node.kind === "filter" && node.field.name === field && node.test.op === "is"
      ? node.test.values.map(literalOf).filter((literal) => literal !== undefined)
      : [],
  );
}

/** Whether a condition is about time, which bounds the range and is no filter. */
export function isTime(node: QueryNode): boolean {
  return node.kind === "filter" && node.field.type === "time";
}

/** The members of a query that can be read. */
export function readMembers(text: string): readonly QueryNode[] | undefined {
  const { tree, issues } = parseQuery(text);
  if (issues.some(({ severity }) => severity === "error")) return undefined;
  return tree.kind === "and" ? tree.of : [tree];
}

/** The canonical text of a query that needs all of these. */
export function join(members: readonly QueryNode[]): string {
  const [only] = members;
  if (only !== undefined && members.length === 1) return printQuery(only);
  return members.map(textOf).join(" ");
}

function textFor(field: FieldName, value: string | null, negated: boolean): string {
  if (value !== null) return conditionText(field, value, negated ? "not" : "is");
  return `${negated ? "" : "-"}has:${printFieldName(field)}`;
}

function textOf(member: QueryNode): string {
  return member.kind === "or" ? `(${printQuery(member)})` : printQuery(member);
}

interface Named {
  field: FieldName;
  /** `null`: events without the field. */
  value: string | null;
  negated: boolean;
}

function isNaming(
  member: QueryNode,
  field: FieldName,
  value: string | null,
  negated: boolean,
): boolean {
  const unwrapped = unwrap(member);
  return isNamingNode(unwrapped.node, unwrapped.negated, { field, value, negated });
}

function isNamingNode(node: QueryNode, isNegated: boolean, wanted: Named): boolean {
  const { field, value, negated } = wanted;
  if (node.kind !== "filter" || node.field.name !== field) return false;
  // Without the field is the opposite of having it.
  if (value === null) return node.test.op === "has" && isNegated !== negated;
  const { test } = node;
  if (test.op !== "is" || isNegated !== negated) return false;
  return test.values.some((other) => isValue(other, value, test.isExact));
}

function isValue(named: QueryValue, value: string, isExact: boolean): boolean {
  const literal = literalOf(named);
  if (literal === undefined || literal === value) return literal !== undefined;
  return !isExact && fold(literal) === fold(value);
}

function withoutValue(member: QueryNode, value: string | null): QueryNode[] {
  const { node, negated } = unwrap(member);
  if (value === null || node.kind !== "filter" || node.test.op !== "is") return [];
  const { test } = node;
  const values = test.values.filter((other) => !isValue(other, value, test.isExact));
  if (values.length === 0) return [];
  const left: QueryNode = { ...node, test: { ...test, values } };
  return [negated ? { kind: "not", of: left, ...spanOf(member) } : left];
}

function unwrap(member: QueryNode): { node: QueryNode; negated: boolean } {
  let node = member;
  let negated = false;
  while (node.kind === "not") {
    node = node.of;
    negated = !negated;
  }
  return { node, negated };
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

function labelOf(node: QueryNode): Pick<Condition, "field" | "value"> {
  switch (node.kind) {
    case "filter":
      return filterLabel(node);
    case "text":
      return { field: "text", value: valueText(node.value) };
    case "or":
      return { field: "any of", value: printQuery(node) };
    case "and":
      return { field: "all of", value: printQuery(node) };
    case "not":
      return { field: "not", value: printQuery(node.of) };
  }
}

function filterLabel({ field, test }: FilterNode): Pick<Condition, "field" | "value"> {
  const name = field.name;
  switch (test.op) {
    case "has":
      return { field: "has", value: name };
    case "compare":
      return { field: name, value: `${test.sign} ${valueText(test.value)}` };
    case "range":
      return { field: name, value: rangeLabel(valueText(test.from), valueText(test.to)) };
    case "is":
      return { field: name, value: test.values.map(valueText).join(" or ") };
  }
}

function rangeLabel(from: string, to: string): string {
  return `${from} to ${to}`;
}

function valueText(value: QueryValue): string {
  if (value.parts.length === 0) return '""';
  return value.parts.map((part) => (part === "*" ? "*" : part.literal)).join("");
}
