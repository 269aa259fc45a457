import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { at, storyForms } from "../scenarios/jobs/story-world.ts";
import { openBrowserWorld } from "./open-browser-world.ts";
import type { BrowserWorld } from "./open-browser-world.ts";
import { untilQuiet } from "./open-page.ts";
import { storyPages } from "./pages.ts";
import type { PageFault } from "./watch-page.ts";

let world: BrowserWorld;
beforeAll(async () => {
  world = await openBrowserWorld();
});
afterAll(async () => await world?.[Symbol.asyncDispose]());

/** Pages that tell what is so now, and one that leads elsewhere at once. */
const isOfNow: ReadonlySet<string> = new Set(["overview", "integrity", "event-link"]);

/** What a page says, without the footer, whose times go on. */
async function textOf(page: Page): Promise<string> {
  await untilQuiet(page);
  return await page.locator("main").innerText();
}

/** Nobody was signed in yet: the browser tells of it on the console. */
const isSignedOut = ({ kind, text }: PageFault) =>
  (kind === "status" && text.startsWith("401")) ||
  (kind === "console" && text.includes("401 (Unauthorized)"));

describe.each(storyForms)("%s", (form) => {
  test("a page with a fixed time says the same when it is opened again from its address", async () => {
    const { answers } = world;
    const range = { from: at(answers.from), to: at(answers.to) };
    for (const { name, path } of storyPages(answers)) {
      const url = new URL(path, "http://localhost");
      if (isOfNow.has(name)) continue;
      for (const [key, value] of Object.entries(range)) url.searchParams.set(key, value);
      await world.visit({ form }, async (page) => {
        await page.goto(url.pathname + url.search);
        const before = withoutAges(await textOf(page));
        const address = page.url();
        await page.goto("about:blank");
        await page.goto(address);
        const after = withoutAges(await textOf(page));
        expect({ name, text: after }).toEqual({ name, text: before });
        expect(page.url()).toBe(address);
      });
    }
  });

  test("a copied link has an absolute time and shows the same later", async () => {
    await world.visit(
      { form, context: { permissions: ["clipboard-read", "clipboard-write"] } },
      async (page) => {
        await page.goto("/actors/bob");
        const before = await textOf(page);
        await page.getByRole("button", { name: "Copy link" }).click();
        const link = await page.evaluate(async () => await navigator.clipboard.readText());
        const { searchParams } = new URL(link);
        expect(searchParams.get("from")).toMatch(/^\d{4}-.*Z$/);
        expect(searchParams.get("asof")).toBeTruthy();
        await page.goto(link);
        const after = await textOf(page);
        expect(withoutRange(after)).toBe(withoutRange(before));
      },
    );
  });

  test("signing in leads back to the address that was asked for, all of it", async () => {
    const { adminToken } = world.stack(form);
    const { record } = world.answers;
    const path = `/resources?${new URLSearchParams({ uri: record.uri, at: at(record.from), show: "changes", zone: "local" }).toString()}`;
    await world.visit({ form, as: "nobody", expected: isSignedOut }, async (page) => {
      await page.goto(path);
      await page.waitForURL(/\/sign-in/);
      await page.getByLabel(/token/i).fill(adminToken);
      await page.getByRole("button", { name: /sign in/i }).click();
      await page.waitForURL(/\/resources/);
      await untilQuiet(page);
      const wanted = new URL(path, "http://localhost").searchParams;
      const reached = new URL(page.url()).searchParams;
      expect(Object.fromEntries(reached)).toEqual(Object.fromEntries(wanted));
    });
  });

  test("a token in an address signs in once and is gone from it, and from the history", async () => {
    const { adminToken } = world.stack(form);
    await world.visit({ form, as: "nobody", expected: isSignedOut }, async (page) => {
      await page.goto(`/actors#token=${adminToken}`);
      await untilQuiet(page);
      expect(page.url()).not.toContain("token");
      expect(await page.locator("h1").innerText()).toBe("Actors");
      await page.reload();
      await untilQuiet(page);
      expect(await page.locator("h1").innerText()).toBe("Actors");
    });
  });

  test("back and forward go through what was looked at, step by step", async () => {
    await world.visit({ form }, async (page) => {
      await page.goto("/actors");
      await untilQuiet(page);
      await page.getByRole("tab", { name: "Servers" }).click();
      await page.getByRole("link", { name: "crm", exact: true }).click();
      await page.waitForURL(/\/actors\/crm/);
      await untilQuiet(page);
      const tool = page.getByRole("link", { name: /crm\.contacts\.get/ }).first();
      await tool.click();
      await page.waitForURL(/\/investigate/);
      await page.goBack();
      await page.waitForURL(/\/actors\/crm/);
      await page.goBack();
      await page.waitForURL(/\/actors\?/);
      expect(new URL(page.url()).searchParams.get("of")).toBe("server");
      await page.goForward();
      await page.waitForURL(/\/actors\/crm/);
    });
  });

  test("an address that makes no sense shows the page as it is without it", async () => {
    const nonsense = "?from=yesteryear&to=%00&zone=mars&tab=nowhere&cols=%F0%9F%92%A9&sort=--";
    for (const path of [
      "/",
      "/investigate",
      "/resources",
      "/actors",
      "/policy",
      "/reports",
      "/integrity",
    ])
      await world.visit({ form }, async (page) => {
        await page.goto(path + nonsense);
        await untilQuiet(page);
        expect(await page.locator("h1").count()).toBe(1);
        expect(await page.getByText("went wrong").count()).toBe(0);
      });
  });
});

/** The text of a page without the words of its time picker, which name a fixed time otherwise. */
function withoutRange(text: string): string {
  return text
    .split("\n")
    .filter((line) => !/^Last 24 h$|→|^[\d:, A-Za-z]*\d{4}.*→/.test(line))
    .join("\n");
}

/** The same text whenever it is read: how long ago something was goes on, and so does what is stored. */
function withoutAges(text: string): string {
  return text.replaceAll(/as of [\d:]+/g, "as of N").replaceAll(/\b\d+ (?:ms|s|m|h|d)\b/g, "N");
}
