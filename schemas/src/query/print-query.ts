import type { FieldName } from "../fields.ts";
import { printFieldName, printValue, quoteText } from "./print-value.ts";
import type { FilterNode, QueryNode, TextNode } from "./query-tree.ts";

const bareText = /^(?![-!\u2010-\u2015\u2212]|(?:AND|OR|NOT)$)[^\s":]+$/;

/**
 * The canonical text of a query: aliases resolved, quotes only where needed, `-` for negation, one
 * space between conditions. It parses to the same tree, spans aside, for every tree that `parseQuery`
 * gives without an error.
 */
export function printQuery(tree: QueryNode): string {
  switch (tree.kind) {
    case "and":
      return tree.of
        .map((member) => (member.kind === "or" ? `(${printQuery(member)})` : printQuery(member)))
        .join(" ");
    case "or":
      return tree.of.map(printQuery).join(" OR ");
    case "not": {
      const { of } = tree;
      const isGroup = of.kind === "and" || of.kind === "or";
      return isGroup ? `-(${printQuery(of)})` : `-${printQuery(of)}`;
    }
    case "filter":
      return printFilter(tree);
    case "text":
      return printText(tree);
  }
}

/** The condition that a field has a value just so, as a query writes it: for filters made by clicking. */
export function printCondition(field: FieldName, value: string): string {
  return `${printFieldName(field)}:${printValue({ parts: value === "" ? [] : [{ literal: value }] })}`;
}

function printFilter({ field, test }: FilterNode): string {
  const name = printFieldName(field.name);
  switch (test.op) {
    case "has":
      return `has:${name}`;
    case "range":
      return `${name}:${printBound(test.from.parts)}..${printBound(test.to.parts)}`;
    case "is": {
      const sign = test.isExact ? "=" : "";
      const values = test.values.map(printValue);
      const isList = values.length > 1;
      return `${name}:${sign}${isList ? `(${values.join(" OR ")})` : values.join("")}`;
    }
    case "compare":
      return `${name}:${test.sign}${printValue(test.value)}`;
  }
}

function printBound(parts: TextNode["value"]["parts"]): string {
  return parts.map((part) => (part === "*" ? "*" : part.literal)).join("");
}

function printText({ value, isPhrase }: TextNode): string {
  if (value.parts.length === 0) return '""';
  const bare = value.parts.map((part) => (part === "*" ? "*" : part.literal)).join("");
  if (!isPhrase && bareText.test(bare)) return bare;
  return value.parts.map((part) => (part === "*" ? "*" : quoteText(part.literal))).join("");
}
