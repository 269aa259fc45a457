import { setTimeout as pause } from "node:timers/promises";

import { createQueryClient } from "@toolmark/query-api/client";
import { describe, expect, test } from "vitest";

import { createRandom, generateEvents } from "../fixtures/generate-events.ts";
import { postUntilAcknowledged } from "./intake.ts";
import { forms, openStack } from "./open-stack.ts";

const EVENTS = 20_000;
const KILLS = 20;
const BATCH = 100;

/** Lines to send: valid events, 2 % of them twice, and 0.5 % poison in between. */
function makeTraffic() {
  const random = createRandom(7);
  const start = Date.now() - 3_600_000;
  const ids: string[] = [];
  const lines: string[] = [];
  const poison: string[] = [];
  for (const event of generateEvents({ seed: 7, count: EVENTS, start, step: 100 })) {
    const line = JSON.stringify(event);
    ids.push(event.event.id);
    lines.push(line);
    if (random() < 0.02) lines.splice(Math.floor(random() * lines.length), 0, line);
    if (random() < 0.005) {
      const broken =
        poison.length % 2 === 0 ? line.slice(0, -1) : line.replace("event/1", "event/9");
      poison.push(broken);
      lines.push(broken);
    }
  }
  return { ids, lines, poison };
}

describe.each(forms)("an ingester that is killed at any moment (%s)", (form) => {
  test(`${KILLS} kills lose nothing, store nothing twice and quarantine just the poison`, async () => {
    const { ids, lines, poison } = makeTraffic();
    await using stack = await openStack(form);
    const client = createQueryClient({
      url: stack.queryUrl,
      token: stack.adminToken,
      purpose: "comparing with what was sent",
    });
    const giveUp = AbortSignal.timeout(200_000);
    let sent = 0;
    let killing = true;
    let kills = 0;

    const kill = async () => {
      const random = createRandom(11);
      for (let index = 0; index < KILLS; index++) {
        await pause(50 + random() * 250);
        await stack.ingester.kill("SIGKILL");
        await stack.ingester.restart();
        kills++;
      }
    };
    const send = async () => {
      for (let at = 0; at < lines.length; at += BATCH) {
        const body = Buffer.from(lines.slice(at, at + BATCH).join("\n"));
        await postUntilAcknowledged(stack, body, giveUp);
        sent += BATCH;
        // The traffic must last as long as the kills, or most of them would hit an idle process.
        while (killing && sent > (lines.length * (kills + 1)) / (KILLS + 1)) await pause(10);
      }
    };
    await Promise.all([send(), kill().finally(() => (killing = false))]);

    await expect
      .poll(async () => (await client.search({ limit: 1, count: "all" })).total, {
        timeout: 60_000,
        interval: 500,
      })
      .toBe(ids.length);
    const stored: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.search({
        limit: 1000,
        order: "oldest",
        ...(cursor ? { cursor } : {}),
      });
      stored.push(...page.events.map((event) => event.event.id));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(stored).toEqual(ids);

    const quarantine = await client.quarantine({ limit: 1000, raw: true });
    expect(quarantine.total).toBe(poison.length);
    const kept = quarantine.entries.map((entry) =>
      Buffer.from(entry.raw ?? "", "base64").toString(),
    );
    expect(kept.toSorted()).toEqual(poison.toSorted());
  }, 240_000);
});
