import { hash } from "node:crypto";

import { createAuthenticator } from "@toolmark/runtime/tokens";
import { expect, test } from "vitest";

import { aQuarantined } from "../quarantined.fixture.ts";
import { anEntry, openStory } from "../story.fixture.ts";
import type { EventParts } from "../story.fixture.ts";
import {
  askOverview,
  bob,
  crm,
  expectSearchable,
  get,
  HOUR,
  instant,
  ran,
  usual,
} from "./overview.fixture.ts";

function timed(at: number, milliseconds: number) {
  const parts = {
    type: "call.completed",
    at,
    call: `timed ${at}`,
    ...crm,
    ...bob,
    ...get,
  } as const;
  const time = { occurred: instant(at), duration_ms: milliseconds };
  return anEntry({ ...parts, ...ran, time } as EventParts);
}

test("the story's calls are counted by effect and outcome, and each number is that of its query", async () => {
  await using story = await openStory();
  const answer = await askOverview(story);
  const counts = Object.fromEntries(
    Object.entries(answer.metrics).map(([name, { count }]) => [name, count]),
  );
  expect(counts).toEqual({
    calls: 48,
    writes: 6,
    destructive: 0,
    denied: 1,
    errors: 1,
    approvals: 2,
  });
  const sums = answer.histogram.buckets.reduce(
    (sum, { read, write, destructive, other, denied, error }) => ({
      read: sum.read + read,
      write: sum.write + write,
      rest: sum.rest + destructive + other,
      denied: sum.denied + denied,
      error: sum.error + error,
    }),
    { read: 0, write: 0, rest: 0, denied: 0, error: 0 },
  );
  expect(sums).toEqual({ read: 42, write: 4, rest: 0, denied: 1, error: 1 });
  expect(answer.writes_by_tool).toMatchObject([
    { tool: "crm.contacts.update", server: "crm", effect: "write", count: 6 },
  ]);
  expect(answer.denied_by_actor_and_tool.items).toMatchObject([
    { actor: "bob@example.com", tool: "crm.contacts.update", rule: "crm-write", count: 1 },
  ]);
  expect(answer.complete).toBe(true);
  await expectSearchable(story, answer);
});

test("without anything before the range nothing is told to be new", async () => {
  await using story = await openStory();
  expect((await askOverview(story)).first_seen).toEqual({
    items: [],
    total: 0,
    has_history: false,
    checked: 0,
    truncated: false,
  });
});

test("the period before counts for itself, and an hour later it is the one before", async () => {
  await using story = await openStory();
  const { metrics } = await askOverview(story, `from=${instant(HOUR)}&to=${instant(2 * HOUR)}`);
  expect(metrics.calls).toMatchObject({ count: 0, previous: 48 });
  expect(metrics.approvals).toMatchObject({ count: 0, previous: 2 });
});

test("an empty trail has an overview", async () => {
  await using story = await openStory({ entries: [] });
  const answer = await askOverview(story, "");
  expect(answer.metrics.calls).toMatchObject({ count: 0, previous: 0, facts: [] });
  expect(answer.histogram.buckets).toHaveLength(145);
  expect(answer.attention.items).toEqual([]);
});

test("clients, tools, servers, agents and pairs that were never there before are told", async () => {
  await using story = await openStory({
    entries: [
      ...usual(),
      // Known to the tool and to the actor, but not together.
      anEntry({
        type: "call.completed",
        at: -HOUR,
        call: "set",
        ...crm,
        ...get,
        ...ran,
        tool: { name: "contacts.set" },
        actor: { type: "user", id: "alice", assurance: "verified" },
        client: { name: "desktop", assurance: "self_reported" },
      }),
      anEntry({
        type: "call.completed",
        at: 60,
        call: "new pair",
        ...crm,
        ...bob,
        ...get,
        tool: { name: "contacts.set" },
        client: { name: "Desktop", assurance: "self_reported" },
        policy: { decision: "deny", checks: [{ id: "r", decision: "deny" }] },
        outcome: { status: "denied", executed: false },
      }),
      anEntry({
        type: "call.completed",
        at: 120,
        call: "all new",
        ...ran,
        server: { name: "payroll" },
        tool: { name: "runs.list" },
        effect: { class: "read", source: "declared" },
        actor: { ...bob.actor, agent: { id: "ledger-bot" } },
        client: { name: "acme", assurance: "self_reported" },
      }),
    ],
  });
  const answer = await askOverview(story);
  const { first_seen } = answer;
  expect(
    first_seen.items.map(({ kind, value, actor }) => [kind, value, actor].join(" ")).toSorted(),
  ).toEqual([
    "agent ledger-bot bob",
    "client acme bob",
    "pair contacts.set bob",
    "server payroll bob",
    "tool runs.list bob",
  ]);
  expect(first_seen.items.find(({ kind }) => kind === "pair")).toMatchObject({
    denied: 1,
    first: { time: instant(60) },
  });
  expect(first_seen).toMatchObject({ total: 5, truncated: false, has_history: true });
  await expectSearchable(story, answer);
});

test("the slowest tools are those whose 95th percentile is highest, each with the calls behind it", async () => {
  await using story = await openStory({
    entries: Array.from({ length: 20 }, (_, index) => timed(index, index * 10)),
  });
  const { slowest_tools } = await askOverview(story);
  expect(slowest_tools).toEqual({
    sampled: false,
    calls: 20,
    items: [
      {
        tool: "contacts.get",
        server: "crm",
        p95_ms: 180,
        calls: 20,
        query: "type:call.completed tool:contacts.get server:crm duration:>=180ms",
      },
    ],
  });
});

test("a reader of some servers sees its servers only, and is told so", async () => {
  await using story = await openStory({
    entries: [
      ...usual(),
      ...usual({ server: { name: "hr" }, tool: { name: "users.get" }, at: 30 }, 1),
    ],
    authenticate: createAuthenticator([
      {
        name: "s",
        role: "responder",
        tenant: "acme",
        servers: ["crm"],
        sha256: hash("sha256", "scoped"),
      },
    ]),
  });
  await story.store.quarantine([aQuarantined("{")]);
  const answer = await askOverview(story, `from=${instant(-HOUR)}&to=${instant(HOUR)}`, "scoped");
  expect(answer.metrics.calls.count).toBe(30);
  expect(answer.attention.items).toEqual([]);
  expect(answer.complete).toBe(false);
  expect(JSON.stringify(answer)).not.toContain("users.get");
});

test("a read of the overview is recorded", async () => {
  await using story = await openStory();
  await askOverview(story);
  await expect
    .poll(() => story.facts.at(-1)?.audit)
    .toMatchObject({ action: "GET /v1/overview", query: "overview", total: 48, status: 200 });
});

test("a range that is backwards is refused", async () => {
  await using story = await openStory({ entries: [] });
  const { status } = await story.ask(`/v1/overview?from=${instant(10)}&to=${instant(0)}`);
  expect(status).toBe(400);
});
