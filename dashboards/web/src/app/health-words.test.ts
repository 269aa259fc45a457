import type { HealthAnswer } from "@toolmark/query-api/answers";
import { expect, test } from "vitest";

import { ingestWord, silenceWord } from "./health-words.ts";

const health = (more: Partial<HealthAnswer> = {}): HealthAnswer => ({
  status: "ok",
  checks: [{ name: "store", status: "ok" }],
  ...more,
});
const freshness = { p50_ms: 120, p99_ms: 1200, events: 40, window_ms: 300_000 };

test("a way that works tells how long events take", () => {
  expect(ingestWord(health({ freshness }), false)).toMatchObject({
    tone: "good",
    word: "ingest lag",
    figure: "1.2 s",
  });
});

test("a health that did not come is unknown, never good", () => {
  expect(ingestWord(undefined, false)).toMatchObject({ tone: "warn", word: "health unknown" });
  expect(ingestWord(health({ freshness }), true)).toMatchObject({ tone: "warn" });
});

test("a check that fails speaks before events that wait, and these before a lag", () => {
  const lag = { events: 900, seconds: 130 };
  expect(ingestWord(health({ freshness, lag }), false)).toMatchObject({
    tone: "warn",
    word: "ingest behind",
    figure: "2 m 10 s",
  });
  const checks = [{ name: "store", status: "failing" as const, reason: "the disk is full" }];
  expect(ingestWord(health({ freshness, lag, checks }), false)).toMatchObject({
    tone: "bad",
    word: "store failing",
    title: "the disk is full",
  });
});

test("no event lately is idle, which is neither good nor bad", () => {
  const emitters = { known: 0, silent: 0, complete: true, emitters: [] };
  expect(ingestWord(health({ emitters }), false)).toMatchObject({
    tone: "plain",
    word: "ingest idle",
  });
});

test("without figures nothing is claimed of events", () => {
  expect(ingestWord(health(), false)).toMatchObject({ tone: "plain", word: "service works" });
});

test("silent emitters are named", () => {
  const emitters = {
    known: 2,
    silent: 1,
    complete: true,
    emitters: [
      {
        name: "crm-batch",
        last_seen: "2026-08-21T14:00:00Z",
        silent_since: "2026-08-21T14:00:00Z",
      },
      { name: "crm-prod", last_seen: "2026-08-21T15:00:00Z" },
    ],
  };
  expect(silenceWord(health({ emitters }))).toMatchObject({
    word: "1 emitter silent",
    title: "crm-batch",
  });
  expect(silenceWord(health())).toBeUndefined();
});
