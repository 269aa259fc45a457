import type { PolicyDecisionsAnswer } from "@toolmark/query-api/approvals/answers";
import type { GapsAnswer } from "@toolmark/query-api/gaps/answers";
import type { ProfileAnswer } from "@toolmark/query-api/profiles/answers";
import type { CatalogueAnswer } from "@toolmark/query-api/profiles/catalogue-answers";
import type { StateAnswer } from "@toolmark/query-api/state/answers";
import type { StackForm } from "@toolmark/stack/start-stack";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { at, openStoryWorld, storyForms } from "./story-world.ts";
import type { StoryWorld } from "./story-world.ts";

let world: StoryWorld;
beforeAll(async () => {
  world = await openStoryWorld();
}, 240_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

function names(items: readonly { value: string }[]): string[] {
  return items.map(({ value }) => value).toSorted();
}

describe.each(storyForms)("incident responders reconstruct (%s)", (form) => {
  test("job 2: the hash of a leaked token tells all that it touched, first and last use and how each use ended", async () => {
    const client = world.client(form, { as: "responder" });
    const { leaked } = world.answers;
    const profile = await client.ask<ProfileAnswer>(`/v1/credentials/${leaked.tokenSha256}`);
    expect(profile).toMatchObject({
      first: { time: at(leaked.first) },
      last: { time: at(leaked.last), event_id: leaked.events[0] },
      calls: leaked.events.length,
      denied: leaked.denied,
      errors: leaked.errors,
      by_outcome: { success: leaked.success, denied: leaked.denied, tool_error: leaked.errors },
      shared: false,
      complete: true,
    });
    expect(names(profile.servers.items)).toEqual(leaked.servers);
    expect(names(profile.resources.items)).toEqual(leaked.records);
    expect(names(profile.people?.items ?? [])).toEqual(leaked.people);
  });

  test("job 2: a credential in the hands of two people is flagged, with both of them", async () => {
    const client = world.client(form, { as: "responder" });
    const { shared } = world.answers;
    const path = `/v1/credentials/${encodeURIComponent(shared.fingerprint)}`;
    const profile = await client.ask<ProfileAnswer>(path);
    expect(profile.shared).toBe(true);
    expect(profile.people?.items.map(({ value, calls }) => [value, calls]).toSorted()).toEqual(
      shared.people.map((person) => [person, shared.events.length / shared.people.length]),
    );
  });

  test("job 4: for a call, the description in force, the fact that announced it and whether it changed since the call before; all calls under the changed one", async () => {
    const client = world.client(form, { as: "responder" });
    const { changedTool } = world.answers;
    const { before, after, callsBefore, callsAfter, fact } = changedTool;
    const inForceAt = async (call: string) =>
      (await client.ask<CatalogueAnswer>("/v1/catalogue", { call })).call;
    const lastBefore = callsBefore[0]?.id ?? "";
    expect(await inForceAt(lastBefore)).toMatchObject({
      sha256: before,
      source: "call",
      changed: false,
    });
    const firstAfter = callsAfter.at(-1)?.id ?? "";
    expect(await inForceAt(firstAfter)).toMatchObject({
      sha256: after,
      changed: true,
      listed: { event_id: fact },
      previous: { call_id: lastBefore, sha256: before },
    });
    expect(await inForceAt(callsAfter[0]?.id ?? "")).toMatchObject({
      sha256: after,
      changed: false,
    });

    const { histories } = await client.ask<CatalogueAnswer>("/v1/catalogue", {
      tool: changedTool.tool,
    });
    expect(
      histories.map(({ server, digests, changes }) => ({
        server,
        calls: digests.map((digest) => [
          digest.sha256,
          digest.newest_calls.map(({ call_id: id }) => id),
        ]),
        changes: changes.map((change) => [change.event_id, change.from, change.to]),
      })),
    ).toEqual([
      {
        server: changedTool.server,
        calls: [
          [before, callsBefore.map(({ id }) => id)],
          [after, callsAfter.map(({ id }) => id)],
        ],
        changes: [[fact, before, after]],
      },
    ]);
    const marked = await client.search({ q: `tool:${changedTool.tool} descriptor:changed` });
    expect(marked.events.map(({ event }) => event.id)).toEqual([
      callsAfter.at(-1)?.completed,
      fact,
    ]);
  });

  test("job 6: the list of blocked attempts holds each of them once with its kind and rule, and no success", async () => {
    const client = world.client(form, { as: "responder" });
    const { from, to, blocked, background, leaked, service, record } = world.answers;
    const answer = await client.ask<PolicyDecisionsAnswer>("/v1/policy-decisions", {
      from: at(from),
      to: at(to),
      limit: 1000,
    });
    const attempts = answer.blocked.map(({ event_id: id, also, kind, rule }) => ({
      ids: [id, ...also],
      kind,
      rule,
    }));
    const kindOf = (ids: readonly string[]) =>
      attempts.filter((attempt) => ids.some((id) => attempt.ids.includes(id)));
    expect(kindOf(blocked.policy)).toEqual([
      { ids: blocked.policy, kind: "policy", rule: "no-agents" },
    ]);
    for (const [reason, kind] of [
      ["validation", "validation"],
      ["approval refused", "approval"],
      ["approval expired", "approval"],
      ["not authenticated", "transport"],
      ["scope missing", "transport"],
    ] as const) {
      const found = kindOf(blocked[reason]);
      expect(found.map((attempt) => attempt.kind)).toEqual([kind]);
      expect(found[0]?.ids.toSorted()).toEqual(blocked[reason].toSorted());
    }
    expect(answer.total).toBe(
      background.denied.length +
        background.rejected.length +
        leaked.denied +
        service.blocked.now.denied +
        Object.keys(blocked).length +
        record.changes.filter(({ outcome }) => outcome === "denied").length +
        1,
    );
    expect(answer.blocked.map(({ outcome }) => outcome)).not.toContain("success");
    expect(answer.complete).toBe(true);
  });

  test("job 8: the state of a record at a time cites the event of each value, doubts what an unknown end may have changed, and invents nothing for redacted fields", async () => {
    const client = world.client(form, { as: "responder", purpose: "what did it hold" });
    const { uri, at: time, observed, redacted, unsettled, later } = world.answers.state;
    const stateAt = async (when: number) =>
      await client.ask<StateAnswer>("/v1/resources/state", { uri, at: at(when) });
    const known = await stateAt(time - 1500);
    const doubted = await stateAt(time);
    for (const [name, { value, event }] of Object.entries(observed)) {
      const told = known.fields.find(({ field }) => field === name);
      expect(told, name).toMatchObject({ label: "observed", value, event_id: event });
      const after = doubted.fields.find(({ field }) => field === name);
      expect(after, name).toMatchObject({ label: "inferred", doubted_by: unsettled });
      expect(after?.value ?? after?.last_observed?.value, name).toBe(value);
    }
    for (const [name, { event }] of Object.entries(redacted)) {
      const told = known.fields.find(({ field }) => field === name);
      expect(told, name).toMatchObject({ label: "unknown", redacted: true, event_id: event });
      expect(told).not.toHaveProperty("value");
    }
    expect(known.fields.map(({ field }) => field)).toEqual(
      [...Object.keys(observed), ...Object.keys(redacted)].toSorted(),
    );
    expect(JSON.stringify(doubted)).not.toMatch(/Trondheim|sk-live/);
    expect(JSON.stringify(doubted)).not.toContain(later);
  });

  test("job 8: without a reason the state names its fields and sources and hides the values", async () => {
    const { uri, at: time } = world.answers.state;
    const path = `/v1/resources/state?uri=${encodeURIComponent(uri)}&at=${at(time)}`;
    const asked = await world.ask(form, path, { as: "responder" });
    expect(asked.body).toMatchObject({ masked: true });
    expect(asked.text).toContain('"field":"city"');
    expect(asked.text).not.toMatch(/Bergen|Oslo|222|Zoë/);
  });

  test("job 9: what is missing: exactly the seven numbers that never arrived, of their emitter, with the events around each hole", async () => {
    const { missing } = world.answers;
    const gaps = await gapsOf(form);
    const holes = gaps.emitters.flatMap(({ emitter, epochs }) =>
      epochs.flatMap(({ epoch, missing: ranges }) =>
        ranges.map((range) => ({ emitter, epoch, ...range })),
      ),
    );
    const { epoch, sequences } = missing.lostSequences;
    expect(
      holes.flatMap((hole) =>
        Array.from({ length: hole.count }, (_, index) => hole.from_sequence + index),
      ),
    ).toEqual(sequences);
    for (const hole of holes)
      expect(hole).toMatchObject({ emitter: missing.lossy.emitter, epoch, status: "unexplained" });
    expect(gaps.totals.missing).toBe(missing.lossy.lost);
    const half = holes.find(({ before }) => before?.event_id === missing.halfLost.completed);
    expect(half?.after?.sequence).toBe((half?.from_sequence ?? 0) - 1);
    const client = world.client(form, { as: "responder" });
    const call = await client.call(missing.halfLost.id);
    expect(call.attempted).toBeUndefined();
    await expect(client.call(missing.wholeLost.id)).rejects.toThrow("there is no call");
  });

  test("job 9: silence, restarts, skewed clocks, late arrivals and refused records are told of those emitters alone that they befell", async () => {
    const { missing } = world.answers;
    const gaps = await gapsOf(form);
    const of = (name: string) => gaps.emitters.find(({ emitter }) => emitter === name);
    expect(of(missing.silent.emitter)?.silences).toEqual([
      expect.objectContaining({ from: at(missing.silent.last) }),
    ]);
    expect(of(missing.silent.emitter)?.silences[0]).not.toHaveProperty("to");
    const silent = gaps.emitters.filter(({ silences }) => silences.length > 0);
    expect(silent.map(({ emitter }) => emitter)).toEqual(
      [missing.silent.emitter, missing.late.emitter, "shipping-prod"].toSorted(),
    );
    const [first, second] = missing.restarted.epochs;
    expect(of(missing.restarted.emitter)?.restarts).toEqual([
      expect.objectContaining({ epoch: second, previous_epoch: first, clean: false }),
    ]);
    expect(gaps.totals.restarts).toBe(1);

    const { skewed } = of(missing.skewed.emitter) ?? {};
    expect(skewed?.event_ids).toEqual(missing.skewed.events.toReversed());
    expect(skewed?.max_ms).toBeLessThan(-missing.skewed.ahead / 2);
    const late = gaps.emitters.filter(({ late: found }) => found.count > 0);
    expect(late.map(({ emitter }) => emitter)).toEqual([missing.late.emitter]);
    expect(late[0]?.late.event_ids).toEqual(missing.late.events.toReversed());
    expect(gaps.quarantine).toEqual({ total: 3, by_reason: missing.quarantined });
    expect(gaps.complete).toBe(true);
  });
});

async function gapsOf(form: StackForm): Promise<GapsAnswer> {
  const { now } = world.answers;
  return await world.client(form, { as: "responder" }).ask<GapsAnswer>("/v1/gaps", {
    from: at(now - 4 * 3_600_000),
    to: at(now + 3_600_000),
    silence: "15m",
  });
}
