import { expect, test } from "vitest";

import { createTable } from "./render-table.ts";
import type { Column } from "./render-table.ts";
import { clip, widthOf } from "./text-width.ts";

interface Row {
  name: string;
  tool?: string;
  count: number;
}

const columns: readonly Column<Row>[] = [
  { name: "name", title: "NAME", value: ({ name }) => name, min: 8 },
  { name: "tool", title: "TOOL", value: ({ tool }) => tool, min: 8, dispensable: 1 },
  { name: "count", title: "COUNT", value: ({ count }) => count, align: "right" },
];
const plain = (_style: unknown, text: string) => text;
const rows: Row[] = [
  { name: "alice", tool: "crm.contacts.update", count: 7 },
  { name: "日本語の名前がとても長い人物", tool: "evil\u{1b}[2J\u{202e}", count: 1234 },
  { name: "🙂", count: 0 },
];

test.each([20, 24, 33, 40, 60, 200])("no line is wider than a terminal of %i columns", (width) => {
  for (const line of createTable(columns, { width, paint: plain }).lines(rows))
    expect(widthOf(line)).toBeLessThanOrEqual(width);
});

test("what is cut is marked, and dispensable columns go first", () => {
  const lines = createTable(columns, { width: 33, paint: plain }).lines(rows);
  expect(lines[0]).toContain("TOOL");
  expect(lines.join("\n")).toContain("…");
  expect(createTable(columns, { width: 20, paint: plain }).lines(rows)[0]).not.toContain("TOOL");
});

test("without a terminal nothing is cut, and columns begin at the same place", () => {
  const lines = createTable(columns, { width: undefined, paint: plain }).lines(rows);
  expect(lines).toEqual([
    "NAME                          TOOL                   COUNT",
    "alice                         crm.contacts.update        7",
    String.raw`日本語の名前がとても長い人物  evil\u{1b}[2J\u{202e}   1234`,
    "🙂                            -                          0",
  ]);
});

test("later batches keep the layout of the first and have no heading", () => {
  const table = createTable(columns, { width: undefined, paint: plain });
  table.lines(rows);
  expect(table.lines([{ name: "bob", tool: "x", count: 1 }])).toEqual([
    "bob                           x                          1",
  ]);
});

test("a character that takes two columns is never cut in half", () => {
  expect(clip("日本語", 4)).toBe("日…");
  expect(clip("日本語", 6)).toBe("日本語");
  expect(clip("abc", 1)).toBe("…");
});
