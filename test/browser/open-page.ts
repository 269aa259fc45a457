import { setTimeout as pause } from "node:timers/promises";

import type { Browser, BrowserContextOptions, Page } from "playwright-core";

import { trafficOf, watchPage } from "./watch-page.ts";
import type { PageFault } from "./watch-page.ts";

/** How a page is looked at. */
export interface PageOptions {
  /** Base URL of the query API. */
  url: string;
  /** Signs in with this token; without one nobody is signed in. */
  token?: string | undefined;
  theme?: "light" | "dark";
  /** IANA zone of the browser. */
  timezone?: string;
  viewport?: { width: number; height: number };
  /** Faults that are meant to happen, because the test makes them. */
  expected?: (fault: PageFault) => boolean;
  /** More settings of the browser's context. */
  context?: BrowserContextOptions;
}

/** The size that pages are made for. */
const VIEWPORT = { width: 1440, height: 900 } as const;

/**
 * Opens a page in a context of its own, signed in, gives it to `use` and closes it.
 *
 * @throws Error with every fault that the page made and that was not expected.
 */
export async function withPage<Result>(
  browser: Browser,
  options: PageOptions,
  use: (page: Page) => Promise<Result>,
): Promise<Result> {
  const { url, token, theme = "light", timezone = "UTC", viewport = VIEWPORT } = options;
  const context = await browser.newContext({
    ...options.context,
    baseURL: url,
    colorScheme: theme,
    timezoneId: timezone,
    locale: "en-GB",
    viewport,
  });
  try {
    if (token !== undefined) {
      const answer = await context.request.post("/v1/sign-in", { data: { token } });
      if (!answer.ok()) throw new Error(`sign-in answered ${answer.status()}`);
    }
    const page = await context.newPage();
    const { faults } = await watchPage(page, new URL(url).origin);
    const result = await use(page);
    const unexpected = faults.filter((fault) => options.expected?.(fault) !== true);
    if (unexpected.length > 0)
      throw new Error(
        `the page ${page.url()} did what it must not:\n${unexpected.map(({ kind, text }) => `  ${kind}: ${text}`).join("\n")}`,
      );
    return result;
  } finally {
    await context.close();
  }
}

const QUIET_MS = 250;
const LONGEST_MS = 20_000;

/**
 * Waits until a page has all that it asked for and shows it: it has its heading, has nothing to do,
 * waits for no answer, says that nothing is busy, and nothing moves.
 */
export async function untilQuiet(page: Page): Promise<void> {
  const end = performance.now() + LONGEST_MS;
  const isQuiet = () => {
    const { pending, quietMs } = trafficOf(page);
    return pending === 0 && quietMs >= QUIET_MS;
  };
  await page.locator("h1").first().waitFor();
  for (;;) {
    if (performance.now() > end) throw new Error(`${page.url()} is not quiet after 20 s`);
    await pause(25);
    if (!isQuiet()) continue;
    // An answer that came may lead to the next question once it is drawn.
    await page.evaluate(async () => {
      await document.fonts.ready;
      const moves = document
        .getAnimations()
        .filter(({ effect }) => effect?.getTiming().iterations !== Number.POSITIVE_INFINITY);
      await Promise.allSettled(moves.map(async (move) => await move.finished));
      await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 }));
    });
    const busy = await page.locator("[aria-busy=true]").count();
    if (busy === 0 && isQuiet()) return;
  }
}
