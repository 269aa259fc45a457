import { pathName } from "../fields.ts";
import { quoteText } from "./print-value.ts";
import { findPathRoot, findQueryField, suggestName } from "./query-fields.ts";
import { readQuoted, report, take } from "./query-reader.ts";
import type { QueryReader } from "./query-reader.ts";
import type { QueryField, Span } from "./query-tree.ts";
import { isNetwork } from "./query-values.ts";
import { shown, shownName } from "./visible-text.ts";

const nameRun = /[^\s"():,*]*/y;
const colon = /:/y;

/**
 * Reads the name of a field and the colon after it. Where there is no such thing, nothing is read
 * and the answer is undefined. A name that is no field is not reported yet: what to do about it
 * depends on what follows.
 */
export function readFieldAndColon(reader: QueryReader): QueryField | undefined {
  const start = reader.at;
  const known = reader.issues.length;
  const field = readFieldName(reader);
  if (field !== undefined && take(reader, colon) !== undefined) return field;
  reader.at = start;
  reader.issues.length = known;
  return undefined;
}

/** Reads the name of a field, or of a path with members bare or in quotes. */
export function readFieldName(reader: QueryReader): QueryField | undefined {
  const start = reader.at;
  const run = take(reader, nameRun)?.[0] ?? "";
  const dot = run.indexOf(".");
  const root = dot < 0 ? undefined : findPathRoot(run.slice(0, dot));
  if (root === undefined) {
    return findQueryField(run, { start, end: reader.at });
  }
  const path = readMembers(reader, run.slice(dot + 1));
  if (path === undefined) return undefined;
  return { type: "path", name: pathName(root, path), start, end: reader.at };
}

// Members are joined with dots; one in quotes follows a dot directly.
function readMembers(reader: QueryReader, first: string): string[] | undefined {
  const path: string[] = [];
  const start = reader.at - first.length;
  let isIncomplete = false;
  for (let members = first; ;) {
    const bare = members.split(".");
    const last = bare.at(-1) ?? "";
    const isQuoteNext = last === "" && reader.text[reader.at] === '"';
    if (isQuoteNext) bare.pop();
    isIncomplete ||= bare.includes("");
    path.push(...bare);
    if (!isQuoteNext) break;
    path.push(readQuoted(reader));
    const rest = take(reader, nameRun)?.[0] ?? "";
    if (rest === "") break;
    if (!rest.startsWith(".")) return undefined;
    members = rest.slice(1);
  }
  if (isIncomplete)
    report(reader.issues, "error", 'a member is missing in the path; the empty one is written ""', {
      start,
      end: reader.at,
    });
  return path;
}

/**
 * Reports a name that is no field, with what was probably meant.
 *
 * @param whole the condition with its value.
 */
export function reportUnknownField(reader: QueryReader, field: QueryField, whole: Span): void {
  const { issues, text } = reader;
  const raw = text.slice(whole.start, whole.end);
  const rest = text.slice(field.end + 1, whole.end);
  const reason =
    field.name === ""
      ? "no field is named before the colon"
      : `${shown(field.name)} is not a field`;
  const meant = (fix: string) =>
    report(issues, "error", `${reason}, did you mean ${shown(fix)}?`, whole, fix);
  if (findPathRoot(field.name) !== undefined)
    return report(
      issues,
      "error",
      `${field.name} needs a path, such as ${field.name.toLowerCase()}.id`,
      field,
    );
  if (rest.startsWith("//")) return meant(`resource:${raw}`);
  if (isNetwork(raw)) return meant(`ip:${raw}`);
  const suggestion = rest.startsWith(":") ? undefined : suggestName(field.name);
  if (suggestion !== undefined)
    return report(
      issues,
      "error",
      `${reason}, did you mean ${shownName(suggestion)}?`,
      field,
      suggestion,
    );
  return report(
    issues,
    "error",
    `${reason}; to search for text with a colon, put it in quotes`,
    whole,
    quoteText(raw.replaceAll('"', "")),
  );
}

/** Reports a name after `has:` that is no field, with what was probably meant. */
export function reportUnknownPresence(reader: QueryReader, field: QueryField): void {
  if (field.name === "")
    return report(
      reader.issues,
      "error",
      "has: needs the name of a field, such as has:approval",
      field,
    );
  const isRoot = findPathRoot(field.name) !== undefined;
  const suggestion = isRoot ? undefined : suggestName(field.name);
  const advice = isRoot
    ? `${field.name} needs a path, such as ${field.name.toLowerCase()}.id`
    : `${shown(field.name)} is not a field${suggestion === undefined ? "; has: takes a field's name" : `, did you mean ${shownName(suggestion)}?`}`;
  return report(reader.issues, "error", advice, field, suggestion);
}
