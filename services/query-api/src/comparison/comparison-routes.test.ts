import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { afterAll, beforeAll, expect, test } from "vitest";

import { anEntry, openStory, recordId } from "../story.fixture.ts";
import type { EventParts, Story } from "../story.fixture.ts";
import type { CompareAnswer, SequencesAnswer } from "./answers.ts";

const success = { outcome: { status: "success", executed: true } } as const;
const denied = { outcome: { status: "denied", executed: false } } as const;
const call = (name: string, at: number, parts: Partial<EventParts>) =>
  anEntry({
    type: "call.completed",
    at,
    call: name,
    ...success,
    server: { name: "crm" },
    ...parts,
  });
const actor = (id: string) =>
  ({ actor: { type: "user", id, assurance: "verified" } }) satisfies Partial<NormalizedEvent>;
const read = { tool: { name: "crm.read" }, params: { sha256: "r".repeat(43) } };
const send = {
  tool: { name: "mail.send" },
  params: { sha256: "s".repeat(43), hmac: "h".repeat(43) },
};
const session = (id: string) => ({ session: { id } });

const HOUR = 3600;
const entries = [
  // An hour in which one of four calls is denied, and the next, in which three of six are.
  ...[0, 1, 2, 3].map((index) =>
    call(`before ${index}`, index * 60, { ...actor("alice"), ...(index === 0 ? denied : {}) }),
  ),
  ...[0, 1, 2, 3, 4, 5].map((index) =>
    call(`after ${index}`, HOUR + index * 60, {
      ...actor(index < 3 ? "bob" : "alice"),
      ...(index < 3 ? denied : {}),
    }),
  ),
  // Read, then send.
  call("read 1", 3 * HOUR, { ...actor("alice"), ...session("s1"), ...read }),
  call("send 1", 3 * HOUR + 60, { ...actor("alice"), ...session("S1"), ...send }),
  call("send 2", 3 * HOUR + 599, { ...actor("alice"), ...session("s1"), ...send }),
  // Too late, the other way round, another session, none at all.
  call("send late", 3 * HOUR + 601, { ...actor("alice"), ...session("s1"), ...send }),
  call("send first", 4 * HOUR, { ...actor("carol"), ...session("s2"), ...send }),
  call("read after", 4 * HOUR + 10, { ...actor("carol"), ...session("s2"), ...read }),
  call("read here", 5 * HOUR, { ...actor("dan"), ...session("s3"), ...read }),
  call("send there", 5 * HOUR + 10, { ...actor("dan"), ...session("s4"), ...send }),
  call("send without", 5 * HOUR + 20, { ...actor("erin"), ...send }),
];

let story: Story;
beforeAll(async () => {
  story = await openStory({ entries });
});
afterAll(async () => await story[Symbol.asyncDispose]());

async function ask<Answer>(path: string, parameters: Record<string, string>): Promise<Answer> {
  const address = `/v1/${path}?${new URLSearchParams(parameters).toString()}`;
  const { status, body } = await story.ask(address);
  expect({ address, status, body }).toMatchObject({ status: 200 });
  return body as Answer;
}

const hours = {
  from: "2026-05-06T13:00:00Z",
  to: "2026-05-06T14:00:00Z",
  baseline_from: "2026-05-06T12:00:00Z",
  baseline_to: "2026-05-06T13:00:00Z",
};

test("shows what differs between two hours, the largest difference first, with both counts", async () => {
  const answer = await ask<CompareAnswer>("compare", hours);
  expect(answer.fields.map(({ field }) => field)).toEqual(["actor", "outcome"]);
  expect(answer.fields[0]?.values).toMatchObject([
    {
      value: "alice",
      selection: 3,
      baseline: 4,
      selection_share: 0.5,
      baseline_share: 1,
      difference: -0.5,
      event_id: recordId("after 5", HOUR + 300, "completed"),
    },
    {
      value: "bob",
      selection: 3,
      baseline: 0,
      difference: 0.5,
      event_id: recordId("after 2", HOUR + 120, "completed"),
    },
  ]);
  expect(answer.fields[1]?.values).toMatchObject([
    {
      value: "denied",
      selection: 3,
      baseline: 1,
      difference: 0.25,
      per_minute: 0.05,
      baseline_per_minute: 1 / 60,
    },
    { value: "success", selection: 3, baseline: 3, difference: -0.25 },
  ]);
});

