import { afterAll, beforeAll, expect, test } from "vitest";

import type { TimelineAnswer } from "./answers.ts";
import { anEntry, openStory } from "./story.fixture.ts";
import type { Story } from "./story.fixture.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(async () => await story[Symbol.asyncDispose]());

const timeline = async (path: string, from: Story = story): Promise<TimelineAnswer> => {
  const { status, body } = await from.ask(path);
  expect({ path, status, body }).toMatchObject({ status: 200 });
  return body as TimelineAnswer;
};

test("a session is shown oldest first with attempts, and says what happened in numbers", async () => {
  const answer = await timeline("/v1/sessions/S-1");
  expect(answer.total).toBe(12);
  const times = answer.events.map((event) => event.time.occurred);
  expect(times).toEqual(times.toSorted());
  const attempts = answer.events.filter((event) => event.event.type === "call.attempted");
  expect(attempts.map((event) => event.concluded_by !== undefined)).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
  expect(answer.summary).toEqual({
    complete: true,
    events: 12,
    calls: 5,
    writes: 4,
    denied: 0,
    errors: 0,
    unresolved: 1,
    running: 1,
    actors: ["alice@example.com"],
    clients: ["claude-desktop"],
    first_time: "2026-05-06T12:00:00.000Z",
    last_time: times.at(-1),
  });
  expect((await timeline("/v1/sessions/s-2")).summary).toMatchObject({
    calls: 4,
    denied: 1,
    errors: 1,
    unresolved: 1,
    running: 0,
  });
});

test("an operation's id may hold any characters", async () => {
  const answer = await timeline(`/v1/operations/${encodeURIComponent("op/ü 2")}`);
  expect(answer.events.map((event) => event.event.type)).toEqual([
    "call.attempted",
    "call.completed",
  ]);
  expect((await timeline("/v1/operations/op-1")).total).toBe(3);
});

test("pages join without gaps while events come, and the summary is on the first", async () => {
  await using own = await openStory();
  const whole = await timeline("/v1/sessions/s-long?limit=1000", own);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const next = cursor === undefined ? "" : `&cursor=${cursor}`;
    const page = await timeline(`/v1/sessions/s-long?limit=9${next}`, own);
    expect(page.total).toBe(40);
    expect(page.summary !== undefined).toBe(cursor === undefined);
    seen.push(...page.events.map((event) => event.event.id));
    cursor = page.cursor;
    await own.store.append([
      anEntry({ type: "client.connected", at: 105 + seen.length, session: { id: "s-long" } }),
    ]);
  } while (cursor !== undefined);
  expect(seen).toEqual(whole.events.map((event) => event.event.id));
  expect((await timeline("/v1/sessions/s-long?limit=1", own)).total).toBe(45);
  const same = await timeline(`/v1/sessions/s-long?limit=1&asof=${whole.asof}`, own);
  expect(same.summary).toEqual(whole.summary);
});

test("a range cuts a timeline and its summary", async () => {
  const range = "from=2026-05-06T12:00:20Z&to=2026-05-06T12:00:50Z";
  const answer = await timeline(`/v1/sessions/s-1?${range}`);
  expect(answer.total).toBe(3);
  expect(answer.summary).toMatchObject({ calls: 1, writes: 1, unresolved: 0 });
});

test("a session too long to count says that its figures are lower bounds", async () => {
  const entries = Array.from({ length: 11_001 }, (_, index) =>
    anEntry({ type: "call.completed", at: index, call: "many", session: { id: "huge" } }),
  );
  await using own = await openStory({ entries });
  const answer = await timeline("/v1/sessions/huge?limit=1&count=all", own);
  expect(answer.total).toBe(11_001);
  expect(answer.summary).toMatchObject({ complete: false, events: 10_000, calls: 10_000 });
}, 30_000);

test.each([
  ["/v1/sessions/none", 404],
  ["/v1/operations/none", 404],
  ["/v1/sessions/s-1?from=2027-01-01T00:00:00Z", 404],
  ["/v1/sessions/s-1?order=newest", 400],
  ["/v1/sessions/s-1?reads=true", 400],
  [`/v1/sessions/${"x".repeat(9000)}`, 400],
])("%.50s is answered with %d", async (path, status) => {
  expect((await story.ask(path)).status).toBe(status);
});
