import { checkPattern } from "./check-pattern.ts";
import { checkTime } from "./check-time.ts";
import { knownValues } from "./known-values.ts";
import { printFieldName, quoteText } from "./print-value.ts";
import { findPathRoot, nearest, queryNames } from "./query-fields.ts";
import { report } from "./query-reader.ts";
import { isStar, literalOf } from "./query-tree.ts";
import type {
  FilterNode,
  QueryIssue,
  QueryNode,
  QueryValue,
  RegistryField,
  TextNode,
} from "./query-tree.ts";
import { isNetwork, numberExample, readNumber } from "./query-values.ts";
import { wantedWords } from "./text-words.ts";
import { shown, shownName } from "./visible-text.ts";

type Issues = QueryIssue[];

/** Notes what is wrong with the meaning of a query: everything that the grammar alone allows. */
export function checkQuery(tree: QueryNode, text: string, issues: QueryIssue[]): void {
  check(tree, true);

  function check(node: QueryNode, isTop: boolean): void {
    switch (node.kind) {
      case "and":
      case "or":
        for (const member of node.of) check(member, isTop && node.kind === "and");
        return;
      case "not":
        return check(node.of, false);
      case "text":
        return checkText(node, text, issues);
      case "filter":
        if (node.field.type === "time") return checkTime(node, isTop, issues);
        if (node.field.type === "unknown") return;
        return checkFilter(node, node.field, issues);
    }
  }
}

function checkText(node: TextNode, text: string, issues: Issues): void {
  const raw = text.slice(node.start, node.end);
  const quotedFix = quoteText(raw.replaceAll('"', ""));
  if (isStar(node.value))
    return report(
      issues,
      "error",
      "a star alone asks for nothing; the empty query finds every event",
      node,
      "",
    );
  const wanted = wantedWords(node);
  if (wanted === undefined)
    return report(
      issues,
      "error",
      "in free text a star stands only at the end of a word; a field's value takes it elsewhere, as in tool:crm.*.get",
      node,
    );
  if (wanted.words.length === 0 && wanted.prefix === undefined)
    return report(issues, "error", "there is no letter or digit to search for", node);
  if (/:/.test(raw.replaceAll(/"(?:[^"\\]|\\[^]?)*"?/g, "")))
    return report(
      issues,
      "error",
      "only a field's name stands before a colon; put text with a colon in quotes",
      node,
      quotedFix,
    );
  const isName = !node.isPhrase && queryNames.includes(raw.toLowerCase());
  const isPath = findPathRoot(/^[^".]+(?=\.)/.exec(raw)?.[0] ?? "") !== undefined;
  if (isName || isPath)
    return report(
      issues,
      "error",
      `${shown(raw)} is the name of a field: add a value after a colon, or put it in quotes`,
      node,
      quotedFix,
    );
  if (node.isPhrase) return undefined;
  if (/^(?:and|or|not)$/i.test(raw))
    return report(
      issues,
      "warning",
      `${raw} is searched for as a word; the operator is written in capitals`,
      node,
      raw.toUpperCase(),
    );
  const [, name, sign = "", value = ""] = /^([a-z]+)(!=|==?|[<>]=?)(.+)$/i.exec(raw) ?? [];
  if (name !== undefined && queryNames.includes(name.toLowerCase()))
    report(
      issues,
      "warning",
      "this is searched for as text; a colon stands between a field and its value",
      node,
      sign === "!=" ? `-${name}:${value}` : `${name}:${/[<>]/.test(sign) ? sign : ""}${value}`,
    );
  return undefined;
}

function checkFilter(node: FilterNode, field: RegistryField, issues: Issues): void {
  const { test } = node;
  switch (test.op) {
    case "has":
      return;
    case "is":
      for (const value of test.values) checkValue(value, test.isExact, field, issues);
      return;
    case "range":
      return checkRange(node, test.from, test.to, field, issues);
    case "compare":
      if (isComparable(node, field, issues)) checkNumber(test.value, field, issues);
  }
}

function checkValue(
  value: QueryValue,
  isExact: boolean,
  field: RegistryField,
  issues: Issues,
): void {
  const literal = literalOf(value);
  const isMissing = literal === "" && value.start === value.end;
  if (isMissing || (isStar(value) && !isExact)) return;
  if (field.type === "number") return checkNumber(value, field, issues);
  if (literal === undefined) return checkPattern(value, isExact, field, issues);
  if (literal === "" && field.type !== "path")
    return report(
      issues,
      "error",
      `${field.name} is never empty; -has:${field.name} asks for events without it`,
      value,
    );
  if (field.type === "address") {
    if (!isExact && !isNetwork(literal))
      report(
        issues,
        "error",
        `${shown(literal)} is not an address or network, such as 10.1.4.9, 10.0.0.0/8 or 2001:db8::/32`,
        value,
      );
    return undefined;
  }
  return warnOfUnknown(value, isExact ? literal : literal.toLowerCase(), field, issues);
}

function checkRange(
  node: FilterNode,
  from: QueryValue,
  to: QueryValue,
  field: RegistryField,
  issues: Issues,
): void {
  if (!isComparable(node, field, issues)) return;
  for (const bound of [from, to])
    if (!isStar(bound) && bound.parts.length > 0) checkNumber(bound, field, issues);
  const min = readNumber(field.name, literalOf(from) ?? "");
  const max = readNumber(field.name, literalOf(to) ?? "");
  if (min !== undefined && max !== undefined && min > max)
    report(issues, "error", "the range ends before it begins", { start: from.start, end: to.end });
}

function isComparable(node: FilterNode, field: RegistryField, issues: Issues): boolean {
  if (field.type === "number" || field.type === "path") return true;
  report(
    issues,
    "error",
    `${field.name} has no order, only numbers and times do; put the value in quotes if the sign is part of it`,
    node,
  );
  return false;
}

function checkNumber(value: QueryValue, field: RegistryField, issues: Issues): void {
  const literal = literalOf(value);
  const isMissing = literal === "" && value.start === value.end;
  if (isMissing) return;
  if (literal === undefined || readNumber(field.name, literal) === undefined)
    report(
      issues,
      "error",
      `${shownName(printFieldName(field.name))} is compared with ${numberExample(field.name)}`,
      value,
    );
}

function warnOfUnknown(
  value: QueryValue,
  wanted: string,
  field: RegistryField,
  issues: Issues,
): void {
  const known = knownValues(field.name);
  if (known === undefined || known.includes(wanted)) return;
  const meant = nearest(wanted, known);
  const list = known.length > 12 ? "" : `; it is one of ${known.join(", ")}`;
  const advice = meant === undefined ? list : `, did you mean ${meant}?`;
  report(issues, "warning", `${field.name} is never ${shown(wanted)}${advice}`, value, meant);
}
