import { expect, test } from "vitest";

import type { BuiltOperation } from "./build-tree.ts";
import { linkOperations } from "./link-operations.ts";

const operation = (id: string, parentId?: string): BuiltOperation => ({
  id,
  calls: [],
  events: [],
  ...(parentId !== undefined && { parentId }),
});

const places = (operations: readonly BuiltOperation[]) =>
  linkOperations(operations).map(({ operation: { id }, depth }) => [id, depth]);

test("a parent comes directly before what is below it", () => {
  expect(
    places([operation("c", "b"), operation("a"), operation("b", "a"), operation("d", "a")]),
  ).toEqual([
    ["a", 0],
    ["b", 1],
    ["c", 2],
    ["d", 1],
  ]);
});

test("a circle of parents is cut and nothing of it is lost", () => {
  const placed = places([
    operation("below", "x"),
    operation("x", "y"),
    operation("y", "z"),
    operation("z", "x"),
    operation("self", "self"),
    operation("alone"),
  ]);
  expect(new Set(placed.map(([id]) => id))).toEqual(
    new Set(["alone", "below", "self", "x", "y", "z"]),
  );
  expect(placed).toHaveLength(6);
  expect(placed.filter(([, depth]) => depth === 0)).toHaveLength(3);
});

test("a chain of thousands of parents is placed", () => {
  const chain = Array.from({ length: 10_000 }, (_, index) =>
    operation(`o${index}`, index === 0 ? undefined : `o${index - 1}`),
  );
  expect(places(chain.toReversed()).at(-1)).toEqual(["o9999", 9999]);
});
