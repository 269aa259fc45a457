import { printValue } from "./print-value.ts";
import { countTerm, readValue, report, skipSpaces, take } from "./query-reader.ts";
import type { QueryReader, ReadValue } from "./query-reader.ts";
import { isStar } from "./query-tree.ts";
import type { FieldTest, QueryField, QueryValue } from "./query-tree.ts";
import { shownName } from "./visible-text.ts";

const comparison = /(?:>=|<=|>|<)/y;
const equals = /=/y;
const bracketRange = /\[\s*([^\s\]]*)\s+(to)\s+([^\s\]]*)\s*\]/diy;
const dotRange = /([^\s"(),]*?)(\.\.)([^\s"(),]*)/dy;
const numericRange =
  /(\*|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(\.\.)(\*|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?=[\s,)]|$)/diy;
const separator = /(?:or|and|not)(?=[\s()",]|$)/iy;

/** Reads what stands after the colon of a condition on a field. */
export function readTest(reader: QueryReader, field: QueryField): FieldTest {
  const range = readRange(reader, field);
  if (range !== undefined) return range;
  const operator = take(reader, comparison)?.[0] as ">" | ">=" | "<" | "<=" | undefined;
  if (operator !== undefined) {
    const { value } = required(reader, field, readValue(reader, true));
    return { op: "compare", sign: operator, value };
  }
  const isExact = take(reader, equals) !== undefined;
  const values = reader.text[reader.at] === "(" ? readList(reader) : readCommaList(reader, field);
  const [only] = values;
  const isPresence = !isExact && values.length === 1 && only !== undefined && isStar(only);
  return isPresence ? { op: "has" } : { op: "is", isExact, values };
}

function readRange(reader: QueryReader, field: QueryField): FieldTest | undefined {
  const dots = { number: dotRange, time: dotRange, path: numericRange } as const;
  const ends = field.type in dots ? dots[field.type as keyof typeof dots] : undefined;
  const found = take(reader, bracketRange) ?? (ends && take(reader, ends));
  if (found === undefined) return undefined;
  const [, from = "", word = "", to = ""] = found;
  const spanOf = (group: number) => {
    const [start, end] = found.indices?.[group] ?? [found.index, reader.at];
    return { start, end };
  };
  if (word === "to" || word === "To" || word === "tO")
    report(reader.issues, "warning", "TO is written in capitals", spanOf(2), "TO");
  const bound = (text: string, group: number): QueryValue => {
    const span = spanOf(group);
    countTerm(reader, span);
    const isMissing = text === "";
    if (isMissing)
      report(
        reader.issues,
        "error",
        "an end of the range is missing; a star leaves it open",
        span,
        "*",
      );
    return { parts: text === "*" ? ["*"] : isMissing ? [] : [{ literal: text }], ...span };
  };
  return { op: "range", from: bound(from, 1), to: bound(to, 3) };
}

function readCommaList(reader: QueryReader, field: QueryField): QueryValue[] {
  const first = required(reader, field, readValue(reader, true));
  warnOfNegation(reader, field, first);
  const values = [first.value];
  while (reader.text[reader.at] === ",") {
    const start = reader.at++;
    const next = readValue(reader, true);
    const isMissing = next.bare === "";
    if (isMissing)
      report(
        reader.issues,
        "error",
        "a value is missing after the comma; put a value with a comma in quotes",
        { start, end: reader.at },
        "",
      );
    else values.push(next.value);
  }
  const last = values.at(-1);
  const isOneUri =
    field.type === "uri" &&
    values.slice(1).some((value) => !printValue(value).includes(":")) &&
    values.every((value) => !value.parts.includes("*"));
  if (isOneUri && last !== undefined) {
    const span = { start: first.value.start, end: last.end };
    const raw = reader.text.slice(span.start, span.end);
    report(
      reader.issues,
      "warning",
      "commas separate values; put a value with a comma in quotes",
      span,
      `"${raw.replaceAll('"', "")}"`,
    );
  }
  return values;
}

function readList(reader: QueryReader): QueryValue[] {
  const { issues, text } = reader;
  const start = reader.at++;
  const values: QueryValue[] = [];
  const missing = (end: number) =>
    report(issues, "error", "a value is missing in the list", { start: end, end: end + 1 });
  let isValueNext = true;
  for (;;) {
    skipSpaces(reader);
    const { at } = reader;
    const character = text[at];
    if (character === undefined) {
      report(
        issues,
        "error",
        "the list is never closed",
        { start, end: at },
        {
          text: ")",
          start: at,
          end: at,
        },
      );
      return values;
    }
    if (character === ")") {
      if (isValueNext) missing(at);
      reader.at++;
      return values;
    }
    if (character === ",") {
      reader.at++;
      if (isValueNext) missing(at);
      isValueNext = true;
    } else if (character === "(") {
      reader.at++;
      report(issues, "error", "a list holds values, not groups", { start: at, end: at + 1 });
    } else {
      const word = take(reader, separator)?.[0];
      if (word !== undefined) {
        if (isValueNext) missing(at);
        readSeparator(reader, word, at);
        isValueNext = true;
        continue;
      }
      if (!isValueNext)
        report(
          issues,
          "error",
          "OR is missing between the values",
          { start: at, end: at + 1 },
          {
            text: "OR ",
            start: at,
            end: at,
          },
        );
      values.push(readValue(reader, true).value);
      isValueNext = false;
    }
  }
}

function readSeparator(reader: QueryReader, word: string, start: number): void {
  const span = { start, end: reader.at };
  if (word === "OR") return;
  if (word.toUpperCase() === "OR")
    return report(reader.issues, "warning", "OR is written in capitals", span, "OR");
  const advice =
    word.toUpperCase() === "AND"
      ? "values of a list are joined with OR; AND joins conditions, each with its field"
      : "a list holds values; NOT stands before a condition";
  return report(reader.issues, "error", advice, span);
}

function required(reader: QueryReader, field: QueryField, read: ReadValue): ReadValue {
  if (read.bare !== "" || field.type === "unknown") return read;
  const start = reader.at;
  const gap = /^\s+(?=[^\s()])/.exec(reader.text.slice(start))?.[0].length ?? 0;
  const name = shownName(reader.text.slice(field.start, field.end));
  const advice = gap > 0 ? "no space stands after the colon" : `has:${name} asks for any value`;
  report(
    reader.issues,
    "error",
    `${name} has no value here; ${advice}`,
    { start: field.start, end: start },
    gap > 0 ? { text: "", start, end: start + gap } : undefined,
  );
  return read;
}

// `actor:-alice` asks for "-alice", which hardly anybody means; `error:-32602` is fine.
function warnOfNegation(reader: QueryReader, field: QueryField, { bare, value }: ReadValue): void {
  if (bare === undefined || field.type === "unknown") return;
  const name = reader.text.slice(field.start, field.end);
  const sign = /^(?:!=|!|-(?=\p{L}))/u.exec(bare)?.[0];
  if (sign === undefined || bare === sign) return;
  const fix = { text: `-${name}:`, start: field.start, end: value.start + sign.length };
  const isOperator = sign === "!=";
  report(
    reader.issues,
    isOperator ? "error" : "warning",
    isOperator
      ? `${name} takes no !=; a minus before the field excludes`
      : `the ${sign === "!" ? "exclamation mark" : "minus"} is part of the value; before the field it excludes`,
    value,
    fix,
  );
}
