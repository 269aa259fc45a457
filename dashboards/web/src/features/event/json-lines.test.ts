import type { Json } from "@toolmark/schemas/normalized-event";
import { expect, test } from "vitest";

import {
  findInJson,
  firstFolds,
  linesOf,
  MEMBERS_SHOWN,
  pointerOf,
  revealPath,
} from "./json-lines.ts";

const shown = (value: Json, folds = firstFolds(value)) =>
  linesOf(value, folds).map(({ kind, key, size }) => `${kind} ${key} ${size}`);

test("a small value is open, and its empty lists and objects take one line", () => {
  expect(shown({ a: 1, list: [true, []], none: {} })).toEqual([
    "open  3",
    "value /a 0",
    "open /list 2",
    "value /list/0 0",
    "value /list/1 0",
    "close /list close 2",
    "value /none 0",
    "close  close 3",
  ]);
});

test("a large value is open near its root, and shows some members of long lists", () => {
  const rows = Array.from({ length: 250 }, (_, index) => ({ index }));
  const value = { rows };
  const lines = linesOf(value, firstFolds(value));
  expect(lines.filter(({ kind }) => kind === "folded")).toHaveLength(MEMBERS_SHOWN);
  expect(lines.find(({ kind }) => kind === "more")?.size).toBe(150);
});

test("a value that is come to is opened, however deep and far behind it is", () => {
  const rows = Array.from({ length: 250 }, (_, index) => ({ index, deep: { x: index } }));
  const value = { rows };
  const path = ["rows", 220, "deep", "x"];
  const lines = linesOf(value, revealPath(value, path, firstFolds(value)));
  expect(lines.find(({ key }) => key === pointerOf(path))?.value).toBe(220);
});

test("a text is found in names and values, in the order of the lines", () => {
  const value = { Name: "jane", items: [{ name: "x" }, "Jane", 7], jane: { a: null } };
  expect(findInJson(value, "JANE").map(pointerOf)).toEqual(["/Name", "/items/1", "/jane"]);
  expect(findInJson(value, "name").map(pointerOf)).toEqual(["/Name", "/items/0/name"]);
  expect(findInJson(value, "")).toEqual([]);
  expect(findInJson([1, 11, 111], "1", 2)).toHaveLength(2);
});

test("names with slashes and those of every object have pointers of their own", () => {
  const value = JSON.parse('{"a/b": {"~": 1}, "__proto__": {"x": 2}}');
  expect(shown(value)).toEqual([
    "open  2",
    "open /a~1b 1",
    "value /a~1b/~0 0",
    "close /a~1b close 1",
    "open /__proto__ 1",
    "value /__proto__/x 0",
    "close /__proto__ close 1",
    "close  close 2",
  ]);
});
