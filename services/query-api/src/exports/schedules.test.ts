import { createLogger } from "@toolmark/runtime/logger";
import { describe, expect, test, vi } from "vitest";

import { anEntry, NOON } from "../story.fixture.ts";
import { cursorKey, openExportStory, tokens, untilEnded } from "./exports.fixture.ts";
import type { ExportStory } from "./exports.fixture.ts";
import { lastRun, nextRun, previous, runsBetween, startOf } from "./schedule-period.ts";
import { startExportScheduler } from "./start-export-scheduler.ts";

vi.setConfig({ testTimeout: 30_000 });

const monthly = {
  name: "Access review",
  export: { format: "csv", q: "server:crm" },
  range: "month",
  every: "month",
  hour: 3,
} as const;
const logger = createLogger({ service: "test", level: "silent" });

describe("periods", () => {
  const time = Date.UTC(2026, 2, 1, 2, 30); // A Sunday.

  test("begin at midnight, weeks on Monday", () => {
    expect(iso(startOf("day", time))).toBe("2026-03-01T00:00:00.000Z");
    expect(iso(startOf("week", time))).toBe("2026-02-23T00:00:00.000Z");
    expect(iso(startOf("month", time))).toBe("2026-03-01T00:00:00.000Z");
  });

  test("before one another leave no gap", () => {
    for (const period of ["day", "week", "month"] as const) {
      const one = previous(period, time);
      expect(previous(period, one.from).to).toBe(one.from);
      expect(one.to).toBe(startOf(period, time));
    }
    expect(iso(previous("month", time).from)).toBe("2026-02-01T00:00:00.000Z");
  });

  test("run at their hour, the next after the last, each once", () => {
    for (const every of ["day", "week", "month"] as const) {
      const rhythm = { every, hour: 3 };
      expect(nextRun(rhythm, lastRun(rhythm, time) - 1)).toBe(lastRun(rhythm, time));
      expect(lastRun(rhythm, nextRun(rhythm, time) - 1)).toBe(lastRun(rhythm, time));
      const after = Date.UTC(2025, 0, 1);
      const runs = runsBetween(rhythm, { after, until: time }, 1000);
      let run = after;
      for (const expected of runs) expect((run = nextRun(rhythm, run))).toBe(expected);
      expect(nextRun(rhythm, run)).toBeGreaterThan(time);
    }
    expect(iso(lastRun({ every: "month", hour: 3 }, time))).toBe("2026-02-01T03:00:00.000Z");
  });

  test("that were missed are made up for, the newest of too many", () => {
    const rhythm = { every: "day", hour: 0 } as const;
    const runs = runsBetween(rhythm, { after: time - 30 * 86_400_000, until: time }, 3);
    expect(runs.map(iso)).toEqual([
      "2026-02-27T00:00:00.000Z",
      "2026-02-28T00:00:00.000Z",
      "2026-03-01T00:00:00.000Z",
    ]);
  });
});

describe("schedules", () => {
  test("are kept in the trail, listed, replaced and ended", async () => {
    await using story = await openExportStory();
    const { exports } = story.client();
    const made = await exports.schedule("review", monthly);
    expect(made).toMatchObject({ id: "review", ...monthly, scheduled: { by: "carol" } });
    await exports.schedule("review", { ...monthly, hour: 4 });
    const { schedules } = await exports.schedules();
    expect(schedules).toEqual([expect.objectContaining({ id: "review", hour: 4 })]);
    expect(Date.parse(made.next)).toBeGreaterThan(Date.now());
    expect(await story.client({ token: tokens.foreign }).exports.schedules()).toEqual({
      schedules: [],
    });
    await exports.unschedule("review");
    expect(await exports.schedules()).toEqual({ schedules: [] });
    await expect(exports.unschedule("review")).rejects.toMatchObject({ status: 404 });
    expect(
      story.facts.map(({ event }) => event.type).filter((type) => type.includes("scheduled")),
    ).toEqual(["export.scheduled", "export.scheduled", "export.unscheduled"]);
  });

  test("refuse what cannot be made, and values", async () => {
    await using story = await openExportStory();
    const { exports } = story.client();
    const columns = ["params.note"];
    await expect(
      exports.schedule("x", { ...monthly, export: { format: "csv", columns } }),
    ).rejects.toMatchObject({ status: 400 });
    await expect(
      exports.schedule("x", { ...monthly, export: { format: "csv", q: "tool:(" } }),
    ).rejects.toMatchObject({ status: 400 });
  });

  test("run once for each month that has passed, whoever looks and however often", async () => {
    await using story = await openExportStory({ entries: crmEntries() });
    await story.client().exports.schedule("review", monthly);
    const now = nextMonths(2);
    await using one = scheduler(story, now);
    await using other = scheduler(story, now);
    await Promise.all([one.look(), other.look()]);
    await one.look();
    const { exports, total } = await story.client().exports.list();
    expect(total).toBe(2);
    for (const { id, requested } of exports) {
      expect(requested).toMatchObject({ by: "carol", schedule: "review" });
      const ended = await untilEnded(story.client().exports, id);
      expect(ended.state).toBe("complete");
    }
    const { query, schedule } = await story.client().exports.manifest(exports[0]?.id ?? "");
    expect(schedule).toBe("review");
    expect(query.from).toMatch(/-01T00:00:00\.000Z$/);
    const again = await story.client().search({ q: query.normalized, asof: query.asof });
    expect(again.total).toBeGreaterThan(0);
  });

  test("do not run for the time before they were made, nor after they ended", async () => {
    await using story = await openExportStory();
    await story.client().exports.schedule("review", monthly);
    await using before = scheduler(story, () => Date.now());
    await before.look();
    await story.client().exports.unschedule("review");
    await using after = scheduler(story, nextMonths(2));
    await after.look();
    expect(await story.client().exports.list()).toMatchObject({ total: 0 });
  });
});

function iso(time: number): string {
  return new Date(time).toISOString();
}

function scheduler(story: ExportStory, now: () => number) {
  return startExportScheduler({ jobs: story.jobs, logger, cursorKey, everyMs: 3_600_000, now });
}

function nextMonths(count: number): () => number {
  const today = new Date();
  return () => Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + count, 1, 12);
}

function crmEntries() {
  const at = (Date.now() - NOON) / 1000;
  return [anEntry({ type: "call.completed", at, call: "now", server: { name: "crm" } })];
}
