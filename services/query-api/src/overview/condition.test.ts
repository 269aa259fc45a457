import { compileQuery } from "@toolmark/schemas/query/compile-query";
import { expect, test } from "vitest";

import { asks, condition, joinCases } from "./condition.ts";

test("a counted value becomes a condition that finds exactly it", () => {
  for (const value of [
    "crm.contacts.get",
    "a b",
    'say "no"',
    "x*",
    "-not",
    "a:b",
    "a,b",
    "or",
    "\\",
  ])
    expect(compileQuery(condition("tool", value), { now: 0 }).query?.filter).toEqual({
      op: "is",
      field: "tool",
      value,
    });
  expect(condition("actor", null)).toBe("-has:actor");
});

test("a value that stores cut is found by its beginning", () => {
  const { filter } = asks(condition("tool", "t".repeat(256)), {}, undefined);
  expect(filter).toEqual({
    op: "matches",
    field: "tool",
    pattern: [{ literal: "t".repeat(100) }, "*"],
  });
});

test("values that differ in case only are counted as one, as conditions find them", () => {
  expect(
    joinCases([
      { value: "Get", count: 3 },
      { value: "set", count: 2 },
      { value: "get", count: 1 },
      { value: null, count: 1 },
    ]),
  ).toEqual([
    { value: "Get", count: 4 },
    { value: "set", count: 2 },
    { value: null, count: 1 },
  ]);
});
