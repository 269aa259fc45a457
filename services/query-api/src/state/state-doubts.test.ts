import { afterAll, beforeAll, expect, test } from "vitest";

import { anEntry } from "../story.fixture.ts";
import { begin, known, openRecords, raise, seconds, step } from "./records.fixture.ts";
import type { Records, Step } from "./records.fixture.ts";

let records: Records;
beforeAll(async () => {
  records = await openRecords();
});
afterAll(async () => await records[Symbol.asyncDispose]());

test.each([
  ["tool_error", true, "inferred", "2"],
  ["timeout", null, "inferred", "2"],
  ["unknown", null, "inferred", "2"],
  ["cancelled", null, "inferred", "2"],
  ["denied", true, "inferred", "2"],
  ["denied", false, "observed", "1"],
  ["rejected", false, "observed", "1"],
  ["tool_error", false, "observed", "1"],
  ["success", true, "observed", "2"],
] as const)(
  "a change of a call that ended %s (ran: %s) is %s",
  async (status, executed, label, value) => {
    const answer = await records.stateOf([begin, raise(20, { outcome: { status, executed } })]);
    const phone = answer.fields.find(({ field }) => field === "phone");
    expect(phone).toMatchObject({ label, value, time: seconds(20) });
    const isDoubtful = label === "inferred";
    expect(phone?.last_observed?.value).toBe(isDoubtful ? "1" : undefined);
    expect(phone?.last_observed?.time).toBe(isDoubtful ? seconds(20) : undefined);
    expect(typeof phone?.why).toBe(isDoubtful ? "string" : "undefined");
    expect(known(answer)["owner"]).toEqual(["observed", "carol", 10, "after"]);
  },
);

test("a downstream error within a call that succeeded leaves the change in doubt", async () => {
  const answer = await records.stateOf([begin, raise(20, { status: "409" })]);
  expect(known(answer)["phone"]).toEqual(["inferred", "2", 20, "after"]);
});

const reads = (value: string) => step(30, { does: "read", states: { after: { phone: value } } });

test("the next observation ends a doubt, whichever way it turned out, and is no conflict", async () => {
  const doubtful = raise(20, { outcome: { status: "timeout", executed: null } });
  for (const value of ["1", "2"]) {
    const answer = await records.stateOf([begin, doubtful, reads(value)]);
    expect(known(answer)["phone"]).toEqual(["observed", value, 30, "read"]);
    expect(answer.conflicts).toEqual([]);
  }
  expect((await records.stateOf([begin, doubtful, reads("3")])).conflicts).toMatchObject([
    { field: "phone", expected: { value: "1", time: seconds(20) }, found: { value: "3" } },
  ]);
});

test("a call of unknown end puts all in doubt until its completion came, late as it may be", async () => {
  const aimed = { aims: true, call: "lost", began: 20 };
  const lost = step(20, {
    ...aimed,
    type: "call.unresolved",
    outcome: { status: "unknown", executed: null },
  });
  const open = await records.stateOf([begin, lost]);
  expect(known(open)["phone"]).toEqual(["inferred", "1", 10, "after"]);
  expect(open.fields[0]).toMatchObject({
    doubted_by: expect.any(String),
    last_observed: { time: seconds(10) },
  });
  const end = step(90, {
    call: "lost",
    began: 20,
    marks: ["late"],
    does: "update",
    states: { before: { phone: "1" }, after: { phone: "5" } },
  });
  expect(known(await records.stateOf([begin, lost, end]))).toMatchObject({
    phone: ["observed", "5", 90, "after"],
    owner: ["observed", "carol", 10, "after"],
  });
  const meanwhile = await records.stateOf([begin, lost, end], { at: 50 });
  expect(known(meanwhile)["phone"]).toEqual(["inferred", "1", 10, "after"]);
});

test("a change without recorded states puts what was known in doubt", async () => {
  expect(known(await records.stateOf([begin, step(20, { does: "update" })]))).toEqual({
    phone: ["inferred", "1", 10, "after"],
    owner: ["inferred", "carol", 10, "after"],
  });
  const aimed = { aims: true };
  expect(known(await records.stateOf([begin, step(20, aimed)]))["owner"]?.[0]).toBe("inferred");
  const read = { ...aimed, effect: { class: "read", source: "declared" } } as const;
  expect(known(await records.stateOf([begin, step(20, read)]))["owner"]?.[0]).toBe("observed");
});

const gap =
  (isOwn: boolean): Step =>
  (record) =>
    anEntry({
      type: "emitter.gap",
      at: 20,
      emitter: { id: isOwn ? `crm-${record}` : `other-${record}` },
      gap: { epoch: "e", from_sequence: 4, to_sequence: 10 },
    });

test("events that an emitter of the record lost put what was seen before in doubt", async () => {
  const after = raise(30, {});
  expect(known(await records.stateOf([begin, gap(true), after]))).toEqual({
    phone: ["observed", "2", 30, "after"],
    owner: ["inferred", "carol", 10, "after"],
  });
  expect(known(await records.stateOf([begin, gap(false), after]))["owner"]?.[0]).toBe("observed");
  const changed = raise(30, { states: { before: { phone: "9" }, after: { phone: "2" } } });
  expect((await records.stateOf([begin, gap(true), changed])).conflicts).toEqual([]);
});
