import { fieldIds, fields, findField, isPathName, pathRoots } from "../fields.ts";
import type { FieldName } from "../fields.ts";
import type { QueryField, Span, TimeFieldName } from "./query-tree.ts";

/** Conditions on an event's time, with what documentation and completion say about them. */
export const timeFields: Readonly<Record<TimeFieldName, { description: string; example: string }>> =
  {
    time: { description: "when it happened: a day, a span or a range, UTC", example: "yesterday" },
    since: { description: "from this moment on", example: "now-1h" },
    until: { description: "before this moment", example: "2026-08-01T10:00:00Z" },
  };

/** Fields whose patterns may begin with a star; elsewhere that would read every value. */
export const leadingStarFields: ReadonlySet<string> = new Set([
  "tool",
  "resource",
  "changed",
  "actor",
  "server",
  "system",
  "client",
] satisfies FieldName[]);

/** The name in front of a value that asks for a field's presence. */
export const HAS = "has";

// What people write who know other logs.
const synonyms: Readonly<Record<string, string>> = {
  address: "ip",
  args: "params",
  arguments: "params",
  attributes: "attr",
  attrs: "attr",
  created: "time",
  date: "time",
  from: "since",
  host: "server",
  input: "params",
  kind: "phase",
  latency: "duration",
  output: "result",
  param: "params",
  principal: "actor",
  response: "result",
  size: "bytes",
  timestamp: "time",
  to: "until",
  uri: "resource",
  url: "resource",
  who: "actor",
};

/** Every name that may stand before a colon, aliases included, in the order of the registry. */
export const queryNames: readonly string[] = [
  ...fieldIds.flatMap((id) => [id, ...fields[id].aliases]),
  ...Object.keys(pathRoots),
  ...Object.keys(timeFields),
  HAS,
];

/** The field that a name or alias, in any case, stands for at a place of a query. */
export function findQueryField(name: string, span: Span): QueryField {
  const field = findField(name);
  if (field !== undefined) return { type: fields[field].type, name: field, ...span };
  const wanted = name.toLowerCase();
  return isTimeName(wanted)
    ? { type: "time", name: wanted, ...span }
    : { type: "unknown", name, ...span };
}

/** The root of free-form members of this name, in any case. */
export function findPathRoot(name: string): keyof typeof pathRoots | undefined {
  const wanted = name.toLowerCase();
  return isRoot(wanted) ? wanted : undefined;
}

/** The root of a path and the names of the members that it leads through. */
export function splitPathName(name: FieldName): { root: string; path: string[] } | undefined {
  if (!isPathName(name)) return undefined;
  const dot = name.indexOf(".");
  const path = [""];
  for (const [piece] of name.slice(dot + 1).matchAll(/\\[^]|[^]/g)) {
    if (piece === ".") path.push("");
    else path[path.length - 1] += piece.length > 1 ? piece.slice(1) : piece;
  }
  return { root: name.slice(0, dot), path };
}

/** The name that was probably meant by one that is no field; undefined when none is near. */
export function suggestName(name: string): string | undefined {
  const [root = "", ...path] = name.toLowerCase().split(".");
  const better = isName(root) ? undefined : (synonyms[root] ?? nearest(root));
  if (better === undefined) return undefined;
  if (!isRoot(better)) return path.length === 0 ? better : undefined;
  return path.length === 0 ? undefined : `${better}${name.slice(root.length)}`;
}

/** A value of a list that was probably meant by one that is not in it; undefined when none is near. */
export function nearest(
  text: string,
  candidates: readonly string[] = queryNames,
): string | undefined {
  let best: string | undefined;
  // Two letters make another name of a short one.
  let bestDistance = text.length < 5 ? 2 : 3;
  for (const candidate of candidates) {
    const distance = editDistance(text, candidate, bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function isName(name: string): boolean {
  return queryNames.includes(name);
}

function isRoot(name: string): name is keyof typeof pathRoots {
  return Object.hasOwn(pathRoots, name);
}

function isTimeName(name: string): name is TimeFieldName {
  return Object.hasOwn(timeFields, name);
}

// Levenshtein distance; `limit` when it cannot be less.
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit;
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const substitution = left[row - 1] === right[column - 1] ? 0 : 1;
      current.push(
        Math.min(
          (previous[column] ?? limit) + 1,
          (current[column - 1] ?? limit) + 1,
          (previous[column - 1] ?? limit) + substitution,
        ),
      );
    }
    previous = current;
  }
  return Math.min(limit, previous[right.length] ?? limit);
}
