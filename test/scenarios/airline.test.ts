import type { Exporter } from "@toolmark/emitter/exporter";
import { httpExporter } from "@toolmark/emitter/http-exporter";
import { createQueryClient } from "@toolmark/query-api/client";
import type { Stack } from "@toolmark/stack/start-stack";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { hasAirlineData, isError, readAirlineCalls, touchOf } from "./airline-data.ts";
import { playSession } from "./airline-server.ts";
import { forms, openStack } from "./open-stack.ts";

if (!hasAirlineData)
  process.stderr.write(
    "airline scenario: left out, ../shared/data/airline is not beside this checkout\n",
  );

/** One exporter that hands the same events to both forms. */
function toAll(exporters: readonly Exporter[]): Exporter {
  return {
    export: async (events) => {
      await Promise.all(exporters.map((exporter) => exporter.export(events)));
    },
    flush: async () => {
      await Promise.all(exporters.map((exporter) => exporter.flush()));
    },
    close: async () => {
      await Promise.all(exporters.map((exporter) => exporter.close()));
    },
  };
}

const client = (stack: Stack) =>
  createQueryClient({ url: stack.queryUrl, token: stack.adminToken });

describe.runIf(hasAirlineData)("1,164 recorded calls of an airline agent", () => {
  const calls = hasAirlineData ? readAirlineCalls() : [];
  const stacks: Stack[] = [];
  beforeAll(async () => {
    for (const form of forms) stacks.push(await openStack(form));
    const exporters = stacks.map((stack) =>
      httpExporter({ url: stack.intakeUrl, token: stack.emitterToken }),
    );
    const exporter = toAll(exporters);
    for (const session of Map.groupBy(calls, (call) => call.session).values())
      await playSession(session, exporter);
    await exporter.close();
    for (const stack of stacks)
      await vi.waitFor(
        async () => {
          const { total } = await client(stack).search({ q: "type:call.completed", limit: 1 });
          expect(total).toBe(calls.length);
        },
        { timeout: 60_000, interval: 250 },
      );
  }, 180_000);
  afterAll(async () => {
    for (const stack of stacks) await stack[Symbol.asyncDispose]();
  });

  test("both forms hold the same events in the same order", async () => {
    const [embedded = [], scaled] = await Promise.all(stacks.map(everyId));
    expect(embedded.length).toBeGreaterThanOrEqual(2 * calls.length);
    expect(scaled).toEqual(embedded);
  });

  test.each(forms)("calls per tool are those of the recording (%s)", async (form) => {
    const stack = stacks[forms.indexOf(form)];
    if (stack === undefined) throw new Error("no stack");
    const answer = await client(stack).facets({
      fields: ["tool"],
      q: "type:call.completed",
      limit: 100,
    });
    const counted = Object.fromEntries(
      (answer.facets["tool"] ?? []).map(({ value, count }) => [value, count]),
    );
    const recorded = Object.fromEntries(
      [...Map.groupBy(calls, (call) => call.tool)].map(([tool, group]) => [tool, group.length]),
    );
    expect(counted).toEqual(recorded);
  });

  test.each(forms)(
    "every reservation has the write history of the recording (%s)",
    async (form) => {
      const stack = stacks[forms.indexOf(form)];
      if (stack === undefined) throw new Error("no stack");
      const history = new Map<string, { tool: string; operation: string; user: string }[]>();
      for (const call of calls) {
        const touch = touchOf(call);
        if (touch === undefined) continue;
        const entries = history.get(touch.reservation) ?? [];
        if (touch.operation !== "read")
          entries.push({ tool: call.tool, operation: touch.operation, user: call.user });
        history.set(touch.reservation, entries);
      }
      expect(history.size).toBeGreaterThan(50);
      for (const [reservation, expected] of history) {
        const answer = await client(stack).resource(`airline://reservation/${reservation}`, {
          limit: 500,
        });
        const found = answer.accesses
          .toReversed()
          .map(({ tool, operation, actor }) => ({ tool, operation, user: actor?.id }));
        expect(found, reservation).toEqual(expected);
      }
    },
  );

  test.each(forms)("every error result is one, with its text (%s)", async (form) => {
    const stack = stacks[forms.indexOf(form)];
    if (stack === undefined) throw new Error("no stack");
    const page = await client(stack).search({
      q: "outcome:tool_error",
      limit: 1000,
      order: "oldest",
    });
    const expected = calls.filter(isError);
    expect(page.total).toBe(expected.length);
    expect(page.events.map((event) => event.error?.message)).toEqual(
      expected.map((call) => call.result),
    );
  });
});

async function everyId(stack: Stack): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client(stack).search({
      kind: "all",
      // Asking is recorded too, and each form is asked on its own.
      q: "-phase:read",
      limit: 500,
      ...(cursor === undefined ? {} : { cursor }),
    });
    ids.push(...page.events.map((event) => event.event.id));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return ids;
}
