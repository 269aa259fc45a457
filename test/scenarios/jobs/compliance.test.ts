import type { ApprovalsAnswer } from "@toolmark/query-api/approvals/answers";
import type { ProfileAnswer } from "@toolmark/query-api/profiles/answers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { at, everyId, openStoryWorld, storyForms } from "./story-world.ts";
import type { StoryWorld } from "./story-world.ts";

let world: StoryWorld;
beforeAll(async () => {
  world = await openStoryWorld();
}, 240_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

describe.each(storyForms)("compliance (%s)", (form) => {
  test("job 11: a population is whole over all pages and exact in its count, without the reads", async () => {
    const client = world.client(form, { as: "auditor" });
    const { population, from, to } = world.answers;
    const question = {
      q: `system:${population.system} effect:(write OR destructive)`,
      from: at(from),
      to: at(to),
    };
    expect(await everyId(client, question)).toEqual(population.events);
    const page = await client.search({ ...question, limit: 7 });
    expect(page.total).toBe(population.events.length);
    expect(page.query.explanation).not.toBe("");
  });

  test("job 14: writes without a valid approval are the planted five, each with its reason, and no valid or obeyed one among them", async () => {
    const client = world.client(form, { as: "auditor" });
    const { approvals, from, to } = world.answers;
    const answer = await client.ask<ApprovalsAnswer>("/v1/approvals", {
      from: at(from),
      to: at(to),
      limit: 1000,
    });
    const found = Object.fromEntries(
      answer.unapproved_writes.map(({ event_id: id, reasons }) => [id, reasons]),
    );
    const { violations } = approvals;
    expect(found).toEqual({
      [violations.missing]: ["none"],
      [violations.refused]: ["refused"],
      [violations.expired]: ["expired"],
      [violations.otherArguments]: ["mismatch"],
      [violations.selfApproved]: ["self_approved"],
    });
    expect(answer.unapproved_total).toBe(5);
    expect(answer.complete).toBe(true);
  });

  test("job 15: use of a shared credential names its people, their privileged calls and the last use", async () => {
    const client = world.client(form, { as: "auditor" });
    const { shared } = world.answers;
    const profile = await client.ask<ProfileAnswer>(
      `/v1/credentials/${encodeURIComponent(shared.fingerprint)}`,
    );
    expect(profile.people?.items.map(({ value }) => value).toSorted()).toEqual(shared.people);
    expect(profile.last).toEqual({ event_id: shared.events[0], time: at(shared.last) });
    expect(profile.by_effect).toEqual({ destructive: 1, read: 3 });
    const q = `credential:"${shared.fingerprint}" effect:destructive`;
    expect(await everyId(client, { q })).toEqual([shared.events[0]]);
  });

  test("job 16: each read is in the trail with its reader, question, rows, purpose and status, also when it failed; no header or parameter turns that off", async () => {
    const mark = `probe-${form}`;
    const reads = [
      { path: `/v1/search?q=session:s-leak+-session:${mark}-1`, status: 200, rows: 7 },
      { path: `/v1/search?q=-session:${mark}-2&limit=3`, status: 200, rows: 3 },
      { path: `/v1/facets?q=session:${mark}-3`, status: 200 },
      { path: `/v1/search?q=session:${mark}-4&audit=false`, status: 400 },
      { path: `/v1/search?q=sesion:${mark}-5`, status: 400 },
      { path: `/v1/sessions/${mark}-6`, status: 404 },
    ];
    const headers = { "x-no-audit": "1", "toolmark-skip": "true", dnt: "1" };
    const purpose = `ticket ${mark} ü`;
    for (const read of reads) {
      const asked = await world.ask(form, read.path, {
        as: "auditor",
        headers: { ...headers, "toolmark-purpose": encodeURIComponent(purpose) },
      });
      expect(asked.status, read.path).toBe(read.status);
    }
    const refused = await world.ask(form, `/v1/search?q=session:${mark}-7&reveal=true`, {
      as: "shipping-on-call",
    });
    expect(refused.status).toBe(403);

    const client = world.client(form);
    const recordedOf = async (q: string) =>
      (await client.search({ q, order: "oldest", limit: 100 })).events;
    await expect
      .poll(async () => (await recordedOf(`type:audit.searched purpose:"${purpose}"`)).length, {
        timeout: 20_000,
      })
      .toBe(reads.length);
    const recorded = await recordedOf(`type:audit.searched purpose:"${purpose}"`);
    expect(recorded.map(({ actor, audit }) => [actor?.id, audit?.status, audit?.rows])).toEqual(
      reads.map(({ status, rows }) => ["auditor", status, rows]),
    );
    expect(recorded[0]?.audit).toMatchObject({
      action: "GET /v1/search",
      query: `session:s-leak -session:${mark}-1`,
      total: 7,
      purpose,
    });
    const ofOnCall = await recordedOf("type:audit.searched actor:shipping-on-call");
    expect(ofOnCall.map(({ audit }) => audit?.status)).toEqual([403]);
  });

  test("job 16: what was revealed is named in the record of the reveal, and nothing is shown without a reason", async () => {
    const { hostile } = world.answers;
    const [first] = hostile.calls;
    const path = `/v1/events/${first?.event}`;
    const withoutReason = await world.ask(form, `${path}?reveal=true`, { as: "auditor" });
    expect(withoutReason.status).toBeGreaterThanOrEqual(400);
    expect(withoutReason.body).toMatchObject({ code: "purpose_required" });
    const hidden = await world.ask(form, path, { as: "auditor" });
    expect(hidden.text).toContain('"masked":["params"]');
    expect(hidden.body).not.toHaveProperty("event.params.value");

    const purpose = `reveal for ${form}`;
    const shown = await world.ask(form, path, { as: "auditor", purpose });
    expect(shown.body).toMatchObject({ event: { params: { value: { note: first?.value } } } });
    await expect
      .poll(
        async () =>
          (await world.client(form).search({ q: `type:audit.revealed purpose:"${purpose}"` }))
            .events,
        { timeout: 20_000 },
      )
      .toEqual([
        expect.objectContaining({
          actor: expect.objectContaining({ id: "auditor" }),
          audit: expect.objectContaining({ revealed: ["params"], rows: 1, purpose }),
        }),
      ]);
  });

  test("job 20: hostile text comes back character for character, and a huge argument says that it was cut", async () => {
    const client = world.client(form, { as: "auditor", purpose: "check" });
    const { session, calls, large } = world.answers.hostile;
    const { events } = await client.search({ q: `session:${session}`, limit: 100 });
    for (const { value, event: id } of calls) {
      const event = events.find((candidate) => candidate.event.id === id);
      expect(event?.actor?.id).toBe(value);
      expect(event?.client?.name).toBe(value);
      expect(event?.error?.message).toBe(value);
      expect(event?.params?.value).toEqual({ note: value });
    }
    const { event } = await client.event(large.event);
    expect(event.params).toMatchObject({ truncated: true, bytes: large.bytes });
    expect(JSON.stringify(event.params?.value).length).toBeGreaterThan(30_000);
  });
});
