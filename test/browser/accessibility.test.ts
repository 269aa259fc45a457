import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { storyForms } from "../scenarios/jobs/story-world.ts";
import { answerWith } from "./answer-with.ts";
import { checkAxe } from "./check-axe.ts";
import { openBrowserWorld } from "./open-browser-world.ts";
import type { BrowserWorld } from "./open-browser-world.ts";
import { untilQuiet } from "./open-page.ts";
import { pageNames, storyPages } from "./pages.ts";
import type { PageFault } from "./watch-page.ts";

// What is on a page does not depend on the form.
const [form = "embedded"] = storyForms;

let world: BrowserWorld;
beforeAll(async () => {
  world = await openBrowserWorld();
});
afterAll(async () => await world?.[Symbol.asyncDispose]());

const states = ["data", "empty", "error", "loading"] as const;

// The failing answers are the test's own, and of nobody there is no profile; the browser tells of both
// on the console.
const isOwnFault = ({ kind, text }: PageFault) =>
  (kind === "status" &&
    /^(?:503|404 GET .*\/v1\/(?:actors|clients|credentials|servers)\/)/.test(text)) ||
  (kind === "console" && /503 \(Service Unavailable\)|404 \(Not Found\)/.test(text));

/** A time in which there is nothing. */
function inEmptyTime(path: string): string {
  const url = new URL(path, "http://localhost");
  url.searchParams.set("from", "2001-01-01T00:00:00Z");
  url.searchParams.set("to", "2001-01-02T00:00:00Z");
  return url.pathname + url.search;
}

describe.each(["light", "dark"] as const)("%s", (theme) => {
  describe.each(states)("%s", (state) => {
    test.each(pageNames)("%s has no violation", async (name) => {
      const found = storyPages(world.answers).find((page) => page.name === name);
      const path = found?.path ?? "/";
      await world.visit({ form, theme, expected: isOwnFault }, async (page) => {
        const answering = {
          data: "usual",
          empty: "usual",
          error: "error",
          loading: "never",
        } as const;
        await answerWith(page, answering[state]);
        await page.goto(state === "empty" ? inEmptyTime(path) : path);
        await page.locator("h1").first().waitFor();
        // A page that waits for ever is never quiet.
        if (state === "loading") await page.locator("[aria-busy=true]").first().waitFor();
        else await untilQuiet(page);
        expect(await checkAxe(page)).toEqual([]);
      });
    });
  });
});

test.each(["light", "dark"] as const)("signing in has no violation, %s", async (theme) => {
  await world.visit({ form, as: "nobody", theme, expected: isSignedOut }, async (page) => {
    await page.goto("/sign-in");
    await untilQuiet(page);
    expect(await checkAxe(page)).toEqual([]);
  });
});

const isSignedOut = ({ kind, text }: PageFault) =>
  (kind === "status" && text.startsWith("401")) ||
  (kind === "console" && text.includes("401 (Unauthorized)"));
