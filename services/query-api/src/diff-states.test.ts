import { expect, test } from "vitest";

import { diffStates } from "./diff-states.ts";

test("only members that differ are named, whatever the order of their own members", () => {
  expect(
    diffStates(
      "update",
      { same: { a: 1, b: [2] }, old: 1, gone: null, falsy: 0 },
      { same: { b: [2], a: 1 }, old: 2, fresh: "x", falsy: false },
    ),
  ).toEqual([
    { field: "old", before: 1, after: 2 },
    { field: "gone", before: null },
    { field: "falsy", before: 0, after: false },
    { field: "fresh", after: "x" },
  ]);
});

test("a creation starts from nothing and a deletion ends in it", () => {
  expect(diffStates("create", undefined, { a: 1 })).toEqual([{ field: "a", after: 1 }]);
  expect(diffStates("delete", { a: 1 }, undefined)).toEqual([{ field: "a", before: 1 }]);
  expect(diffStates("update", null, { a: 1 })).toEqual([{ field: "a", after: 1 }]);
});

test("no difference is claimed where a state is not known or has no members", () => {
  expect(diffStates("update", undefined, { a: 1 })).toEqual([]);
  expect(diffStates("update", { a: 1 }, undefined)).toEqual([]);
  expect(diffStates("create", undefined, undefined)).toEqual([]);
  expect(diffStates("update", "a", "b")).toEqual([]);
  expect(diffStates("update", [1], [2])).toEqual([]);
});

test("members named like those of every object are ordinary", () => {
  const state = JSON.parse('{"__proto__": 1, "constructor": 2}');
  expect(diffStates("create", undefined, state)).toEqual([
    { field: "__proto__", after: 1 },
    { field: "constructor", after: 2 },
  ]);
});
