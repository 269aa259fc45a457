import type { AuditEvent } from "@toolmark/schemas/event";
import type { StackForm } from "@toolmark/stack/start-stack";
import type { Browser, Page } from "playwright-core";
import { inject, vi } from "vitest";

import { postUntilAcknowledged } from "../scenarios/intake.ts";
import { openStoryWorld } from "../scenarios/jobs/story-world.ts";
import type { StoryWorld } from "../scenarios/jobs/story-world.ts";
// Makes the types of `inject` known here.
import type * as _pages from "./build-pages.ts";
import { openBrowser } from "./open-browser.ts";
import { withPage } from "./open-page.ts";
import type { PageOptions } from "./open-page.ts";

/** Whose page is looked at, and how. */
interface VisitOptions extends Omit<PageOptions, "url" | "token"> {
  form: StackForm;
  /** `admin` by default, a holder of the story's tokens, or `nobody`. */
  as?: string;
}

/** Both forms of the system with the same story in them, serving pages, and a browser to look at them. */
export interface BrowserWorld extends StoryWorld {
  browser: Browser;
  /** Opens a page of a form, signed in; see `withPage`. */
  visit<Result>(options: VisitOptions, use: (page: Page) => Promise<Result>): Promise<Result>;
  /** Sends more events to a form and waits until the last of them is found. */
  send(form: StackForm, events: readonly AuditEvent[]): Promise<void>;
}

/** Opens the forms of this run with the audit story in them, and the browser. */
export async function openBrowserWorld(): Promise<BrowserWorld> {
  await using resources = new AsyncDisposableStack();
  const { browser } = resources.use(await openBrowser());
  const world = resources.use(
    await openStoryWorld({
      env: {
        TOOLMARK_WEB_DIR: inject("pagesDirectory"),
        // A browser that walks through every page at once is quicker than a person.
        TOOLMARK_QUERY_RATE: "100000",
      },
    }),
  );
  const owned = resources.move();
  return {
    ...world,
    browser,
    async visit({ form, as = "admin", ...options }, use) {
      const { queryUrl: url, adminToken, tokens } = world.stack(form);
      const token = as === "admin" ? adminToken : as === "nobody" ? undefined : tokens[as];
      if (token === undefined && as !== "nobody")
        throw new Error(`nobody called ${as} holds a token`);
      return await withPage(browser, { ...options, url, token }, use);
    },
    async send(form, events) {
      const body = Buffer.from(events.map((event) => JSON.stringify(event)).join("\n"));
      await postUntilAcknowledged(world.stack(form), body, AbortSignal.timeout(10_000));
      const last = events.at(-1)?.event.id ?? "";
      await vi.waitFor(() => world.client(form).event(last), { timeout: 20_000, interval: 100 });
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
