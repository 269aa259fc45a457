import type { PatternPart } from "../filter.ts";
import { quoteText } from "./print-value.ts";
import { MAX_QUERY_TERMS } from "./query-tree.ts";
import type { QueryIssue, QueryValue, Span } from "./query-tree.ts";

/** Where a parse stands: what is read, up to where, and what was found wrong on the way. */
export interface QueryReader {
  readonly text: string;
  /** The next character to read. */
  at: number;
  /** Values and words so far. */
  terms: number;
  /** The rest is left unread, for it goes too deep. */
  isTooDeep: boolean;
  readonly issues: QueryIssue[];
}

/** Notes an issue. The fix replaces the span of the issue unless it names one of its own. */
export function report(
  issues: QueryIssue[],
  severity: QueryIssue["severity"],
  message: string,
  span: Span,
  fix?: string | (Span & { text: string }),
): void {
  // Enough to see; an error is told in any case, for warnings do not keep a query from running.
  const isFull = issues.length >= MAX_ISSUES;
  if (isFull && (severity === "warning" || issues.some((known) => known.severity === "error")))
    return;
  const { start, end } = span;
  const issue: QueryIssue = { severity, message, start, end };
  if (typeof fix === "string") issue.fix = { text: fix, start, end };
  else if (fix !== undefined) issue.fix = { text: fix.text, start: fix.start, end: fix.end };
  issues.push(issue);
}

const MAX_ISSUES = 50;

const spaces = /\s*/y;
const bareRun = /[^\s"()*,]+/y;
const quoted = /"((?:[^"\\]|\\[^]?)*)("?)/y;
const curly = /[“”„]/;

/** Matches a sticky expression where the reader stands; moves on only if it matches. */
export function take(reader: QueryReader, expression: RegExp): RegExpExecArray | undefined {
  const found = lookAt(reader, expression);
  if (found !== undefined) reader.at += found[0].length;
  return found;
}

/** Matches a sticky expression where the reader stands. */
export function lookAt(reader: QueryReader, expression: RegExp): RegExpExecArray | undefined {
  expression.lastIndex = reader.at;
  return expression.exec(reader.text) ?? undefined;
}

/** Moves over white space. */
export function skipSpaces(reader: QueryReader): void {
  take(reader, spaces);
}

/** Reads a text in quotes. Inside, `\"` and `\\` stand for a quote and a backslash. */
export function readQuoted(reader: QueryReader): string {
  const start = reader.at;
  const [, body = "", close] = take(reader, quoted) ?? [];
  if (close === "") {
    const end = reader.text.length;
    report(
      reader.issues,
      "error",
      "the quote is never closed",
      { start, end },
      {
        text: '"',
        start: end,
        end,
      },
    );
  }
  return body.replaceAll(/\\(["\\])/g, "$1");
}

/** A value as it was read. */
export interface ReadValue {
  value: QueryValue;
  /** At least a part of it stood in quotes. */
  isQuoted: boolean;
  /** It was written without quotes and stars, just so. */
  bare: string | undefined;
}

/**
 * Reads a value: literals bare and in quotes, and stars, up to white space or a parenthesis that was
 * not opened in it. Counts it as a term.
 *
 * @param endsAtComma whether a comma outside quotes ends it too.
 */
export function readValue(reader: QueryReader, endsAtComma: boolean): ReadValue {
  const { text } = reader;
  const start = reader.at;
  const parts: PatternPart[] = [];
  let isQuoted = false;
  let open = 0;
  for (;;) {
    const character = text[reader.at];
    if (character === '"') {
      isQuoted = true;
      addLiteral(parts, readQuoted(reader));
      continue;
    }
    const run = take(reader, bareRun)?.[0];
    if (run !== undefined) {
      addLiteral(parts, run);
    } else if (character === "*") {
      reader.at++;
      if (parts.at(-1) !== "*") parts.push("*");
    } else if (character === "(" || (character === ")" && open > 0)) {
      open += character === "(" ? 1 : -1;
      reader.at++;
      addLiteral(parts, character);
    } else if (character === "," && !endsAtComma) {
      reader.at++;
      addLiteral(parts, character);
    } else break;
  }
  const value = { parts, start, end: reader.at };
  const raw = text.slice(start, reader.at);
  if (open > 0)
    report(
      reader.issues,
      "error",
      "a parenthesis in a value is never closed; put the value in quotes",
      value,
      quoteText(raw.replaceAll('"', "")),
    );
  countTerm(reader, value);
  const bare = isQuoted || parts.includes("*") ? undefined : raw;
  if (bare !== undefined && curly.test(bare))
    report(
      reader.issues,
      "warning",
      "curly quotes are part of the text; only straight ones hold words together",
      value,
      bare.replaceAll(/[“”„]/g, '"'),
    );
  return { value, isQuoted, bare };
}

/** Counts a value or word against the limit. */
export function countTerm(reader: QueryReader, span: Span): void {
  reader.terms++;
  if (reader.terms === MAX_QUERY_TERMS + 1)
    report(reader.issues, "error", `a query has at most ${MAX_QUERY_TERMS} values and words`, span);
}

function addLiteral(parts: PatternPart[], literal: string): void {
  if (literal === "") return;
  const last = parts.at(-1);
  if (last === undefined || last === "*") parts.push({ literal });
  else parts[parts.length - 1] = { literal: last.literal + literal };
}
