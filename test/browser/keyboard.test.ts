import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { at, storyForms } from "../scenarios/jobs/story-world.ts";
import { openBrowserWorld } from "./open-browser-world.ts";
import type { BrowserWorld } from "./open-browser-world.ts";
import { untilQuiet } from "./open-page.ts";

let world: BrowserWorld;
beforeAll(async () => {
  world = await openBrowserWorld();
});
afterAll(async () => await world?.[Symbol.asyncDispose]());

describe.each(storyForms)("%s", (form) => {
  test("an investigation goes from a question to an event, its session and a link without a mouse", async () => {
    const { answers } = world;
    const range = { from: at(answers.from), to: at(answers.to) };
    await world.visit(
      { form, context: { permissions: ["clipboard-read", "clipboard-write"] } },
      async (page) => {
        const search = () => new URL(page.url()).searchParams;
        await page.goto(`/investigate?${new URLSearchParams(range).toString()}`);
        await untilQuiet(page);

        await page.keyboard.press("/");
        const bar = page.getByRole("combobox").first();
        await expect
          .poll(() => bar.evaluate((field) => field === document.activeElement))
          .toBe(true);
        await page.keyboard.type("sessio");
        await page.getByRole("option").first().waitFor();
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Enter");
        await expect.poll(() => bar.inputValue()).toMatch(/^session:/);
        await page.keyboard.type(answers.session.id);
        await page.keyboard.press("Escape");
        await page.keyboard.press("Enter");
        await expect.poll(() => search().get("q")).toBe(`session:${answers.session.id}`);
        await untilQuiet(page);

        await page.getByRole("grid").first().focus();
        await page.keyboard.press("j");
        await page.keyboard.press("j");
        await page.keyboard.press("Enter");
        const drawer = page.getByRole("complementary", { name: "Event" });
        await drawer.waitFor();
        await untilQuiet(page);
        const event = search().get("e") ?? "";
        expect(answers.session.events).toContain(event);

        await page.keyboard.press("j");
        await expect.poll(() => search().get("e")).not.toBe(event);
        await untilQuiet(page);

        await page.keyboard.press("c");
        const copied = new URL(await page.evaluate(() => navigator.clipboard.readText()));
        expect(copied.searchParams.get("e")).toBe(search().get("e"));
        expect(copied.searchParams.get("asof")).toBeTruthy();

        await page.keyboard.press("Escape");
        await expect.poll(() => drawer.count()).toBe(0);
        await page.keyboard.press("Enter");
        await drawer.waitFor();

        await page.keyboard.press("s");
        await page.waitForURL(/\/sessions\//);
        expect(decodeURIComponent(new URL(page.url()).pathname)).toContain(answers.session.id);

        await page.goto(copied.href);
        await untilQuiet(page);
        expect(search().get("e")).toBe(copied.searchParams.get("e"));
        await drawer.waitFor();
      },
    );
  });

  test("keys go from page to page, and say what they do", async () => {
    await world.visit({ form }, async (page) => {
      await page.goto("/");
      await untilQuiet(page);
      for (const [key, path] of [
        ["r", "/reports"],
        ["a", "/actors"],
        ["y", "/integrity"],
        ["i", "/investigate"],
      ] as const) {
        await page.keyboard.press("g");
        await page.keyboard.press(key);
        await expect.poll(() => new URL(page.url()).pathname).toBe(path);
        await untilQuiet(page);
      }
      await page.keyboard.press("?");
      const help = page.getByRole("dialog");
      await help.waitFor();
      expect(await help.innerText()).toMatch(/Go to/);
      await page.keyboard.press("Escape");
      await expect.poll(() => help.count()).toBe(0);
    });
  });

  test("every control of a page can be reached with Tab, and shows that it was", async () => {
    for (const path of ["/resources", "/actors", "/reports"])
      await world.visit({ form }, async (page) => {
        await page.goto(path);
        await untilQuiet(page);
        const reached = new Set<string>();
        const unmarked: string[] = [];
        for (let count = 0; count < 200; count++) {
          await page.keyboard.press("Tab");
          const focused = await page.evaluate(() => {
            const element = document.activeElement;
            if (element === null || element === document.body) return undefined;
            const { outlineStyle, boxShadow } = getComputedStyle(element);
            return {
              name: `${element.tagName} ${element.getAttribute("aria-label") ?? element.textContent.slice(0, 60)}`,
              isMarked: outlineStyle !== "none" || boxShadow !== "none",
            };
          });
          if (focused === undefined || reached.has(focused.name)) break;
          reached.add(focused.name);
          if (!focused.isMarked) unmarked.push(focused.name);
        }
        expect({ path, unmarked }).toEqual({ path, unmarked: [] });
        expect(reached.size).toBeGreaterThan(12);
      });
  });
});
