import type { BlastRadiusAnswer } from "@toolmark/query-api/blast-radius/answers";
import type { SequencesAnswer } from "@toolmark/query-api/comparison/answers";
import type { TreeAnswer } from "@toolmark/query-api/tree/answers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { at, everyId, openStoryWorld, STORY, storyForms } from "./story-world.ts";
import type { StoryWorld } from "./story-world.ts";

/** Long enough that nothing of the story is late by chance, short enough to wait for. */
const CALL_LEASE = "60s";

let world: StoryWorld;
beforeAll(async () => {
  world = await openStoryWorld({ callLease: CALL_LEASE });
}, 240_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

function names(items: readonly { value: string }[]): string[] {
  return items.map(({ value }) => value);
}

function isPerson({ types }: { types?: string[] | undefined }): boolean {
  return types?.includes("user") === true;
}

describe.each(storyForms)("incident responders (%s)", (form) => {
  test("the store holds each event of the story once, in the order of their times, whatever came twice or late", async () => {
    const client = world.client(form);
    const { rows, attempts } = world.answers;
    expect(await everyId(client, { q: STORY })).toEqual(rows);
    expect(await everyId(client, { q: STORY }, "oldest")).toEqual(rows.toReversed());
    expect(await everyId(client, { q: STORY, kind: "attempts" })).toEqual(attempts);
  });

  test("job 1: who changed a record in [T1, T2), to the millisecond, through which agent and client, with whose approval; reads only when asked", async () => {
    const client = world.client(form);
    const { uri, from, to, changes, reads, outside } = world.answers.record;
    const range = { from: at(from), to: at(to) };
    const answer = await client.resource(uri, range);
    expect(
      answer.accesses.map((access) => ({
        event: access.event_id,
        person: access.actor?.id,
        agent: access.agent,
        through: (access.delegation ?? []).map(({ subject }) => subject),
        client: `${access.client?.name}/${access.client?.version}`,
        tool: access.tool,
        outcome: access.outcome,
        ...(access.approval && {
          approval: {
            id: access.approval.id,
            status: access.approval.status,
            approver: access.approval.approver,
          },
        }),
      })),
    ).toEqual(changes);
    expect(answer.total).toBe(changes.length);
    const bound = answer.accesses.flatMap(({ approval }) => approval?.bound ?? []);
    expect(bound).toEqual(changes.flatMap(({ approval }) => (approval ? [true] : [])));

    const withReads = await client.resource(uri, { ...range, reads: true });
    const ids = withReads.accesses.map(({ event_id: id }) => id);
    expect(ids.toSorted()).toEqual([...changes.map(({ event }) => event), ...reads].toSorted());
    const all = await client.resource(uri, { limit: 1000 });
    expect(all.accesses.map(({ event_id: id }) => id)).toEqual(expect.arrayContaining(outside));
  });

  test("job 2: a search by the fingerprint alone finds every use of a leaked credential, by its end", async () => {
    const client = world.client(form);
    const { fingerprint, events, success, denied, errors } = world.answers.leaked;
    const q = `credential:${fingerprint}`;
    expect(await everyId(client, { q })).toEqual(events);
    const { facets } = await client.facets({ q, fields: ["outcome"] });
    expect(
      Object.fromEntries((facets.outcome ?? []).map(({ value, count }) => [value, count])),
    ).toEqual({ success, denied, tool_error: errors });
  });

  test("job 3: each call of a session is paired with its own result although 50 run at once; a missing one is not success", async () => {
    const client = world.client(form);
    const { id, events, calls, unpaired } = world.answers.session;
    const page = await client.session(id, { limit: 1000 });
    const reported = page.events.filter((event) => event.emitter.id !== "toolmark");
    expect(reported.map((event) => event.event.id)).toEqual(events);
    const open = new Set(unpaired.map(({ attempted }) => attempted));
    const ended = calls.filter(({ attempted }) => !open.has(attempted));
    for (const call of ended) {
      const attempt = reported.find((event) => event.event.id === call.attempted);
      expect(attempt?.concluded_by).toBe(call.completed);
    }
    await expect
      .poll(async () => (await everyId(client, { q: "type:call.unresolved" })).toSorted(), {
        timeout: 110_000,
        interval: 1000,
      })
      .toEqual(world.answers.unresolved.toSorted());
    expect((await client.session(id)).summary?.unresolved).toBe(unpaired.length);
    for (const call of unpaired) {
      const answer = await client.call(call.id);
      expect(answer.status).toBe("unresolved");
      expect(answer.summary).toContain("no result recorded");
      expect(answer.completed).toBeUndefined();
    }
  });

  test("job 3: retries and the approval that was waited for stand in their operation, in order", async () => {
    const client = world.client(form);
    const { retries, approval } = world.answers.session;
    for (const { operation, calls } of retries) {
      const { events } = await client.operation(operation);
      const ended = events.filter((event) => event.event.type === "call.completed");
      expect(ended.map((event) => event.call?.id)).toEqual(calls);
      expect(ended.map((event) => event.outcome?.status)).toEqual(["tool_error", "success"]);
    }
    const { events } = await client.operation(approval.operation);
    expect(events.map((event) => event.event.type)).toEqual([
      "approval.requested",
      "approval.granted",
      "call.attempted",
      "call.completed",
    ]);
    expect(events.slice(0, 2).map((event) => event.event.id)).toEqual(approval.facts);
  });

  test("job 3: the tree of a session hangs child calls below their parents, shows each retry, the wait for an approval and what was touched downstream", async () => {
    const client = world.client(form);
    const { id, calls, unpaired, retries, children, approval } = world.answers.session;
    const tree = await client.ask<TreeAnswer>(`/v1/sessions/${id}/tree`);
    const found = tree.operations.flatMap((operation) =>
      operation.calls.map((call) => ({ operation: operation.operation_id, ...call })),
    );
    const open = new Set(unpaired.map((call) => call.id));
    const paired = found.map((call) => [
      call.call_id,
      call.operation,
      call.attempted,
      call.completed,
    ]);
    const written = calls.map((call) => [
      call.id,
      call.operation,
      call.attempted,
      open.has(call.id) ? undefined : call.completed,
    ]);
    expect(paired).toHaveLength(written.length);
    expect(paired).toEqual(expect.arrayContaining(written));
    for (const call of found.filter(({ call_id: callId }) => open.has(callId)))
      expect(["running", "unresolved"]).toContain(call.status);
    expect(
      tree.operations.flatMap(({ operation_id: child, parent }) =>
        parent === undefined ? [] : [{ parent: parent.operation_id, child }],
      ),
    ).toEqual(expect.arrayContaining(children));
    for (const { operation, calls: tries } of retries)
      expect(
        found
          .filter((call) => call.operation === operation)
          .map((call) => [call.call_id, call.status]),
      ).toEqual([
        [tries[0], "tool_error"],
        [tries[1], "success"],
      ]);
    const waited = tree.operations.find(
      ({ operation_id: operation }) => operation === approval.operation,
    );
    expect(waited?.approvals).toEqual([
      expect.objectContaining({
        id: approval.id,
        status: "granted",
        approver: "dave",
        wait_ms: 800,
        bound: true,
      }),
    ]);
    expect(waited?.calls[0]?.touched).toEqual([
      expect.objectContaining({ system: "crm", uri: "crm://contact/642", operation: "delete" }),
    ]);
  });

  test("job 5: the blast radius of a server holds everybody and everything touched through it in [T1, T2), also where a gateway's virtual server was called, and nobody else", async () => {
    const client = world.client(form);
    const { poisoned } = world.answers;
    const radius = await client.ask<BlastRadiusAnswer>("/v1/blast-radius", {
      server: poisoned.server,
      from: at(poisoned.from),
      to: at(poisoned.to),
    });
    expect(names(radius.actors.items.filter(isPerson)).toSorted()).toEqual(poisoned.people);
    expect(names(radius.agents.items).toSorted()).toEqual(poisoned.agents);
    expect(names(radius.sessions.items).toSorted()).toEqual(poisoned.sessions);
    expect(names(radius.resources.items).toSorted()).toEqual(poisoned.records);
    expect(names(radius.servers.items).toSorted()).toEqual([poisoned.server, poisoned.virtual]);
    expect(radius.calls).toBe(poisoned.events.length + poisoned.gatewayEvents.length);
    expect(radius.matched.backend).toBeGreaterThan(0);
    expect(radius.matched.trace).toBeGreaterThan(0);
    expect(radius.complete).toBe(true);
  });

  test("job 7: read-then-send finds the planted session with both events and digests, not the reverse order, two sessions or a longer wait", async () => {
    const client = world.client(form);
    const { sequence } = world.answers;
    const path = `/v1/sequences?first=tool:${sequence.readTool}&then=tool:${sequence.sendTool}`;
    const found = await client.ask<SequencesAnswer>(path);
    expect(
      found.pairs.map(({ key, first, second }) => [
        key,
        first.event_id,
        second.event_id,
        second.params_sha256,
      ]),
    ).toEqual([
      [sequence.found.session, sequence.found.read, sequence.found.sent, sequence.found.sentDigest],
    ]);
    expect(found.total).toBe(1);
    const hasty = await client.ask<SequencesAnswer>(path, { within: "1s" });
    expect(hasty.total).toBe(0);
  });

  test("job 6: every blocked attempt is found with its reason, and none of them carries success", async () => {
    const client = world.client(form);
    const { blocked, background, approvals, record, leaked, service } = world.answers;
    const ids = await everyId(client, { q: "session:s-blocked" });
    expect(ids.toSorted()).toEqual(Object.values(blocked).flat().toSorted());
    const page = await client.search({ q: "session:s-blocked", limit: 100 });
    for (const event of page.events) {
      expect(event.outcome?.status).not.toBe("success");
      expect(event.outcome?.executed ?? false).toBe(false);
    }
    const [policy] = blocked.policy;
    const told = page.events.find((event) => event.event.id === policy);
    expect(told?.policy?.checks).toEqual([
      expect.objectContaining({ rule_id: "no-agents", reason: "agents may not delete" }),
    ]);
    expect((await everyId(client, { q: "session:s-blocked http:(401, 403)" })).toSorted()).toEqual(
      [...blocked["not authenticated"], ...blocked["scope missing"]].toSorted(),
    );

    const everyDenied = await everyId(client, { q: "outcome:denied" });
    expect(everyDenied).toHaveLength(
      background.denied.length +
        leaked.denied +
        service.blocked.now.denied +
        [...blocked.policy, approvals.obeyed].length +
        record.changes.filter(({ outcome }) => outcome === "denied").length +
        [blocked["approval refused"], blocked["approval expired"]].length,
    );
    expect(everyDenied).toEqual(expect.arrayContaining(background.denied));
    expect(await everyId(client, { q: "outcome:rejected" })).toEqual(
      world.answers.rows.filter((id) =>
        [...background.rejected, ...blocked.validation].includes(id),
      ),
    );
  });
});
