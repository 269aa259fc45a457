import { hash } from "node:crypto";

import { createAuthenticator } from "@toolmark/runtime/tokens";
import { expect, test } from "vitest";

import { aQuarantined } from "../quarantined.fixture.ts";
import { anEntry, NOON, openStory, tokens } from "../story.fixture.ts";
import type { EventParts, Story } from "../story.fixture.ts";
import type { GapsAnswer } from "./answers.ts";

const EPOCH = "epoch-1";
const instant = (seconds: number) => new Date(NOON + seconds * 1000).toISOString();

/** The event of a number, ten seconds after the one before; attempts and ends take turns. */
function numbered(
  sequence: number,
  parts: Partial<EventParts> = {},
  emitter = "crm-server",
  epoch = EPOCH,
) {
  const at = sequence * 10;
  const isAttempt = sequence % 2 === 0;
  return anEntry({
    type: isAttempt ? "call.attempted" : "call.completed",
    at,
    began: isAttempt ? at : at - 10,
    call: `${emitter} ${epoch} ${Math.floor(sequence / 2)}`,
    server: { name: "crm" },
    emitter: { id: emitter, epoch, sequence },
    ...parts,
  });
}

const sequences = (count: number, without: readonly number[] = []) =>
  Array.from({ length: count }, (_, index) => index).filter((number) => !without.includes(number));

const beat = (at: number, emitter: string) =>
  anEntry({ type: "emitter.heartbeat", at, emitter: { id: emitter } });

async function askGaps(
  from: Story,
  query = "",
  token: string = tokens.reader,
): Promise<GapsAnswer> {
  const { status, body } = await from.ask(`/v1/gaps?${query}`, { token });
  expect({ query, status, body }).toMatchObject({ status: 200 });
  return body as GapsAnswer;
}

function namedMissing(answer: GapsAnswer, status = "unexplained"): number[] {
  return answer.emitters.flatMap(({ epochs }) =>
    epochs.flatMap(({ missing }) =>
      missing
        .filter((range) => range.status === status)
        .flatMap(({ from_sequence, count }) =>
          Array.from({ length: count }, (_, index) => from_sequence + index),
        ),
    ),
  );
}

test("names exactly the seven numbers whose events were deleted", async () => {
  const deleted = [0, 17, 18, 19, 40, 77, 98];
  const entries = sequences(100, deleted).map((number) => numbered(number));
  await using story = await openStory({ entries });
  const answer = await askGaps(story);
  expect(namedMissing(answer)).toEqual(deleted);
  expect(answer).toMatchObject({ complete: true, totals: { missing: 7, emitters: 1 } });
  expect(answer.summary).toMatch(/^7 events of crm-server are missing and unexplained/);
  expect(answer.emitters[0]?.epochs[0]?.missing[1]).toMatchObject({
    from_sequence: 17,
    to_sequence: 19,
    after: { sequence: 16 },
    before: { sequence: 20 },
    at_start: false,
    recent: false,
  });
});

test("says that nothing is missing when nothing is", async () => {
  await using story = await openStory({ entries: sequences(30).map((number) => numbered(number)) });
  const answer = await askGaps(story, `from=${instant(0)}&to=${instant(300)}`);
  expect(answer).toMatchObject({
    complete: true,
    totals: { missing: 0, silences: 0, restarts: 0 },
  });
  expect(answer.summary).toBe("nothing is missing between the first and last event of 1 emitter");
});

test("a hole at the edge of a range is found by the events around it, and only there", async () => {
  const entries = sequences(60, [10, 30, 50]).map((number) => numbered(number));
  await using story = await openStory({ entries });
  // Between the events 29 and 31; the number 30 would be the range's first.
  expect(namedMissing(await askGaps(story, `from=${instant(300)}&to=${instant(450)}`))).toEqual([
    30,
  ]);
  expect(namedMissing(await askGaps(story, `from=${instant(150)}&to=${instant(300)}`))).toEqual([
    30,
  ]);
  expect(namedMissing(await askGaps(story, `from=${instant(310)}&to=${instant(450)}`))).toEqual([
    30,
  ]);
  expect(namedMissing(await askGaps(story, `from=${instant(320)}&to=${instant(450)}`))).toEqual([]);
  // A range without any event of its own.
  expect(namedMissing(await askGaps(story, `from=${instant(299)}&to=${instant(301)}`))).toEqual([
    30,
  ]);
});

