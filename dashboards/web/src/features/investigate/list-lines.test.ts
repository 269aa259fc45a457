import { expect, test } from "vitest";

import { anEvent } from "./an-event.fixture.ts";
import { singleRows } from "./group-repeats.ts";
import { listLines } from "./list-lines.ts";
import type { ListLine } from "./list-lines.ts";
import type { TrailGap } from "./trail-gaps.ts";

const start = Date.UTC(2026, 0, 2);
const gap = (id: string, from: number, to: number): TrailGap => ({
  id,
  from: start + from * 1000,
  to: start + to * 1000,
  emitter: "crm-prod",
  title: "1 event missing",
  detail: "",
});
const nameOf = (line: ListLine) =>
  line.kind === "event" ? line.row.event.event.id : line.kind === "gap" ? line.gap.id : line.date;

const options = { order: "newest", isWhole: true, iana: undefined } as const;

test("a gap stands between the events around it, in either order", () => {
  const newest = [anEvent("c", 30), anEvent("b", 20), anEvent("a", 10)];
  const gaps = [gap("hole", 20, 30)];
  expect(listLines(singleRows(newest), { ...options, gaps }).map(nameOf)).toEqual([
    "c",
    "hole",
    "b",
    "a",
  ]);
  const oldest = listLines(singleRows(newest.toReversed()), { ...options, gaps, order: "oldest" });
  expect(oldest.map(nameOf)).toEqual(["a", "b", "hole", "c"]);
});

test("gaps of other emitters stand at their time, whatever was looked for", () => {
  const rows = singleRows([anEvent("b", 60), anEvent("a", 5)]);
  const gaps = [gap("early", 10, 20), gap("late", 40, 50)];
  expect(listLines(rows, { ...options, gaps }).map(nameOf)).toEqual(["b", "late", "early", "a"]);
});

test("a gap beyond the last loaded event waits until the list is whole", () => {
  const rows = singleRows([anEvent("a", 60)]);
  const gaps = [gap("old", 1, 2)];
  expect(listLines(rows, { ...options, gaps, isWhole: false }).map(nameOf)).toEqual(["a"]);
  expect(listLines(rows, { ...options, gaps }).map(nameOf)).toEqual(["a", "old"]);
});

test("a new day is told, in the zone of the times", () => {
  const rows = singleRows([anEvent("b", 1), anEvent("a", -1)]);
  const names = (iana: string) => listLines(rows, { ...options, gaps: [], iana }).map(nameOf);
  expect(names("UTC")).toEqual(["2026-01-02", "b", "2026-01-01", "a"]);
  expect(names("Asia/Kolkata")).toEqual(["2026-01-02", "b", "a"]);
});
