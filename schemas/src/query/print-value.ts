import type { FieldName } from "../fields.ts";
import type { PatternPart } from "../filter.ts";
import { splitPathName } from "./query-fields.ts";
import type { QueryValue } from "./query-tree.ts";

const bareLiteral = /^[^\s"()*,“”„]+$/;
// What would be read as an operator, a word of the language or a warning at the start of a value.
const looksSpecial = /^(?:[<>=[!]|-\p{L}|(?:and|or|not|to)$)/iu;
const bareMember = /^[^\s"()*,:.]+$/;

/** A text in quotes, as a query writes it. */
export function quoteText(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** The value of a condition, quoted where it has to be. */
export function printValue(value: Pick<QueryValue, "parts">): string {
  if (value.parts.length === 0) return '""';
  return value.parts.map(printPart).join("");
}

function printPart(part: PatternPart, at: number): string {
  if (part === "*") return "*";
  const { literal } = part;
  const isBare =
    bareLiteral.test(literal) &&
    !literal.includes("..") &&
    !(at === 0 && looksSpecial.test(literal));
  return isBare ? literal : quoteText(literal);
}

/** The name of a field or path as a query writes it, members quoted where they have to be. */
export function printFieldName(name: string): string {
  const path = splitPathName(name as FieldName);
  if (path === undefined) return name;
  const members = path.path.map((member) => (bareMember.test(member) ? member : quoteText(member)));
  return [path.root, ...members].join(".");
}
