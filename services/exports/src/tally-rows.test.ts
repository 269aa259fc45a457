import { expect, test } from "vitest";

import { anEvent } from "./event.fixture.ts";
import { createRowTally, MAX_LISTED } from "./tally-rows.ts";

const sequenced = (id: string, epoch: string, sequence: number) =>
  anEvent({ emitter: { id, epoch, sequence } });

function aGap(id: string, from: number, to: number) {
  return anEvent({
    event: { id: "0192f0c1-7c2e-8d1a-9f6e-0f2b1c3d4e60", type: "emitter.gap" },
    emitter: { id, epoch: "e2" },
    gap: { epoch: "e1", from_sequence: from, to_sequence: to, reason: "spool full" },
  });
}

test("sequence ranges are told per emitter and epoch, gaps of the emitters seen", () => {
  const tally = createRowTally();
  for (const event of [
    sequenced("a", "e1", 5),
    sequenced("a", "e1", 3),
    sequenced("a", "e2", 0),
    sequenced("b", "e1", 9),
    anEvent({ emitter: { id: "toolmark" } }),
  ])
    tally.add(event);
  tally.addGap(aGap("a", 6, 12));
  tally.addGap(aGap("stranger", 1, 2));
  expect(tally.facts().completeness).toEqual({
    emitters: [
      { emitter: "a", epoch: "e1", from: 3, to: 5, events: 2 },
      { emitter: "a", epoch: "e2", from: 0, to: 0, events: 1 },
      { emitter: "b", epoch: "e1", from: 9, to: 9, events: 1 },
    ],
    more_emitters: 0,
    unsequenced: 1,
    gaps: [
      {
        emitter: "a",
        epoch: "e1",
        from: 6,
        to: 12,
        reason: "spool full",
        event_id: "0192f0c1-7c2e-8d1a-9f6e-0f2b1c3d4e60",
      },
    ],
    more_gaps: 0,
  });
});

test("hidden and shown members are counted apart", () => {
  const tally = createRowTally();
  tally.add(anEvent({ masked: ["params", "claims"] }));
  tally.add(anEvent({ masked: ["params"], params: { value: 1 } }));
  const { masks, revealed, count, first, last } = tally.facts();
  expect(masks).toEqual({ params: 2, claims: 1 });
  expect(revealed).toEqual(["params"]);
  expect(count).toBe(2);
  expect(first).toEqual(last);
});

test("emitters beyond a bound are counted, not kept", () => {
  const tally = createRowTally();
  for (let index = 0; index < MAX_LISTED + 10; index++) tally.add(sequenced(`e${index}`, "1", 1));
  const { completeness } = tally.facts();
  expect(completeness.emitters).toHaveLength(MAX_LISTED);
  expect(completeness.more_emitters).toBe(10);
});
