import type { BatchResult } from "@toolmark/collector/accept-items";
import { createQueryClient } from "@toolmark/query-api/client";
import type { QuarantineReason } from "@toolmark/schemas/normalized-event";
import type { Stack } from "@toolmark/stack/start-stack";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { generateEvents } from "../fixtures/generate-events.ts";
import { post } from "./intake.ts";
import { forms, openStack } from "./open-stack.ts";

const start = Date.now() - 60_000;
const good = [...generateEvents({ seed: 3, count: 40, start, step: 10 })];
const line = (index: number, changes: object = {}) =>
  JSON.stringify({ ...good[index], ...changes });

describe.each(forms)("bad input never harms its neighbours (%s)", (form) => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await openStack(form);
  });
  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
  });
  const client = () =>
    createQueryClient({
      url: stack.queryUrl,
      token: stack.adminToken,
      purpose: "comparing with what was sent",
    });

  async function send(body: string | Uint8Array, type?: string): Promise<BatchResult> {
    const response = await post(stack, body, type);
    expect(response.status).toBe(200);
    return (await response.json()) as BatchResult;
  }

  async function eventuallyStored(index: number): Promise<void> {
    const id = good[index]?.event.id ?? "";
    await expect
      .poll(
        async () =>
          (
            await client()
              .event(id)
              .catch(() => undefined)
          )?.event.event.id,
        { timeout: 15_000 },
      )
      .toBe(id);
  }

  const tomorrow = new Date(Date.now() + 3 * 86_400_000).toISOString();
  const cases: [string, string | Uint8Array, QuarantineReason][] = [
    ["broken JSON", '{"schema":"toolmark.event/1",', "not_json"],
    ["bytes that are not UTF-8", Buffer.from([0x22, 0xff, 0x22]), "not_utf8"],
    [
      "an unknown schema version",
      line(20, { schema: "toolmark.event/9" }),
      "unknown_schema_version",
    ],
    ["a wrong type", line(21, { vantage: "the moon" }), "schema_violation"],
    ["200 levels", `${'{"a":'.repeat(200)}1${"}".repeat(200)}`, "too_deep"],
    ["U+0000", line(22, { attr: { a: "\0" } }), "nul_character"],
    [
      "a lone surrogate",
      line(23, { attr: { a: "x" } }).replace('"x"', '"\\ud800"'),
      "lone_surrogate",
    ],
    ["a time in the future", line(24, { time: { occurred: tomorrow } }), "time_implausible"],
  ];

  test.each(cases)(
    "%s is quarantined with its reason and bytes, its neighbours stored",
    async (name, bad, reason) => {
      const index = cases.findIndex(([other]) => other === name) * 2;
      const body = Buffer.concat([
        Buffer.from(`${line(index)}\n`),
        Buffer.from(bad as string),
        Buffer.from(`\n${line(index + 1)}`),
      ]);
      const result = await send(body);
      expect(result).toMatchObject({
        accepted: 2,
        quarantined: 1,
        rejected: 0,
        results: [
          { status: "accepted" },
          { status: "quarantined", reason },
          { status: "accepted" },
        ],
      });
      await eventuallyStored(index);
      await eventuallyStored(index + 1);
      await expect
        .poll(
          async () => {
            const page = await client().quarantine({ reason, raw: true });
            return page.entries.map((entry) => entry.raw);
          },
          { timeout: 15_000 },
        )
        .toContain(Buffer.from(bad as string).toString("base64"));
    },
  );

  test("unknown members are kept and told to the sender", async () => {
    const result = await send(line(30, { colour: "red" }));
    expect(result.results[0]).toMatchObject({ status: "accepted", unknown: ["colour"] });
    await eventuallyStored(30);
    expect((await client().event(good[30]?.event.id ?? "")).event).toMatchObject({ colour: "red" });
  });

  test("a 10 MB event is refused by itself, the rest of the array is stored", async () => {
    const huge = JSON.stringify({ ...good[25], attr: { blob: "x".repeat(10_000_000) } });
    const result = await send(`[${line(31)},${huge},${line(32)}]`, "application/json");
    expect(result).toMatchObject({
      accepted: 2,
      rejected: 1,
      results: [{}, { status: "rejected", reason: "too_large" }, {}],
    });
    await eventuallyStored(31);
    await eventuallyStored(32);
  });

  test("the same id with another body leaves the first in place and is a conflict", async () => {
    await send(line(33));
    await eventuallyStored(33);
    await send(line(33));
    await send(line(33, { environment: "other" }));
    await expect
      .poll(async () => (await client().quarantine({ reason: "conflict" })).total, {
        timeout: 15_000,
      })
      .toBe(1);
    const id = good[33]?.event.id ?? "";
    expect((await client().event(id)).event.environment).toBe("prod");
    await expect
      .poll(async () => (await client().search({ q: "type:event.conflicted" })).events, {
        timeout: 15_000,
      })
      .toEqual([expect.objectContaining({ about: expect.objectContaining({ event_id: id }) })]);
  });

  test.each([
    ["no token", {}, 401],
    ["an unknown token", { authorization: "Bearer nobody" }, 401],
  ])("%s is refused as a problem document", async (_name, headers, status) => {
    const response = await fetch(`${stack.intakeUrl}/v1/events`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: line(34),
    });
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    expect(await response.json()).toMatchObject({ code: "not_authenticated", status });
  });

  test.each([
    ["an empty body", "", "application/json", 400, "request_invalid"],
    ["a form", "a=b", "application/x-www-form-urlencoded", 415, "media_type_unsupported"],
    ["20 MB", "x".repeat(20_000_000), "application/json", 413, "payload_too_large"],
  ])("%s is refused as a whole", async (_name, body, type, status, code) => {
    const response = await post(stack, body, type);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  test("an emitter's token cannot read", async () => {
    const response = await fetch(`${stack.queryUrl}/v1/search`, {
      headers: { authorization: `Bearer ${stack.emitterToken}` },
    });
    expect(response.status).toBe(403);
  });
});
