import type { HealthAnswer } from "@toolmark/query-api/answers";
import { expect, test } from "vitest";

import { pipelineStages, rateText } from "./pipeline-stages.ts";

const NOW = Date.UTC(2026, 7, 21, 15);
const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
const healthy: HealthAnswer = {
  status: "ok",
  checks: [
    { name: "store", status: "ok" },
    { name: "log", status: "ok" },
    { name: "ingester", status: "ok", stored: 1000, duplicates: 1, quarantined: 3 },
  ],
  lag: { events: 0, seconds: 0 },
  freshness: { p50_ms: 300, p99_ms: 1200, events: 200, window_ms: 300_000 },
  emitters: { known: 15, silent: 0, complete: true, emitters: [] },
};
const toneOf = (health: HealthAnswer, id: string) =>
  pipelineStages(health, { perSecond: undefined }, NOW).find((stage) => stage.id === id);

test("what works is told quietly, in the order in which events pass it", () => {
  const stages = pipelineStages(healthy, { perSecond: 812.4 }, NOW);
  expect(stages.map(({ id, tone, figure }) => [id, tone, figure])).toEqual([
    ["emitters", "ok", "15"],
    ["log", "ok", "0 behind"],
    ["ingester", "ok", "812 /s"],
    ["store", "ok", "300 ms"],
  ]);
  expect(stages[2]?.detail).toBe("3 refused, 1 duplicate");
});

test("a silent emitter is named, with how long it is silent", () => {
  const emitters = {
    known: 15,
    silent: 2,
    complete: true,
    emitters: [
      { name: "crm-batch", last_seen: minutesAgo(22), silent_since: minutesAgo(22) },
      { name: "hr", last_seen: minutesAgo(12), silent_since: minutesAgo(12) },
    ],
  };
  expect(toneOf({ ...healthy, emitters }, "emitters")).toMatchObject({
    tone: "warn",
    figure: "13 of 15",
    detail: "crm-batch silent 22 m, 1 more",
  });
});

test("a failing part says its reason instead of figures", () => {
  const checks = [
    { name: "store", status: "failing" as const, reason: "disk is full" },
    { name: "log", status: "degraded" as const },
  ];
  expect(toneOf({ ...healthy, checks }, "store")).toMatchObject({
    tone: "bad",
    figure: "failing",
    detail: "disk is full",
  });
  expect(toneOf({ ...healthy, checks }, "log")).toMatchObject({
    tone: "warn",
    detail: "no reason was given",
  });
});

test("gateway and ledger are shown only where the health knows them", () => {
  const checks = [...healthy.checks, { name: "gateway", status: "ok" as const }];
  expect(pipelineStages({ ...healthy, checks }, { perSecond: 1 }, NOW).map(({ id }) => id)).toEqual(
    ["emitters", "gateway", "log", "ingester", "store"],
  );
});

test("a health without figures is not known rather than well", () => {
  const bare: HealthAnswer = { status: "ok", checks: [{ name: "store", status: "ok" }] };
  expect(toneOf(bare, "emitters")?.tone).toBe("unknown");
  expect(toneOf(bare, "log")?.tone).toBe("unknown");
});

test("events that wait too long are a warning", () => {
  const stage = toneOf({ ...healthy, lag: { events: 120, seconds: 45 } }, "log");
  expect(stage).toMatchObject({ tone: "warn", figure: "45 s", detail: "120 events behind" });
});

test("a rate has no more digits than it deserves", () => {
  expect([0, 0.44, 3.42, 812.4].map(rateText)).toEqual(["0", "0.4", "3.4", "812"]);
});
