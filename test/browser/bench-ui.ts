import { rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { openTokens } from "@toolmark/all-in-one/open-tokens";
import { openEventStore } from "@toolmark/event-store/open-event-store";
import { startServiceProcess } from "@toolmark/stack/service-process";
import type { Browser, Page } from "playwright-core";

import { fillOnce } from "../load/fill-store.ts";
import { percentile } from "../load/query-cases.ts";
import { buildPages } from "./build-pages.ts";
import { openBrowser } from "./open-browser.ts";
import { untilQuiet, withPage } from "./open-page.ts";

const usage = `npm run bench:ui -- [--events N] [--runs N] [--directory D]

Measures what a reader of the dashboards waits for, in a headless Chromium, on the embedded form with N
events (default 1,000,000): the first rows of Investigate and of Overview with nothing cached, steps of
the keyboard, opening an event, filtering by a facet, scrolling, the heap of the page, and the bytes of
scripts that a first visit loads. The filled store is kept in D (default ./data/bench-ui).`;

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "1000000" },
    runs: { type: "string", default: "7" },
    directory: { type: "string", default: "data/bench-ui" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}

const firstRow = "[role=grid] [role=row][aria-rowindex='2']";
const events = Number(values.events);
const runs = Number(values.runs);
const directory = join(values.directory, `embedded-${events}`);
const report = (line: string) => process.stderr.write(`${line}\n`);
const { to } = await fillOnce(directory, {
  events,
  open: async () =>
    await openEventStore({ driver: "sqlite", directory: join(directory, "events") }),
  report,
});
// The last day of what was filled, however long ago that is.
const range = `from=${new Date(to - 86_400_000).toISOString()}&to=${new Date(to).toISOString()}`;
const list = `/investigate?${range}`;
const { adminToken: token } = await openTokens(directory, "default");
const pages = await buildPages();
const lines: string[] = ["| measured | p50 | p95 | budget |", "| --- | --- | --- | --- |"];

try {
  await using service = await startServiceProcess({
    name: "all-in-one",
    main: "@toolmark/all-in-one/main",
    env: {
      TOOLMARK_DATA_DIR: directory,
      TOOLMARK_PORT: "0",
      TOOLMARK_QUERY_RATE: "100000",
      TOOLMARK_WEB_DIR: pages,
    },
    timeoutMs: 120_000,
  });
  const url = service.url ?? "";
  await using opened = await openBrowser();
  await measureCold(opened.browser, url);
  await measureWarm(opened.browser, url);
} finally {
  await rm(pages, { recursive: true, force: true });
}
process.stdout.write(`${lines.join("\n")}\n`);

/** Each run has a browser context of its own: nothing is cached but what the server holds. */
async function measureCold(browser: Browser, url: string): Promise<void> {
  const rows: number[] = [];
  const overview: number[] = [];
  const scripts = { frame: 0, all: 0 };
  for (let run = 0; run < runs; run++) {
    await withPage(browser, { url, token }, async (page) => {
      rows.push(await timeUntil(page, list, firstRow));
      await untilQuiet(page);
    });
    await withPage(browser, { url, token }, async (page) => {
      overview.push(await timeUntil(page, `/?${range}`, "main figure path[data-role]"));
      await untilQuiet(page);
      Object.assign(scripts, await sizesOfScripts(page));
    });
  }
  add("first rows of Investigate, ms", rows, "1000");
  add("chart of Overview, ms", overview, "");
  add("scripts of every page, KB as sent", [scripts.frame / 1000], "180");
  add("scripts with those of Overview, KB as sent", [scripts.all / 1000], "");
}

async function measureWarm(browser: Browser, url: string): Promise<void> {
  await withPage(browser, { url, token }, async (page) => {
    await page.goto(list);
    await page.locator(firstRow).first().waitFor();
    await untilQuiet(page);
    await page.locator("[role=grid]").focus();
    const steps: number[] = [];
    for (let step = 0; step < 30; step++) steps.push(await pressUntilDrawn(page, "j"));
    add("a step in the list (j), ms", steps, "100");
    const openings: number[] = [];
    for (let run = 0; run < runs; run++) {
      openings.push(await pressUntilDrawn(page, "Enter"));
      await page.locator("aside[aria-label=Event]").waitFor();
      await untilQuiet(page);
      await page.keyboard.press("Escape");
      await untilQuiet(page);
      await page.locator("[role=grid]").focus();
    }
    add("opening an event until the drawer stands, ms", openings, "100");
    const frames = await scroll(page);
    add("frames while scrolling, ms", frames, "34");
    const session = await page.context().newCDPSession(page);
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    add("heap after scrolling, MB", [usedSize / 1_000_000], "150");
  });
}

/** Bytes of the scripts that the document names, which every page needs, and of all that were loaded. */
async function sizesOfScripts(page: Page): Promise<{ frame: number; all: number }> {
  const answer = await page.request.get("/", { headers: { accept: "text/html" } });
  const named = new Set(
    [...(await answer.text()).matchAll(/"(\/assets\/[^"]+\.js)"/g)].map(([, name]) => name),
  );
  const loaded = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter(({ name }) => name.endsWith(".js"))
      .map((entry) => ({
        path: new URL(entry.name).pathname,
        bytes: (entry as PerformanceResourceTiming).encodedBodySize,
      })),
  );
  const sum = (of: typeof loaded) => of.reduce((total, { bytes }) => total + bytes, 0);
  return { frame: sum(loaded.filter(({ path }) => named.has(path))), all: sum(loaded) };
}

/** From the navigation until an element is there, milliseconds. */
async function timeUntil(page: Page, path: string, selector: string): Promise<number> {
  const start = performance.now();
  await page.goto(path, { waitUntil: "commit" });
  await page.locator(selector).first().waitFor();
  return performance.now() - start;
}

/** From a key to the frame after what it changed was drawn, as the page sees it, milliseconds. */
async function pressUntilDrawn(page: Page, key: string): Promise<number> {
  await page.evaluate(() => {
    const shared = globalThis as unknown as { drawn?: Promise<number> };
    shared.drawn = new Promise((resolve) => {
      addEventListener(
        "keydown",
        (event) => {
          const start = event.timeStamp;
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
        },
        { once: true, capture: true },
      );
    });
  });
  await page.keyboard.press(key);
  return await page.evaluate(
    async () => (await (globalThis as unknown as { drawn?: Promise<number> }).drawn) ?? NaN,
  );
}

/** Scrolls to the end again and again, so that older rows are loaded, and measures the frames. */
async function scroll(page: Page): Promise<number[]> {
  return await page.evaluate(async () => {
    const grid = document.querySelector("[role=grid]");
    if (grid === null) throw new Error("the page has no list");
    const frames: number[] = [];
    let last = performance.now();
    const end = last + 20_000;
    while (last < end) {
      grid.scrollTop += 600;
      const now = await new Promise<number>(requestAnimationFrame);
      frames.push(now - last);
      last = now;
    }
    return frames;
  });
}

function add(name: string, measured: readonly number[], budget: string): void {
  const sorted = measured.toSorted((a, b) => a - b);
  const shown = [0.5, 0.95].map((share) => percentile(sorted, share).toFixed(1));
  lines.push(`| ${name} | ${shown.join(" | ")} | ${budget} |`);
  report(lines.at(-1) ?? "");
}