test("numbers that the emitter gave up, or that are in quarantine, say so", async () => {
  const told = anEntry({
    type: "emitter.gap",
    at: 205,
    emitter: { id: "crm-server", epoch: EPOCH },
    gap: { epoch: EPOCH, from_sequence: 4, to_sequence: 6, reason: "spool_full" },
  });
  const entries = [told, ...sequences(20, [4, 5, 9, 12]).map((number) => numbered(number))];
  await using story = await openStory({ entries });
  const held = JSON.stringify({ emitter: { id: "crm-server", epoch: EPOCH, sequence: 9 } });
  await story.store.quarantine([
    aQuarantined(held, { id: "q-9", recorded: NOON + 95_000 }),
    aQuarantined("{ broken", { recorded: NOON - 1 }),
  ]);
  const answer = await askGaps(story, `from=${instant(0)}`);
  expect(namedMissing(answer)).toEqual([12]);
  expect(namedMissing(answer, "told")).toEqual([4, 5]);
  expect(namedMissing(answer, "quarantined")).toEqual([9]);
  expect(answer.totals).toMatchObject({ missing: 1, told: 2, quarantined: 1 });
  expect(answer.quarantine).toEqual({ total: 1, by_reason: { not_json: 1 } });
  expect(answer.emitters[0]?.told).toEqual([
    expect.objectContaining({
      from_sequence: 4,
      to_sequence: 6,
      recovered: 1,
      reason: "spool_full",
    }),
  ]);
  expect(
    answer.emitters[0]?.epochs[0]?.missing.find(({ status }) => status === "told"),
  ).toMatchObject({ told_by: [told.index.id] });
});

test("a new epoch is a restart, two at the same time are two processes", async () => {
  const entries = [
    ...sequences(5).map((number) => numbered(number)),
    ...[0, 1, 2].map((number) => numbered(number, { at: 60 + number }, "crm-server", "epoch-2")),
    ...[0, 1, 2].map((number) => numbered(number, { at: 5 + number * 20 }, "mail-server", "a")),
    ...[0, 1, 2].map((number) => numbered(number, { at: 6 + number * 20 }, "mail-server", "b")),
  ];
  await using story = await openStory({ entries });
  const { emitters, totals } = await askGaps(story);
  expect(totals).toMatchObject({ restarts: 1, missing: 0 });
  expect(emitters[0]?.restarts).toMatchObject([
    { previous_epoch: EPOCH, epoch: "epoch-2", clean: false, time: instant(60) },
  ]);
  expect(emitters[1]?.restarts).toEqual([]);
});

test("silence is told of who had something to say", async () => {
  const entries = [
    // Heartbeats that stop for an hour.
    beat(0, "beating"),
    beat(60, "beating"),
    beat(3660, "beating"),
    beat(3720, "beating"),
    // A rhythm of ten seconds, then nothing more.
    ...sequences(10).map((number) => numbered(number, {}, "rhythmic")),
    // Two events tell no rhythm.
    anEntry({ type: "client.connected", at: 0, emitter: { id: "rare" } }),
    anEntry({ type: "client.connected", at: 3700, emitter: { id: "rare" } }),
    // It said that it stops.
    beat(0, "stopped"),
    beat(30, "stopped"),
    anEntry({ type: "emitter.stopped", at: 60, emitter: { id: "stopped" } }),
  ];
  await using story = await openStory({ entries });
  const range = `from=${instant(0)}&to=${instant(4000)}`;
  const answer = await askGaps(story, range);
  const silences = Object.fromEntries(
    answer.emitters.map(({ emitter, silences: found }) => [
      emitter,
      found.map(({ from, to }) => [from, to]),
    ]),
  );
  expect(silences).toEqual({
    beating: [[instant(60), instant(3660)]],
    rhythmic: [[instant(90), undefined]],
    rare: [],
    stopped: [],
  });
  expect((await askGaps(story, `${range}&silence=2h`)).totals.silences).toBe(0);
  // Without an event of its own in the range, an emitter that was there the week before is told.
  const later = await askGaps(story, `from=${instant(1000)}&to=${instant(3000)}`);
  expect(later.emitters.map(({ emitter, events }) => [emitter, events])).toEqual([
    ["beating", 0],
    ["rhythmic", 0],
  ]);
});

