import { expect, test } from "vitest";

import { layoutFlow } from "./flow-layout.ts";
import type { FlowEdge, FlowNode } from "./flow-layout.ts";

const node = (id: string, column: FlowNode["column"]): FlowNode => ({ id, column, label: id });

test("nodes stand in their columns and do not overlap", () => {
  const nodes = ["a", "b", "c"].map((id) => node(id, 0));
  const { nodes: placed, columns, height } = layoutFlow([...nodes, node("s", 2)], [], 1000);
  expect(placed.map(({ x }) => x)).toEqual([columns[0], columns[0], columns[0], columns[2]]);
  const tops = placed.slice(0, 3).map(({ y }) => y);
  expect(new Set(tops).size).toBe(3);
  expect(height).toBeGreaterThan(Math.max(...tops) + 38);
});

test("what was denied is an edge of its own, and counts are told at different places", () => {
  const edges: FlowEdge[] = [
    { from: "a", to: "s", count: 1105 },
    { from: "a", to: "s", count: 109, isDenied: true },
  ];
  const { edges: placed } = layoutFlow([node("a", 1), node("s", 2)], edges, 1000);
  expect(placed.map(({ isDenied = false }) => isDenied)).toEqual([false, true]);
  const [first, second] = placed.map(({ label }) => label);
  const isApart =
    Math.abs((first?.x ?? 0) - (second?.x ?? 0)) >= 44 ||
    Math.abs((first?.y ?? 0) - (second?.y ?? 0)) >= 12;
  expect(isApart).toBe(true);
});

test("of too many nodes the rarest become one, and no call is lost", () => {
  const nodes = Array.from({ length: 30 }, (_, index) => node(`n${index}`, 2));
  const edges = nodes.map(({ id }, index) => ({ from: "c", to: id, count: 1 + index }));
  const { nodes: placed, edges: lines } = layoutFlow([node("c", 1), ...nodes], edges, 1000);
  const servers = placed.filter(({ column }) => column === 2);
  expect(servers).toHaveLength(12);
  expect(servers.find(({ folded }) => folded !== undefined)).toMatchObject({
    label: "19 more",
    folded: 19,
  });
  expect(lines.reduce((sum, { count }) => sum + count, 0)).toBe((30 * 31) / 2);
});
