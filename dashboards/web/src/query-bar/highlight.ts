import { parseQuery } from "@toolmark/schemas/query/parse-query";
import type { FilterNode, QueryIssue, QueryNode, Span } from "@toolmark/schemas/query/query-tree";

/** What a stretch of a query is, for its colour. */
export type TokenKind = "operator" | "field" | "value" | "star" | "not" | "text";

/** A stretch of a query with one look. */
export interface Token {
  text: string;
  kind: TokenKind;
  mark?: "error" | "warning";
}

/**
 * Takes a query apart for its colours. The pieces together are the text, character for character.
 *
 * @param issues what is underlined; an empty span takes the character beside it.
 */
export function highlightQuery(text: string, issues: readonly QueryIssue[] = []): Token[] {
  const kinds = Array.from<TokenKind>({ length: text.length }).fill("operator");
  paint(parseQuery(text).tree, text, kinds);
  const marks = Array.from<Token["mark"]>({ length: text.length });
  // Errors last: where both are, the error is seen.
  const ordered = issues.toSorted((a) => (a.severity === "error" ? 1 : -1));
  for (const { severity, start, end } of ordered)
    fill(marks, atLeastOne(start, end, text), severity);
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at++) {
    const kind = kinds[at] ?? "operator";
    const mark = marks[at];
    const last = tokens.at(-1);
    if (last?.kind === kind && last.mark === mark) last.text += text.charAt(at);
    else tokens.push({ text: text.charAt(at), kind, ...(mark !== undefined && { mark }) });
  }
  return tokens;
}

function paint(node: QueryNode, text: string, kinds: TokenKind[]): void {
  switch (node.kind) {
    case "and":
    case "or":
      for (const member of node.of) paint(member, text, kinds);
      return;
    case "not": {
      const sign = text.startsWith("NOT", node.start) ? 3 : 1;
      fill(kinds, { start: node.start, end: node.start + sign }, "not");
      return paint(node.of, text, kinds);
    }
    case "text":
      return paintValue(node, text, kinds, "text");
    case "filter":
      return paintFilter(node, text, kinds);
  }
}

function paintFilter({ field, test, start }: FilterNode, text: string, kinds: TokenKind[]): void {
  if (test.op === "has" && field.start !== start) {
    fill(kinds, { start, end: field.start }, "field");
    fill(kinds, field, "value");
    return;
  }
  fill(kinds, { start: field.start, end: field.end + 1 }, "field");
  if (test.op === "has") {
    const star = text.indexOf("*", field.end);
    return fill(kinds, { start: star, end: star + 1 }, "star");
  }
  const values =
    test.op === "is" ? test.values : test.op === "range" ? [test.from, test.to] : [test.value];
  for (const value of values) paintValue(value, text, kinds, "value");
}

function paintValue(span: Span, text: string, kinds: TokenKind[], kind: "value" | "text"): void {
  fill(kinds, span, kind);
  let isQuoted = false;
  for (let at = span.start; at < span.end; at++) {
    const character = text[at];
    if (isQuoted && character === "\\") at++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === "*" && !isQuoted) kinds[at] = "star";
  }
}

function atLeastOne(start: number, end: number, text: string): Span {
  if (end > start) return { start, end };
  return start < text.length ? { start, end: start + 1 } : { start: start - 1, end: start };
}

function fill<Item>(items: Item[], { start, end }: Span, item: Item): void {
  for (let at = Math.max(0, start); at < Math.min(end, items.length); at++) items[at] = item;
}
