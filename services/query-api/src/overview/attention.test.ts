import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { expect, test } from "vitest";

import { aQuarantined } from "../quarantined.fixture.ts";
import { anEntry, NOON, openStory } from "../story.fixture.ts";
import {
  askOverview,
  bob,
  crm,
  expectSearchable,
  find,
  get,
  instant,
  ran,
  usual,
} from "./overview.fixture.ts";

test("repeated denials, a busy new client and calls without an end need attention", async () => {
  await using story = await openStory({
    entries: [
      ...usual(),
      ...Array.from({ length: 6 }, (_, index) =>
        anEntry({
          type: "call.completed",
          at: 10 * index,
          call: `denied ${index}`,
          ...crm,
          ...bob,
          ...get,
          tool: { name: "contacts.export" },
          resource: { uri: "crm://segment/eu" },
          policy: { decision: "deny", checks: [{ id: "export", decision: "deny" }] },
          outcome: { status: "denied", executed: false },
        }),
      ),
      ...Array.from({ length: 50 }, (_, index) =>
        anEntry({
          type: "call.completed",
          at: 100 + index,
          call: `busy ${index}`,
          ...crm,
          ...bob,
          ...get,
          ...ran,
          client: { name: "acme", assurance: "self_reported" },
        }),
      ),
      anEntry({
        type: "call.unresolved",
        at: 200,
        call: "lost",
        ...crm,
        ...get,
        outcome: { status: "unknown", executed: null },
      }),
    ],
  });
  const answer = await askOverview(story);
  expect(find(answer, "denied_burst")).toMatchObject({
    severity: "medium",
    sentence: "bob asked for crm://segment/eu 6 times, blocked by export",
    count: 6,
    last: instant(50),
    place: "events",
  });
  expect(find(answer, "new_client")).toMatchObject({ severity: "medium", count: 50 });
  expect(find(answer, "call_unresolved")).toMatchObject({
    sentence: "1 call of contacts.get: whether it ran is not known",
  });
  await expectSearchable(story, answer);
});

const HMAC = "A".repeat(43);
const write = {
  ...crm,
  ...bob,
  tool: { name: "refund" },
  effect: { class: "write", source: "declared" },
  params: { hmac: HMAC },
} satisfies Partial<NormalizedEvent>;

test("approvals that wait, were given by whoever asked, or are missing need attention", async () => {
  await using story = await openStory({
    entries: [
      anEntry({
        type: "approval.requested",
        at: 10,
        operation: "op-w",
        call: "w",
        ...write,
        approval: { id: "w", status: "requested", requested_at: instant(10) },
      }),
      anEntry({
        type: "call.completed",
        at: 20,
        call: "self",
        ...write,
        ...ran,
        approval: {
          id: "s",
          required: true,
          status: "granted",
          approver: { id: "bob", assurance: "verified" },
          params_hmac: HMAC,
        },
      }),
      anEntry({
        type: "call.completed",
        at: 30,
        call: "none",
        ...write,
        ...ran,
        policy: { decision: "escalate", checks: [{ id: "r", decision: "escalate" }] },
      }),
    ],
  });
  const answer = await askOverview(story);
  expect(answer.attention.items.map(({ kind, severity }) => `${severity} ${kind}`)).toEqual([
    "high write_unapproved",
    "high self_approved",
    "medium approval_waiting",
  ]);
  expect(find(answer, "write_unapproved")?.sentence).toBe(
    "crm refund ran once by bob; an approval was required and it had none",
  );
  expect(answer.metrics.approvals.facts).toMatchObject([
    { name: "waiting", count: 1, since: instant(10) },
    { name: "granted", count: 1 },
    { name: "denied", count: 0 },
    { name: "expired", count: 0 },
  ]);
});

const beat = (at: number, sequence: number) =>
  anEntry({
    type: "emitter.heartbeat",
    at,
    emitter: { id: "crm-2", epoch: "e", sequence },
  });

test("silent emitters, holes and told losses need attention, quarantined records do not count as missing", async () => {
  await using story = await openStory({
    entries: [
      ...[0, 1, 2, 6, 7].map((sequence) => beat(60 * sequence, sequence)),
      anEntry({
        type: "emitter.gap",
        at: 500,
        emitter: { id: "crm-3" },
        gap: { epoch: "e", from_sequence: 1, to_sequence: 4, reason: "spool full" },
      }),
    ],
  });
  await story.store.quarantine([
    aQuarantined(JSON.stringify({ emitter: { id: "crm-2", epoch: "e", sequence: 5 } }), {
      recorded: NOON + 300_000,
    }),
  ]);
  const answer = await askOverview(story);
  expect(find(answer, "sequence_gap")).toMatchObject({
    severity: "high",
    subject: "crm-2",
    count: 2,
    sentence: "2 numbers of crm-2 never came: 3 to 4",
    query: "emitter:crm-2",
  });
  expect(find(answer, "emitter_silent")).toMatchObject({
    subject: "crm-2",
    severity: "high",
    last: instant(420),
  });
  expect(find(answer, "loss_told")?.sentence).toBe("crm-3 said that it lost 4 events: spool full");
  expect(find(answer, "quarantine")).toMatchObject({ count: 1, severity: "medium" });
  expect(answer.attention.sequences_from).toBe(instant(0));
});

test("many silent emitters are told as one", async () => {
  await using story = await openStory({
    entries: ["a", "b", "c", "d", "e"].map((id, index) =>
      anEntry({ type: "emitter.heartbeat", at: 60 * index, emitter: { id } }),
    ),
  });
  const { attention } = await askOverview(story);
  expect(attention.items).toMatchObject([
    {
      kind: "emitters_silent",
      subject: "5 emitters",
      sentence: "nothing came from a, b, c and 2 more for up to 60 min",
      query: "emitter:a,b,c,d,e",
    },
  ]);
});