test("gives totals and rates of both, cited", async () => {
  const answer = await ask<CompareAnswer>("compare", { ...hours, q: "outcome:denied" });
  expect(answer).toMatchObject({
    complete: true,
    selection: {
      total: 3,
      per_minute: 0.05,
      first: { event_id: recordId("after 0", HOUR, "completed") },
      last: { event_id: recordId("after 2", HOUR + 120, "completed") },
    },
    baseline: { total: 1, first: { event_id: recordId("before 0", 0, "completed") } },
  });
  expect(answer.rate_ratio).toBeCloseTo(3);
});

test("two questions about one range are compared too", async () => {
  const answer = await ask<CompareAnswer>("compare", {
    q: "outcome:denied",
    baseline_q: "outcome:success",
    from: hours.from,
    to: hours.to,
  });
  expect(answer.fields[0]).toMatchObject({
    field: "actor",
    values: [
      { value: "alice", selection: 0, baseline: 3 },
      { value: "bob", selection: 3, baseline: 0 },
    ],
  });
});

test("an empty side and an open range have no rate, and no share", async () => {
  const answer = await ask<CompareAnswer>("compare", {
    q: "tool:none",
    baseline_q: "tool:crm.read",
  });
  expect(answer).toMatchObject({
    rate_ratio: null,
    selection: { total: 0, per_minute: null },
    baseline: { total: 3 },
  });
});

test.each<[Record<string, string>]>([
  [{}],
  [{ q: "x" }],
  [{ baseline_q: "((" }],
  [{ baseline_q: "", from: "2026-05-06T13:00:00Z", to: "2026-05-06T13:00:00Z" }],
])("a comparison of %j is refused", async (parameters) => {
  expect(
    (await story.ask(`/v1/compare?${new URLSearchParams(parameters).toString()}`)).status,
  ).toBe(400);
});

const readThenSend = "first=tool:crm.read&then=tool:mail.send";
const namesOf = ({ pairs }: SequencesAnswer) =>
  pairs.map(({ first, second }) => [first.event_id, second.event_id]);
const sequences = async (query: string): Promise<SequencesAnswer> => {
  const { status, body } = await story.ask(`/v1/sequences?${query}`);
  expect({ query, status, body }).toMatchObject({ status: 200 });
  return body as SequencesAnswer;
};

test("finds what was sent after something was read, in order and in the same session only", async () => {
  const answer = await sequences(readThenSend);
  expect(namesOf(answer)).toEqual([
    [recordId("read 1", 3 * HOUR, "completed"), recordId("send 1", 3 * HOUR + 60, "completed")],
    [recordId("read 1", 3 * HOUR, "completed"), recordId("send 2", 3 * HOUR + 599, "completed")],
  ]);
  expect(answer).toMatchObject({ total: 2, keys: 1, without_key: 1, complete: true });
  expect(answer.pairs[0]).toMatchObject({
    gap_ms: 60_000,
    first: { params_sha256: "r".repeat(43) },
    second: { params_sha256: "s".repeat(43), params_hmac: "h".repeat(43) },
  });
});

test("the time between and what both have in common can be chosen", async () => {
  expect((await sequences(`${readThenSend}&within=1m`)).total).toBe(1);
  const { pairs } = await sequences(`${readThenSend}&by=actor`);
  expect(pairs.map(({ key }) => key)).toEqual(["alice", "alice", "dan"]);
  expect((await sequences(`${readThenSend}&by=conversation`)).total).toBe(0);
  expect(await sequences(`${readThenSend}&limit=1`)).toMatchObject({ total: 2, pairs: [{}] });
});

test("an event is no sequence with itself", async () => {
  expect((await sequences("first=tool:mail.send&then=tool:mail.send&within=1s")).total).toBe(0);
});

test("both questions may look at as much as is allowed, and say when there was more", async () => {
  expect(await sequences(`${readThenSend}&bound=6`)).toMatchObject({ total: 2, complete: true });
  expect(await sequences(`${readThenSend}&bound=3`)).toMatchObject({
    complete: false,
    limits: [{ code: "events", bound: 3 }],
  });
});

test.each([
  "first=tool:x",
  `${readThenSend}&by=client`,
  `${readThenSend}&within=soon`,
  "first=tool:x&then=((",
])("sequences of %s are refused", async (query) => {
  expect((await story.ask(`/v1/sequences?${query}`)).status).toBe(400);
});