test("skewed clocks and late ends are counted with their events", async () => {
  const entries = [
    numbered(0, { marks: ["skewed"], recorded: NOON + 3_600_000 }),
    numbered(1, { marks: ["skewed", "late"], recorded: NOON + 10_000 - 900_000 }),
    numbered(2),
  ];
  await using story = await openStory({ entries });
  const { emitters, totals } = await askGaps(story);
  expect(emitters[0]).toMatchObject({
    skewed: { count: 2, min_ms: -900_000, max_ms: 3_600_000 },
    late: { count: 1, event_ids: [entries[1]?.index.id] },
  });
  expect(totals).toMatchObject({ skewed: 2, late: 1, missing: 0 });
});

test("two events with one number are told", async () => {
  const entries = [
    numbered(0),
    numbered(1),
    anEntry({
      type: "client.connected",
      at: 15,
      emitter: { id: "crm-server", epoch: EPOCH, sequence: 1 },
    }),
  ];
  await using story = await openStory({ entries });
  const { emitters } = await askGaps(story);
  expect(emitters[0]?.epochs[0]?.repeated).toEqual([
    { sequence: 1, event_ids: [entries[1]?.index.id, entries[2]?.index.id] },
  ]);
});

test("who sees some servers only is not told of numbers that others may have", async () => {
  const entries = sequences(20, [5]).map((number) =>
    numbered(number, number === 7 ? { server: { name: "hidden" } } : {}),
  );
  await using story = await openStory({
    entries,
    authenticate: createAuthenticator([
      {
        name: "s",
        role: "on-call",
        tenant: "acme",
        servers: ["crm"],
        sha256: hash("sha256", "scoped"),
      },
      { name: "o", role: "on-call", tenant: "acme", sha256: hash("sha256", "on-call") },
    ]),
  });
  const scoped = await askGaps(story, "", "scoped");
  expect(namedMissing(scoped)).toEqual([]);
  expect(scoped.complete).toBe(false);
  expect(scoped.limits.map(({ code }) => code)).toEqual(["scope", "scope"]);
  expect(scoped.summary).toMatch(/^not everything was looked at/);
  // Without sight of quarantine, numbers may be missing that are there.
  const onCall = await askGaps(story, "", "on-call");
  expect(namedMissing(onCall)).toEqual([5]);
  expect(onCall).toMatchObject({ complete: false, limits: [{ code: "permission" }] });
  expect(onCall).not.toHaveProperty("quarantine");
});

test("beyond the bound nothing is said to be missing", async () => {
  await using story = await openStory({
    entries: sequences(40, [5, 30]).map((number) => numbered(number)),
  });
  const answer = await askGaps(story, "bound=20");
  expect(namedMissing(answer)).toEqual([5]);
  expect(answer).toMatchObject({ complete: false, limits: [{ code: "events", bound: 20 }] });
});

test("an emitter without numbers is not said to be whole", async () => {
  const entries = [anEntry({ type: "client.connected", at: 0 })];
  await using story = await openStory({ entries });
  const { summary, emitters } = await askGaps(story);
  expect(summary).toBe("no emitter numbers its events, so nothing can be told of missing ones");
  expect(emitters[0]).toMatchObject({ unnumbered: 1, epochs: [] });
});

test.each(["silence=soon", "silence=10", "asof=x", "tool=x"])("%s is refused", async (query) => {
  await using story = await openStory({ entries: [] });
  expect((await story.ask(`/v1/gaps?${query}`)).status).toBe(400);
});
