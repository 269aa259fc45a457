import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { afterAll, beforeAll, expect, test } from "vitest";

import { anEntry, callIdAt, NOON, openStory, recordId } from "../story.fixture.ts";
import type { EventParts, Story } from "../story.fixture.ts";
import type { CatalogueAnswer } from "./catalogue-answers.ts";

const A = "a".repeat(43);
const B = "b".repeat(43);
const SCHEMA = "s".repeat(43);

const alice = {
  actor: { type: "user", id: "alice@example.com", assurance: "verified" },
  server: { name: "crm" },
} satisfies Partial<NormalizedEvent>;
const described = (sha256: string, changed = false) => ({
  tool: {
    name: "crm.export",
    descriptor: {
      sha256,
      description_sha256: sha256,
      input_schema_sha256: SCHEMA,
      ...(changed && { changed }),
    },
  },
});
const success = { outcome: { status: "success", executed: true } } as const;
const call = (name: string, began: number, took: number, parts: Partial<EventParts>) => [
  anEntry({ type: "call.attempted", at: began, call: name, ...alice, ...parts }),
  anEntry({
    type: "call.completed",
    at: began + took,
    began,
    call: name,
    ...alice,
    ...success,
    ...parts,
  }),
];
const listed = (at: number, sha256: string, server = "crm") =>
  anEntry({
    type: "tools.listed",
    at,
    server: { name: server },
    method: "tools/list",
    catalogue: {
      sha256: "c".repeat(43),
      count: 2,
      tools: [
        { name: "crm.export", sha256 },
        { name: "other", sha256: A },
      ],
    },
  });

const entries = [
  listed(0, A),
  ...call("one", 10, 1, described(A)),
  // It began under the old descriptor and ended under the new one.
  ...call("long", 20, 30, described(A)),
  anEntry({
    type: "tool.changed",
    at: 30,
    ...alice,
    ...described(B, true),
    attr: { previous_sha256: A },
  }),
  ...call("two", 40, 1, described(B, true)),
  ...call("three", 60, 1, described(B, true)),
  // A server whose client never lists tools describes none.
  ...call("bare", 70, 1, { tool: { name: "crm.export" } }),
  // A tool of the same name elsewhere has a history of its own.
  listed(45, A, "backup"),
  ...call("elsewhere", 50, 1, { ...described(A), server: { name: "backup" } }),
  ...call("other tool", 55, 1, { tool: { name: "other", descriptor: { sha256: A } } }),
];

let story: Story;
beforeAll(async () => {
  story = await openStory({ entries });
});
afterAll(async () => await story[Symbol.asyncDispose]());

const ask = async (query: string): Promise<CatalogueAnswer> => {
  const { status, body } = await story.ask(`/v1/catalogue?${query}`);
  expect({ query, status, body }).toMatchObject({ status: 200 });
  return body as CatalogueAnswer;
};
const at = async (name: string, began: number) => {
  const answer = await ask(`call=${callIdAt(NOON + began * 1000, name)}`);
  return answer.call;
};

test("a tool's history has each descriptor, when it changed, and the calls under each", async () => {
  const { histories } = await ask("tool=crm.export&server=crm");
  expect(histories).toHaveLength(1);
  const [history] = histories;
  expect(
    history?.digests.map(({ sha256, calls, listings, changed }) => [
      sha256,
      calls,
      listings,
      changed,
    ]),
  ).toEqual([
    [A, 2, 1, false],
    [B, 2, 1, true],
  ]);
  expect(history?.digests[1]?.newest_calls.map(({ event_id }) => event_id)).toEqual([
    recordId("three", 60, "completed"),
    recordId("two", 40, "completed"),
  ]);
  expect(history?.changes).toMatchObject([
    {
      type: "tool.changed",
      from: A,
      to: B,
      parts: ["description"],
      time: "2026-05-06T12:00:30.000Z",
    },
  ]);
  expect(history?.undescribed_calls).toBe(1);
});

test("servers with a tool of the same name are kept apart", async () => {
  const { histories } = await ask("tool=CRM.export");
  expect(histories.map(({ server, changes }) => [server, changes.length])).toEqual([
    ["backup", 0],
    ["crm", 1],
  ]);
});

test("a call says which descriptor was in force, and whether it had changed", async () => {
  expect(await at("two", 40)).toMatchObject({
    sha256: B,
    source: "call",
    changed: true,
    parts: ["description"],
    previous: { event_id: recordId("long", 20, "completed"), sha256: A },
    listed: { time: "2026-05-06T12:00:30.000Z" },
  });
  expect(await at("three", 60)).toMatchObject({ sha256: B, changed: false });
  expect(await at("long", 20)).toMatchObject({ sha256: A, changed: false });
  const first = await at("one", 10);
  expect(first).toMatchObject({ sha256: A, changed: null });
  expect(first).not.toHaveProperty("previous");
});

test("where a call does not say, what was listed last before is inferred and said to be so", async () => {
  expect(await at("bare", 70)).toMatchObject({ sha256: B, source: "catalogue", changed: false });
});

test.each([
  ["call=0192f0c1-0000-7000-8000-000000000000", 404],
  ["", 400],
  [`tool=other&call=${callIdAt(NOON + 40_000, "two")}`, 400],
])("%s is answered with %d", async (query, status) => {
  expect((await story.ask(`/v1/catalogue?${query}`)).status).toBe(status);
});
