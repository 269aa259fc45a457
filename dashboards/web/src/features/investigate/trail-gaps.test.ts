import type { GapsAnswer } from "@toolmark/query-api/gaps/answers";
import { expect, test } from "vitest";

import { trailGaps } from "./trail-gaps.ts";

const at = (second: number) => new Date(Date.UTC(2026, 0, 2, 0, 0, second)).toISOString();
const range = { from: Date.parse(at(0)), to: Date.parse(at(100)) };
const hole = (more: object) => ({
  from_sequence: 4118,
  to_sequence: 4124,
  count: 7,
  status: "unexplained",
  at_start: false,
  recent: false,
  after: { event_id: "e1", time: at(10) },
  before: { event_id: "e2", time: at(20) },
  ...more,
});
const answer = (missing: object[], more: object = {}) =>
  ({
    emitters: [
      {
        emitter: "crm-prod",
        told: [],
        silences: [],
        silence: { basis: "none" },
        epochs: [{ epoch: "1", first: { time: at(1) }, last: { time: at(90) }, missing }],
        ...more,
      },
    ],
  }) as unknown as GapsAnswer;

test("a hole says how many are missing, which, and between which events", () => {
  expect(trailGaps(answer([hole({})]), range)).toEqual([
    {
      id: "gap crm-prod 1 4118",
      from: Date.parse(at(10)),
      to: Date.parse(at(20)),
      emitter: "crm-prod",
      title: "7 events missing",
      detail: "sequence 4,118 to 4,124",
      evidence: { eventId: "e1", label: "Event before" },
    },
  ]);
});

test("a loss that was told says why, and leads to what was said", () => {
  const told = hole({ status: "told", reason: "the spool was full", told_by: ["w"] });
  expect(trailGaps(answer([told]), range)[0]).toMatchObject({
    detail: "sequence 4,118 to 4,124, the spool was full",
    evidence: { eventId: "w", label: "What it said" },
  });
});

test("a hole before the first event that is stored may be the work of retention", () => {
  const first = hole({ at_start: true, after: undefined });
  expect(trailGaps(answer([first]), range)[0]?.detail).toMatch(/removed by retention/);
});

test("a hole at the end reaches to the emitter's word of it", () => {
  const open = hole({ before: undefined, told_by: ["w"], status: "told" });
  const told = [{ event_id: "w", time: at(40) }];
  expect(trailGaps(answer([open], { told }), range)[0]?.to).toBe(Date.parse(at(40)));
});

test("holes beyond the range are left out", () => {
  expect(trailGaps(answer([hole({})]), { from: Date.parse(at(30)), to: range.to })).toEqual([]);
});

test("silence counts where heartbeats are sent, and may last", () => {
  const silences = [{ from: at(50), after_event: "e3" }];
  const told = trailGaps(answer([], { silences, silence: { basis: "heartbeat" } }), range);
  expect(told).toMatchObject([
    { from: Date.parse(at(50)), to: range.to, detail: "no heartbeat since" },
  ]);
  expect(trailGaps(answer([], { silences, silence: { basis: "rhythm" } }), range)).toEqual([]);
});
