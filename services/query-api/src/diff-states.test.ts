import { expect, test } from "vitest";

import { changesOf, diffStates, fieldName, fieldPath } from "./diff-states.ts";

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

test("members of members are compared where both sides are objects", () => {
  expect(
    diffStates(
      "update",
      { address: { city: "Bonn", zip: 1, geo: { lat: 1 } }, tags: { a: 1 } },
      { address: { city: "Köln", zip: 1, geo: { lat: 1, lon: 2 } }, tags: ["a"] },
    ),
  ).toEqual([
    { field: "/address/city", before: "Bonn", after: "Köln" },
    { field: "/address/geo/lon", after: 2 },
    { field: "tags", before: { a: 1 }, after: ["a"] },
  ]);
});

test("every member has a name of its own", () => {
  const paths = [["a"], ["/a"], ["a", "b"], ["a/b"], ["~1"], ["a", "~/"], [""], ["", ""], ["/"]];
  expect(new Set(paths.map(fieldName)).size).toBe(paths.length);
  for (const path of paths) expect(fieldPath(fieldName(path))).toEqual(path);
});

test("names of what changed are told without values, and without states", () => {
  const states = { before: { phone: 1, home: { zip: 1 } }, after: { phone: 2, home: { zip: 2 } } };
  const entry = { operation: "update", changed_fields: ["phone", "home", "ssn", "ssn"], ...states };
  expect(changesOf(entry, false)).toEqual([
    { field: "phone" },
    { field: "/home/zip" },
    { field: "ssn" },
  ]);
  expect(changesOf(entry, true)).toEqual([
    { field: "phone", before: 1, after: 2 },
    { field: "/home/zip", before: 1, after: 2 },
    { field: "ssn" },
  ]);
  expect(changesOf({ operation: "update", changed_fields: ["ssn"] }, true)).toEqual([
    { field: "ssn" },
  ]);
});
