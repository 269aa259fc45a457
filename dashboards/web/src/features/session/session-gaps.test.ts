import type { GapsAnswer } from "@toolmark/query-api/gaps/answers";
import { expect, test } from "vitest";

import { sessionGaps } from "./session-gaps.ts";
import { START } from "./session.fixture.ts";

const time = (at: number) => new Date(START + at * 1000).toISOString();
const hole = (first: number, last: number, more: object = {}) => ({
  from_sequence: first,
  to_sequence: last,
  count: last - first + 1,
  status: "unexplained",
  after: { event_id: "before", time: time(10) },
  before: { event_id: "after", time: time(50) },
  at_start: false,
  recent: false,
  ...more,
});

function answer(epochs: object[]): GapsAnswer {
  return { emitters: [{ emitter: "crm-prod", epochs }] } as unknown as GapsAnswer;
}

const own = [{ emitter: "crm-prod", epoch: "e1" }];
const span = { from: START, to: START + 60_000 };

test("a hole of an emitter of the session is told with its numbers and where it is", () => {
  const gaps = sessionGaps(answer([{ epoch: "e1", missing: [hole(4118, 4124)] }]), own, span);
  expect(gaps).toEqual([
    {
      id: "gap crm-prod e1 4118",
      emitter: "crm-prod",
      from: START + 10_000,
      to: START + 50_000,
      count: 7,
      title: "7 events missing",
      short: "crm-prod 4,118–4,124",
      detail:
        "crm-prod, sequence 4,118 to 4,124. Nobody says why. They may be of this session or of another.",
      eventId: "before",
    },
  ]);
});

test("holes of other runs, and before or after the session, are not told", () => {
  const early = hole(1, 2, {
    after: { event_id: "x", time: time(-90) },
    before: { event_id: "y", time: time(-80) },
  });
  const gaps = sessionGaps(
    answer([
      { epoch: "e0", missing: [hole(1, 3)] },
      { epoch: "e1", missing: [early] },
    ]),
    own,
    span,
  );
  expect(gaps).toEqual([]);
});

test("what is in quarantine is not missing, and what the emitter said is repeated", () => {
  const gaps = sessionGaps(
    answer([
      {
        epoch: "e1",
        missing: [
          hole(5, 5, { status: "quarantined" }),
          hole(8, 9, { status: "told", reason: "disk full", told_by: ["fact"] }),
        ],
      },
    ]),
    own,
    span,
  );
  expect(gaps.map(({ title, detail, eventId }) => [title, detail, eventId])).toEqual([
    [
      "1 event in quarantine",
      "crm-prod, sequence 5. They were refused and are held with their bytes.",
      "before",
    ],
    ["2 events missing", "crm-prod, sequence 8 to 9. The emitter said why: disk full.", "fact"],
  ]);
});
