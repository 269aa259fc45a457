import { explainQuery } from "@toolmark/schemas/query/explain-query";
import { printFieldName } from "@toolmark/schemas/query/print-value";
import type { QueryNode, QueryValue } from "@toolmark/schemas/query/query-tree";
import { visibleText } from "@toolmark/schemas/query/visible-text";

/** A piece of an explanation: its words, a value, a negation, or an aside in parentheses. */
export interface ExplainedPiece {
  text: string;
  kind: "words" | "value" | "not" | "aside";
}

const marks =
  /\((?:includes events with no [^)]*|in any order|\* is any text)\)|\b(?:is not none|is none|is not|does not|has no|is missing|NOT)\b/g;

/**
 * The explanation of a query in pieces, so that values and negations can be told apart. Together they
 * are the words of the schema's own explanation, AND and OR in lower case.
 *
 * @param now what times such as `7d` count back from, milliseconds since the epoch.
 */
export function explainPieces(tree: QueryNode, now: number): ExplainedPiece[] {
  const text = explainQuery(tree, { now });
  const pieces: ExplainedPiece[] = [];
  let at = 0;
  for (const { shown, isValue } of namesAndValues(tree)) {
    const found = shown.flatMap((form) => {
      const start = text.indexOf(form, at);
      return start < 0 ? [] : [{ start, form }];
    });
    const first = found.toSorted((left, right) => left.start - right.start)[0];
    if (first === undefined) continue;
    const end = first.start + first.form.length;
    if (isValue) {
      pieces.push(...words(text.slice(at, first.start)), { text: first.form, kind: "value" });
    } else {
      pieces.push(...words(text.slice(at, end)));
    }
    at = end;
  }
  return [...pieces, ...words(text.slice(at))];
}

function words(text: string): ExplainedPiece[] {
  const pieces: ExplainedPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(marks)) {
    if (match.index > end) pieces.push(plain(text.slice(end, match.index)));
    const [found] = match;
    pieces.push({ text: found, kind: found.startsWith("(") ? "aside" : "not" });
    end = match.index + found.length;
  }
  if (end < text.length) pieces.push(plain(text.slice(end)));
  return pieces;
}

function plain(text: string): ExplainedPiece {
  return { text: text.replaceAll(/ (AND|OR) /g, (word) => word.toLowerCase()), kind: "words" };
}

// In the order in which an explanation says them.
function namesAndValues(node: QueryNode): { shown: string[]; isValue: boolean }[] {
  switch (node.kind) {
    case "and":
    case "or":
      return node.of.flatMap(namesAndValues);
    case "not":
      return namesAndValues(node.of);
    case "text":
      return valuesOf(node.value);
    case "filter": {
      const { field, test } = node;
      if (field.type === "time") return [];
      const name = { shown: [visibleText(printFieldName(field.name))], isValue: false };
      if (test.op === "has") return [{ ...name, isValue: true }];
      const values =
        test.op === "is" ? test.values : test.op === "range" ? [test.from, test.to] : [test.value];
      return [name, ...values.flatMap(valuesOf)];
    }
  }
}

function valuesOf({ parts }: QueryValue): { shown: string[]; isValue: boolean }[] {
  return parts.flatMap((part) => {
    if (part === "*" || part.literal === "") return [];
    const quoted = `"${visibleText(part.literal).replaceAll('"', String.raw`\"`)}"`;
    return [{ shown: [quoted, part.literal], isValue: true }];
  });
}
