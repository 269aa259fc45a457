import type { CompareAnswer } from "@toolmark/query-api/comparison/answers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { readTail } from "./read-tail.ts";
import { at, everyId, openStoryWorld, storyForms } from "./story-world.ts";
import type { StoryWorld } from "./story-world.ts";

let world: StoryWorld;
beforeAll(async () => {
  world = await openStoryWorld();
}, 240_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

describe.each(storyForms)("on call (%s)", (form) => {
  test("job 21: what changed in my service, newest first, by agent, with the approver; the link shows the same although more came", async () => {
    const client = world.client(form, { as: "shipping-on-call" });
    const { changes, server } = world.answers.service;
    const q = `server:${server} effect:(write OR destructive) since:30m`;
    const page = await client.search({ q, limit: 100 });
    expect(
      page.events.map((event) => ({
        event: event.event.id,
        agent: event.actor?.agent?.id,
        ...(event.approval?.approver && { approver: event.approval.approver.id }),
      })),
    ).toEqual(changes);
    const { facets } = await client.facets({ q, fields: ["agent"] });
    const byAgent = Map.groupBy(changes, ({ agent }) => agent);
    expect(
      Object.fromEntries((facets.agent ?? []).map(({ value, count }) => [value, count])),
    ).toEqual(Object.fromEntries([...byAgent].map(([agent, list]) => [agent, list.length])));

    const link = `/v1/search?q=${encodeURIComponent(`server:${server} effect:(write OR destructive)`)}&from=${at(world.answers.from)}&limit=100`;
    const before = await world.ask(form, `${link}&asof=${page.asof}`, { as: "shipping-on-call" });
    await world.sendOneMore(form);
    await expect
      .poll(async () => (await client.search({ q, limit: 1 })).total, { timeout: 20_000 })
      .toBe(changes.length + 1);
    const after = await world.ask(form, `${link}&asof=${page.asof}`, { as: "shipping-on-call" });
    expect(after.text).toBe(before.text);
  });

  test("job 22: failures and denials of a tool are one search away from their events", async () => {
    const client = world.client(form, { as: "shipping-on-call" });
    const { failing, failures, blocked, from, to } = world.answers.service;
    const range = { from: at(from), to: at(to) };
    expect(
      await everyId(client, { q: `tool:${failing.tool} outcome:tool_error`, ...range }),
    ).toEqual(failures);
    const denied = await client.search({ q: `tool:${blocked.tool} outcome:denied`, ...range });
    expect(denied.total).toBe(blocked.now.denied);
  });

  test("job 22: failures and denials are compared with the same time a week ago, by tool, with an event to look at", async () => {
    const client = world.client(form, { as: "shipping-on-call" });
    const { failing, failures, blocked, from, to, weekMs } = world.answers.service;
    const compare = async (q: string) =>
      await client.ask<CompareAnswer>("/v1/compare", {
        q,
        from: at(from),
        to: at(to),
        baseline_from: at(from - weekMs),
        baseline_to: at(to - weekMs),
      });
    const errors = await compare("outcome:tool_error");
    expect([errors.selection.total, errors.baseline.total]).toEqual([
      failing.now.failed,
      failing.before.failed,
    ]);
    expect(errors.rate_ratio).toBeCloseTo(failing.now.failed / failing.before.failed);
    const denials = await compare("outcome:denied");
    expect([denials.selection.total, denials.baseline.total]).toEqual([
      blocked.now.denied,
      blocked.before.denied,
    ]);
    const all = await compare(`tool:${failing.tool}`);
    const outcomes = all.fields.find(({ field }) => field === "outcome")?.values;
    expect(outcomes?.find(({ value }) => value === "tool_error")).toMatchObject({
      selection: failing.now.failed,
      baseline: failing.before.failed,
      selection_share: failing.now.failed / failing.now.calls,
      baseline_share: failing.before.failed / failing.before.calls,
      event_id: failures[0],
    });
  });

  test("job 23: health tells each part, how far search is behind the log, and what is in quarantine and why; strangers get no figures", async () => {
    const client = world.client(form);
    await expect
      .poll(async () => await client.health(), { timeout: 20_000 })
      .toMatchObject({
        status: "ok",
        quarantine: { total: 3, by_reason: world.answers.missing.quarantined },
      });
    const { checks } = await client.health();
    expect(checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["store", "log", form === "embedded" ? "ingester" : "lag"]),
    );
    const stranger = await fetch(`${world.stack(form).queryUrl}/v1/health`);
    expect(await stranger.text()).not.toMatch(/quarantine|partitions|total/);
  });

  test("job 25: a live tail of one session gives each event once, over a dozen disconnects, and nothing of others", async () => {
    const { queryUrl, adminToken } = world.stack(form);
    const url = new URL(`/v1/tail?q=${encodeURIComponent("session:s-tail tool:crm.*")}`, queryUrl);
    const connect = async (after: string | undefined, most: number, idleMs: number) =>
      await readTail(url, { token: adminToken, after, most, idleMs });
    let { last } = await connect(undefined, 1, 1000);
    expect(last).toBeDefined();
    const seen: string[] = [];
    const sent: string[] = [];
    let connections = 0;
    for (let round = 0; round < 4; round++) {
      sent.push(...(await world.sendTailed(form, round)));
      for (let drop = 0; drop < 2; drop++) {
        const part = await connect(last, 3, 4000);
        seen.push(...part.events);
        ({ last } = part);
        connections++;
      }
    }
    while (seen.length < sent.length && connections < 40) {
      const part = await connect(last, 3, 4000);
      seen.push(...part.events);
      ({ last } = part);
      connections++;
    }
    seen.push(...(await connect(last, 1, 1500)).events);
    expect(seen.toSorted()).toEqual(sent.toSorted());
    expect(connections).toBeGreaterThanOrEqual(12);
  });
});
