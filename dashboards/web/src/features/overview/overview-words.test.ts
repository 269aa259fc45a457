import type { Attention, FirstSeen } from "@toolmark/query-api/overview/answers";
import { expect, test } from "vitest";

import { attentionPath, unitText } from "./attention-path.ts";
import { callsData, trailGaps } from "./calls-data.ts";
import { limitsText } from "./limits-text.ts";
import { newestOfEachKind } from "./newest-of-each-kind.ts";
import { perHour } from "./per-hour.ts";
import { inPairs } from "./points.ts";
import { previousText, spanName } from "./range-words.ts";

const HOUR = 3_600_000;
const range = { from: "2026-08-20T15:00:00.000Z", to: "2026-08-21T15:00:00.000Z" };
const item: Attention = {
  id: "x",
  kind: "denied_burst",
  severity: "high",
  title: "",
  sentence: "",
  parts: [],
  count: 9,
  unit: "calls",
  query: 'outcome:denied actor:"a b"',
  place: "events",
};

const seen = (kind: FirstSeen["kind"], minute: number): FirstSeen => ({
  kind,
  value: `${kind} ${minute}`,
  count: 1,
  first: { event_id: "", time: new Date(minute * 60_000).toISOString() },
  query: "",
});
const of = (hours: number) => ({ fromMs: 0, toMs: hours * HOUR });

test("what needs a look leads to its events, with its own range where it has one", () => {
  expect(attentionPath(item, range)).toBe(
    "/investigate?q=outcome:denied+actor:%22a+b%22&from=2026-08-20T15:00:00.000Z&to=2026-08-21T15:00:00.000Z",
  );
  const silent: Attention = {
    ...item,
    kind: "emitter_silent",
    query: "emitter:e",
    place: "integrity",
    from: "2026-08-21T14:00:00.000Z",
    to: "2026-08-21T14:40:00.000Z",
  };
  expect(attentionPath(silent, range)).toBe(
    "/investigate?q=emitter:e&from=2026-08-21T14:00:00.000Z&to=2026-08-21T14:40:00.000Z&kind=all",
  );
});

test("approvals lead to the page on policy, records to quarantine", () => {
  expect(attentionPath({ ...item, place: "policy" }, range)).toMatch(/^\/policy\?from=/);
  expect(attentionPath({ ...item, kind: "quarantine", place: "integrity" }, range)).toBe(
    "/integrity?tab=quarantine",
  );
});

test("one of something is told in the singular", () => {
  expect([unitText(1, "calls"), unitText(2, "calls")]).toEqual(["call", "calls"]);
});

test("the chart counts every call, also those without an effect", () => {
  const data = callsData({
    interval_ms: 600_000,
    buckets: [
      { start: range.from, read: 5, write: 2, destructive: 0, other: 1, denied: 1, error: 1 },
    ],
  });
  expect(data.buckets[0]).toMatchObject({ count: 10 });
  expect(data.buckets[0]?.by?.map(({ value }) => value)).toEqual([
    "read",
    "write",
    "denied",
    "error",
    null,
  ]);
});

test("an emitter that is silent is a gap up to the end of the range", () => {
  const silent = { ...item, kind: "emitter_silent" as const, subject: "e" };
  const ends = { from: Date.parse(range.from), to: Date.parse(range.to) };
  const gaps = trailGaps(
    { items: [item, { ...silent, last: "2026-08-21T14:00:00.000Z" }], total: 2 },
    ends,
  );
  expect(gaps).toEqual([
    { id: "x", from: Date.parse("2026-08-21T14:00:00.000Z"), to: ends.to, label: "e" },
  ]);
});

test("of many new things each kind is shown, the latest first", () => {
  const items = [
    seen("pair", 1),
    seen("pair", 2),
    seen("pair", 3),
    seen("client", 9),
    seen("tool", 5),
  ];
  expect(newestOfEachKind(items, 4).map(({ value }) => value)).toEqual([
    "client 9",
    "tool 5",
    "pair 2",
    "pair 1",
  ]);
  expect(newestOfEachKind([], 4)).toEqual([]);
});

test("pairs of points keep the newest together", () => {
  expect(inPairs([1, 2, 3, 4, 5])).toEqual([5, 9]);
  expect(inPairs([])).toEqual([]);
});

test("a rate is told per hour", () => {
  expect([perHour(412_880, 24 * HOUR), perHour(48, 24 * HOUR), perHour(0, HOUR)]).toEqual([
    "17.2k per hour",
    "2.0 per hour",
    "0 per hour",
  ]);
});

test("ranges are named by their length", () => {
  expect(previousText(of(24))).toBe("vs previous 24 h");
  expect(previousText(of(24 * 7))).toBe("vs previous 7 d");
  const day = { from: "", to: "", isRelative: true, ...of(24) };
  expect(spanName({}, day)).toBe("24 h");
  expect(spanName({ from: "2026-08-21T00:00:00Z" }, day)).toBe("this time");
});

test("few limits are told in full, many are counted", () => {
  const limits = ["a", "b", "c"].map((detail) => ({ detail }));
  expect(limitsText({ complete: false, limits })).toBe(
    "Not everything was looked at: a; b; and 1 more such limits.",
  );
  expect(limitsText({ complete: true, limits: [] })).toBeUndefined();
});
