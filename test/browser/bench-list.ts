import { createQueryClient } from "@toolmark/query-api/client";

import { answerFromLargeTrail } from "./large-trail.ts";
import { openBrowser } from "./open-browser.ts";
import { untilQuiet, withPage } from "./open-page.ts";
import { serveStory } from "./serve-story.ts";

/*
 * Measures the list of Investigate over a trail of 100,000 events: frames while it is scrolled from end
 * to end of what is loaded, elements on the page, and the heap of the page. Prints JSON; the bounds are
 * p95 34 ms, 1,000 elements, 150 MB. Frames depend on the machine, so they are no test.
 */
const EVENTS = 100_000;
const SCROLLS = 240;

await using served = await serveStory();
await using opened = await openBrowser();
const { queryUrl: url, adminToken: token } = served.stack;
const { answers } = served;
const client = createQueryClient({ url, token });
const { event } = await client.event(answers.record.changes[0]?.event ?? "");
await withPage(opened.browser, { url, token }, async (page) => {
  await answerFromLargeTrail(page, { event, events: EVENTS, newest: answers.now });
  await page.goto("/investigate");
  await untilQuiet(page);
  const measured = await page.evaluate(async (scrolls) => {
    const grid = document.querySelector("[role=grid]");
    if (grid === null) throw new Error("the page has no list");
    const frames: number[] = [];
    let most = 0;
    let last = performance.now();
    for (let index = 0; index < scrolls; index++) {
      // Up and down through what is loaded, so that no frame shows what the one before did.
      const place = ((index * 7919) % scrolls) / scrolls;
      grid.scrollTop = place * (grid.scrollHeight - grid.clientHeight);
      const now = await new Promise<number>(requestAnimationFrame);
      frames.push(now - last);
      last = now;
      most = Math.max(most, document.querySelectorAll("*").length);
    }
    frames.sort((a, b) => a - b);
    const at = (share: number) =>
      Math.round((frames[Math.floor(frames.length * share)] ?? 0) * 10) / 10;
    return { p50: at(0.5), p95: at(0.95), max: at(0.999), elements: most };
  }, SCROLLS);
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const result = {
    events: EVENTS,
    frame_ms: measured,
    heap_mb: Math.round(usedSize / 1024 / 1024),
  };
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
});
