import type { Json } from "@toolmark/schemas/normalized-event";

import { isContainer, jsonText, membersOf } from "./json-text.ts";

/** Names and places from the root to a value. */
export type JsonPath = readonly (string | number)[];

/** One line of a value as it is shown. */
export interface JsonLine {
  /** Unlike that of any other line. */
  key: string;
  path: JsonPath;
  /** Name in an object or place in a list; absent for the root. */
  name?: string | number;
  /** `folded` stands for all of a list or object, `more` for members that are not shown yet. */
  kind: "value" | "open" | "close" | "folded" | "more";
  /** Of a `value` line: what is no list and no object, or an empty one. */
  value?: Json;
  isList: boolean;
  /** Members of a list or object; of `more` those that are left. */
  size: number;
  isLast: boolean;
}

/** What of a value is open: by the pointers of its lists and objects. */
export interface JsonFolds {
  /** Whether those that are not named are open: all, or those near the root. */
  opensAll: boolean;
  /** Opened or closed by hand. */
  open: ReadonlyMap<string, boolean>;
  /** Members shown of long ones, where it is not the usual number. */
  limits: ReadonlyMap<string, number>;
}

/** Members of a list or object that are shown at first. */
export const MEMBERS_SHOWN = 100;
/** A value of no more lines than these is open at first. */
const OPEN_LINES = 300;
/** Levels that are open at first in a larger one. */
const OPEN_LEVELS = 2;

/** The JSON pointer (RFC 6901) of a path. */
export function pointerOf(path: JsonPath): string {
  return path
    .map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

/** How a value is shown before anything was opened or closed. */
export function firstFolds(value: Json): JsonFolds {
  return {
    opensAll: countLines(value, OPEN_LINES) <= OPEN_LINES,
    open: new Map(),
    limits: new Map(),
  };
}

/** The lines of a value, as far as it is open. Pure. */
export function linesOf(value: Json, folds: JsonFolds): JsonLine[] {
  const lines: JsonLine[] = [];
  addLines(lines, value, [], true, folds);
  return lines;
}

function addLines(
  lines: JsonLine[],
  value: Json,
  path: JsonPath,
  isLast: boolean,
  folds: JsonFolds,
): void {
  const pointer = pointerOf(path);
  const name = path.at(-1);
  const members = membersOf(value);
  const line = {
    path,
    ...(name !== undefined && { name }),
    isList: Array.isArray(value),
    size: members.length,
    isLast,
  };
  if (!isContainer(value) || members.length === 0) {
    lines.push({ ...line, key: pointer, kind: "value", value });
    return;
  }
  if (!isOpen(folds, path, pointer)) {
    lines.push({ ...line, key: pointer, kind: "folded" });
    return;
  }
  lines.push({ ...line, key: pointer, kind: "open" });
  const limit = folds.limits.get(pointer) ?? MEMBERS_SHOWN;
  for (const [index, [member, item]] of members.slice(0, limit).entries())
    addLines(lines, item, [...path, member], index === members.length - 1, folds);
  if (members.length > limit)
    lines.push({ ...line, key: `${pointer} more`, kind: "more", size: members.length - limit });
  lines.push({ ...line, key: `${pointer} close`, kind: "close" });
}

function isOpen({ opensAll, open }: JsonFolds, path: JsonPath, pointer: string): boolean {
  return open.get(pointer) ?? (opensAll || path.length < OPEN_LEVELS);
}

/** Opens everything above a value, and shows enough members that it is among them. */
export function revealPath(value: Json, path: JsonPath, folds: JsonFolds): JsonFolds {
  const open = new Map(folds.open);
  const limits = new Map(folds.limits);
  let here: Json = value;
  for (const [depth, part] of path.entries()) {
    const pointer = pointerOf(path.slice(0, depth));
    open.set(pointer, true);
    const members = membersOf(here);
    const index = members.findIndex(([name]) => name === part);
    const limit = limits.get(pointer) ?? MEMBERS_SHOWN;
    if (index >= limit) limits.set(pointer, index + MEMBERS_SHOWN);
    here = members[index]?.[1] ?? null;
  }
  return { ...folds, open, limits };
}

/** Places of a text in names and values, in the order of the lines; letter case does not count. */
export function findInJson(value: Json, text: string, most = 500): JsonPath[] {
  const wanted = text.toLowerCase();
  const found: JsonPath[] = [];
  const look = (item: Json, path: JsonPath): void => {
    if (found.length >= most) return;
    const name = path.at(-1);
    const isNamed = typeof name === "string" && name.toLowerCase().includes(wanted);
    if (isNamed || (!isContainer(item) && jsonText(item).toLowerCase().includes(wanted)))
      found.push(path);
    for (const [member, inner] of membersOf(item)) look(inner, [...path, member]);
  };
  if (wanted !== "") look(value, []);
  return found;
}

function countLines(value: Json, most: number): number {
  if (!isContainer(value)) return 1;
  let lines = 2;
  for (const [, item] of membersOf(value)) {
    lines += countLines(item, most - lines);
    if (lines > most) break;
  }
  return lines;
}
