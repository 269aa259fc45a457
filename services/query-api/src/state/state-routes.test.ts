import { afterAll, beforeAll, expect, test } from "vitest";

import { tokens } from "../story.fixture.ts";
import { begin, known, openRecords, raise, seconds, step } from "./records.fixture.ts";
import type { Records } from "./records.fixture.ts";

let records: Records;
beforeAll(async () => {
  records = await openRecords();
});
afterAll(async () => await records[Symbol.asyncDispose]());

const history = [
  step(10, { does: "create", states: { after: { phone: "1", owner: "carol", tags: ["a"] } } }),
  step(20, {
    does: "update",
    named: ["phone"],
    states: {
      before: { phone: "1", owner: "carol", vip: true },
      after: { phone: "2", owner: "carol", vip: true },
    },
  }),
  step(30, { does: "update", named: ["notes"] }),
  step(40, {
    effect: { class: "read", source: "declared" },
    does: "read",
    states: { after: { email: "x@y" } },
  }),
  step(50, { does: "update", states: { after: { vip: false } } }),
];

test("each member has its last observed value, the event it comes from, and a label", async () => {
  const answer = await records.stateOf(history);
  expect(known(answer)).toEqual({
    phone: ["observed", "2", 20, "after"],
    owner: ["observed", "carol", 20, "after"],
    tags: ["observed", ["a"], 10, "after"],
    notes: ["unknown", undefined, 30, "changed_fields"],
    email: ["observed", "x@y", 40, "read"],
    vip: ["observed", false, 50, "after"],
  });
  expect(answer).toMatchObject({
    complete: true,
    events: 5,
    since: seconds(10),
    existence: { state: "exists", label: "observed" },
    conflicts: [],
  });
});

test("a time between events shows what was known then, an event at the time included", async () => {
  expect(known(await records.stateOf(history, { at: 19.999 }))).toMatchObject({
    phone: ["observed", "1", 10, "after"],
  });
  expect(known(await records.stateOf(history, { at: 20 }))).toMatchObject({
    phone: ["observed", "2", 20, "after"],
    vip: ["observed", true, 20, "after"],
  });
  const early = await records.stateOf(history, { at: 9.999 });
  expect(early).toMatchObject({ events: 0, fields: [], existence: { state: "unknown" } });
});

test("without a reason the names, labels and events are told and no value is", async () => {
  const uri = await records.tell(history);
  const [shown, masked] = [await records.ask(uri), await records.ask(uri, { masked: true })];
  expect(masked.masked).toBe(true);
  expect(shown.masked).toBeUndefined();
  expect(masked.fields).toEqual(shown.fields.map(({ value: _value, ...field }) => field));
  expect(JSON.stringify(masked)).not.toMatch(/carol|x@y/);
});

test("a reading of values is recorded with what it revealed", async () => {
  const uri = await records.tell(history);
  await records.ask(uri, { masked: true });
  await records.ask(uri);
  const recorded = records.story.facts.slice(-2);
  expect(recorded.map((fact) => [fact.event.type, fact.audit?.revealed, fact.audit?.rows])).toEqual(
    [
      ["audit.searched", undefined, 5],
      ["audit.revealed", ["changes"], 5],
    ],
  );
});

test("another tenant's record of the same name says nothing", async () => {
  const answer = await records.stateOf(history, { token: tokens.foreign });
  expect(answer).toMatchObject({ events: 0, fields: [] });
});

test("no value is made up for what was taken out or never recorded", async () => {
  const secret = "[redacted:token]";
  const answer = await records.stateOf([
    step(10, {
      does: "create",
      states: { after: { token: secret, pin: "1", key: "k1", ssn: "7" } },
    }),
    step(20, {
      does: "update",
      named: ["pin", "ssn"],
      states: { before: { pin: "1", key: secret }, after: { pin: `now ${secret}`, key: secret } },
    }),
  ]);
  expect(answer.fields).toMatchObject([
    { field: "key", label: "observed", value: "k1", time: seconds(10) },
    { field: "pin", label: "unknown", redacted: true, last_observed: { value: "1" } },
    { field: "ssn", label: "unknown", source: "changed_fields", last_observed: { value: "7" } },
    { field: "token", label: "unknown", redacted: true },
  ]);
  const unknown = answer.fields.filter(({ label }) => label === "unknown");
  for (const field of unknown) expect(field).not.toHaveProperty("value");
});

