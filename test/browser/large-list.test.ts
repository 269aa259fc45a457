import { afterAll, beforeAll, expect, test } from "vitest";

import { storyForms } from "../scenarios/jobs/story-world.ts";
import { answerFromLargeTrail } from "./large-trail.ts";
import { openBrowserWorld } from "./open-browser-world.ts";
import type { BrowserWorld } from "./open-browser-world.ts";
import { untilQuiet } from "./open-page.ts";

// How rows are drawn does not depend on the form.
const [form = "embedded"] = storyForms;
/** Rows of a list that are drawn, and elements of the page around it. */
const MAX_ROWS = 60;
const MAX_NODES = 2000;

let world: BrowserWorld;
beforeAll(async () => {
  world = await openBrowserWorld();
});
afterAll(async () => await world?.[Symbol.asyncDispose]());

test("of a hundred thousand rows only those in sight are on the page, wherever one is in them", async () => {
  await world.visit({ form }, async (page) => {
    const { answers } = world;
    const { event } = await world.client(form).event(answers.record.changes[0]?.event ?? "");
    await answerFromLargeTrail(page, { event, events: 100_000, newest: answers.now });
    await page.goto("/investigate");
    await untilQuiet(page);
    const grid = page.getByRole("grid").first();
    await grid.focus();
    const counts: { rows: number; nodes: number }[] = [];
    for (const key of ["End", "PageUp", "End", "End", "Home", "PageDown", "End"]) {
      await page.keyboard.press(key);
      await untilQuiet(page);
      counts.push(
        await grid.evaluate((list) => ({
          rows: list.querySelectorAll("[role=row]").length,
          nodes: document.querySelectorAll("*").length,
        })),
      );
    }
    expect(Math.max(...counts.map(({ rows }) => rows))).toBeLessThan(MAX_ROWS);
    expect(Math.max(...counts.map(({ nodes }) => nodes))).toBeLessThan(MAX_NODES);
    expect(Number(await grid.getAttribute("aria-rowcount"))).toBeGreaterThan(1000);
  });
});

test("a list of a thousand changed resources draws only those in sight", async () => {
  await world.visit({ form }, async (page) => {
    await page.goto("/resources?from=now-30d");
    await untilQuiet(page);
    const rows = await page.getByRole("grid").getByRole("row").count();
    expect(rows).toBeLessThan(MAX_ROWS);
  });
});
