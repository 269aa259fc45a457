import { expect, test } from "vitest";

import { groupAccesses, openGroups } from "./group-accesses.ts";
import type { ActivityRow, ResourceGap } from "./group-accesses.ts";
import type { ResourceAccess } from "./resource-access.ts";

const NOON = Date.parse("2026-08-21T12:00:00.000Z");

function access(minute: number, parts: Partial<ResourceAccess> = {}): ResourceAccess {
  return {
    event_id: `e${minute}`,
    time: new Date(NOON + minute * 60_000).toISOString(),
    operation: "read",
    action: "read",
    effect: "read",
    actor: { type: "user", id: "bob", assurance: "verified" },
    agent: "export-bot",
    tool: "crm.contacts.search",
    outcome: "success",
    changes: [],
    isLate: false,
    others: [],
    ...parts,
  };
}

const change = (minute: number, parts: Partial<ResourceAccess> = {}) =>
  access(minute, { operation: "update", action: "change", effect: "write", ...parts });

function words(rows: readonly ActivityRow[]): string[] {
  return rows.map((row) => {
    switch (row.kind) {
      case "day":
        return row.day;
      case "gap":
        return `gap ${row.gap.key}`;
      case "access":
        return row.note === undefined
          ? row.access.event_id
          : `${row.access.event_id} (${row.note})`;
      case "reads":
        return `${row.reads.length} reads`;
    }
  });
}

const gap = (from: number, to: number): ResourceGap => ({
  key: `${from}`,
  from: NOON + from * 60_000,
  to: NOON + to * 60_000,
  title: "",
  detail: "",
});

test("reads of one party with one tool within ten minutes are one row", () => {
  const rows = groupAccesses([access(9), access(5), access(0), access(-2)], [], "UTC");
  expect(words(rows)).toEqual(["2026-08-21", "3 reads", "e-2"]);
});

test("reads of another party or tool stand apart, also between others", () => {
  const other = access(4, { tool: "crm.contacts.get" });
  const rows = groupAccesses([access(6), other, access(2)], [], "UTC");
  expect(words(rows)).toEqual(["2026-08-21", "2 reads", "e4"]);
});

test("nothing is grouped across a change, a refusal or a gap", () => {
  const denied = access(4, { action: "denied", outcome: "denied" });
  expect(words(groupAccesses([access(6), change(5), access(4)], [], "UTC"))).toEqual([
    "2026-08-21",
    "e6 (read after the change)",
    "e5",
    "e4 (read before the change)",
  ]);
  expect(words(groupAccesses([access(6), denied, access(2)], [], "UTC"))).toEqual([
    "2026-08-21",
    "e6",
    "e4",
    "e2",
  ]);
  expect(words(groupAccesses([access(6), access(2)], [gap(3, 4)], "UTC"))).toEqual([
    "2026-08-21",
    "e6",
    "gap 3",
    "e2",
  ]);
});

test("a day begins where the zone's day begins", () => {
  const accesses = [change(12 * 60 + 10), change(11 * 60)];
  expect(words(groupAccesses(accesses, [], "UTC"))).toEqual([
    "2026-08-22",
    `e${12 * 60 + 10}`,
    "2026-08-21",
    `e${11 * 60}`,
  ]);
  expect(words(groupAccesses(accesses, [], "America/St_Johns"))).toEqual([
    "2026-08-21",
    `e${12 * 60 + 10}`,
    `e${11 * 60}`,
  ]);
});

test("gaps stand where they end, also before the first and after the last access", () => {
  const rows = groupAccesses([change(10)], [gap(0, 5), gap(20, 30)], "UTC");
  expect(words(rows)).toEqual(["2026-08-21", "gap 20", "e10", "gap 0"]);
});

test("an opened group shows its reads under it", () => {
  const rows = groupAccesses([access(3), access(1)], [], "UTC");
  const [, group] = rows;
  expect(words(openGroups(rows, new Set([group?.key ?? ""])))).toEqual([
    "2026-08-21",
    "2 reads",
    "e3",
    "e1",
  ]);
});