test("a value that is not what the change before left is a conflict of both events", async () => {
  const answer = await records.stateOf([
    begin,
    raise(20, {}),
    raise(30, { states: { before: { phone: "7", owner: "carol" }, after: { phone: "8" } } }),
  ]);
  expect(answer.conflicts).toEqual([
    {
      field: "phone",
      expected: { event_id: expect.any(String), time: seconds(20), value: "2" },
      found: { event_id: expect.any(String), time: seconds(30), value: "7" },
    },
  ]);
  expect(known(answer)["phone"]).toEqual(["observed", "8", 30, "after"]);
});

test("one call seen by a gateway and by its server changes the record once", async () => {
  const trace = { id: "4bf92f3577b34da6a3ce929d0e0e4736" };
  const answer = await records.stateOf([
    begin,
    raise(20, { trace }),
    raise(21, { trace, vantage: "gateway" }),
    step(22, { trace, vantage: "gateway", aims: true }),
  ]);
  expect(answer.conflicts).toEqual([]);
  expect(known(answer)).toEqual({
    phone: ["observed", "2", 20, "after"],
    owner: ["observed", "carol", 10, "after"],
  });
});

test("a deleted record is said to be deleted, and one that is there again is a conflict", async () => {
  const deletion = step(20, { does: "delete", states: { before: { phone: "1" } } });
  expect(await records.stateOf([begin, deletion])).toMatchObject({
    existence: { state: "deleted", label: "observed", time: seconds(20) },
    fields: [],
  });
  const unsure = await records.stateOf([
    begin,
    step(20, { does: "delete", outcome: { status: "timeout", executed: null } }),
  ]);
  expect(unsure.existence).toMatchObject({ state: "deleted", label: "inferred" });
  expect(known(unsure)["owner"]).toEqual(["inferred", "carol", 10, "after"]);
  const back = await records.stateOf([begin, deletion, raise(30, {})]);
  expect(back.existence).toMatchObject({ state: "exists", time: seconds(30) });
  expect(back.conflicts).toMatchObject([{ expected: { time: seconds(20) } }]);
  const anew = step(30, { does: "create", states: { after: { phone: "3" } } });
  const created = await records.stateOf([begin, deletion, anew]);
  expect(known(created)).toEqual({ phone: ["observed", "3", 30, "after"] });
  expect(created.conflicts).toEqual([]);
});

test("members of members are followed alone once both states are objects", async () => {
  const answer = await records.stateOf([
    step(10, {
      does: "create",
      states: { after: { home: { city: "Bonn", zip: "1" }, name: "J" } },
    }),
    step(20, {
      does: "update",
      states: {
        before: { home: { city: "Bonn", zip: "1" } },
        after: { home: { city: "Köln" } },
      },
    }),
  ]);
  expect(known(answer)).toEqual({
    name: ["observed", "J", 10, "after"],
    "/home/city": ["observed", "Köln", 20, "after"],
    "/home/zip": ["observed", undefined, 20, "after"],
  });
  expect(answer.fields.find(({ field }) => field === "/home/zip")?.gone).toBe(true);
  expect(answer.conflicts).toEqual([]);
});

test("a record with more events than are read is worked out from the newest", async () => {
  const entries = Array.from({ length: 10_050 }, (_, index) =>
    step(index, { does: "update", states: { after: { count: index } } }),
  );
  const answer = await records.stateOf([begin, ...entries], { at: 20_000 });
  expect(answer).toMatchObject({ complete: false, events: 10_000, since: seconds(50) });
  expect(known(answer)).toEqual({ count: ["observed", 10_049, 10_049, "after"] });
}, 60_000);

test.each(["uri=a&at=today", "uri=", "uri=a&from=2026-05-06T12:00:00Z"])(
  "%s is refused",
  async (query) => {
    expect((await records.story.ask(`/v1/resources/state?${query}`)).status).toBe(400);
  },
);
