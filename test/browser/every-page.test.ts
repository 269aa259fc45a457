import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { storyForms } from "../scenarios/jobs/story-world.ts";
import { openBrowserWorld } from "./open-browser-world.ts";
import type { BrowserWorld } from "./open-browser-world.ts";
import { untilQuiet } from "./open-page.ts";
import { storyPages } from "./pages.ts";

let world: BrowserWorld;
beforeAll(async () => {
  world = await openBrowserWorld();
});
afterAll(async () => await world?.[Symbol.asyncDispose]());

describe.each(storyForms)("%s", (form) => {
  test("every page opens with a heading, and does nothing that it must not", async () => {
    for (const { name, path } of storyPages(world.answers))
      await world.visit({ form }, async (page) => {
        await page.goto(path);
        await untilQuiet(page);
        const seen = await page.evaluate(() => ({
          headings: document.querySelectorAll("h1").length,
          title: document.title,
          problems: [...document.querySelectorAll("[role=alert]")].map((note) => note.textContent),
        }));
        expect({ name, ...seen }).toEqual({
          name,
          headings: 1,
          title: expect.stringMatching(/Toolmark$/),
          problems: [],
        });
      });
  });

  test("a walk through the rail asks nobody else and keeps the policy", async () => {
    await world.visit({ form }, async (page) => {
      await page.goto("/");
      await untilQuiet(page);
      const links = page.getByRole("navigation", { name: "Main" }).getByRole("link");
      const names = await links.evaluateAll((found) =>
        found.map((link) => link.getAttribute("href") ?? ""),
      );
      expect(new Set(names).size).toBeGreaterThanOrEqual(9);
      for (const href of new Set(names)) {
        await page.locator(`nav a[href="${href}"]`).last().click();
        await untilQuiet(page);
        expect(new URL(page.url()).pathname).toBe(href);
      }
    });
  });

  test("whoever may see some servers only is told so, and sees no page fail", async () => {
    for (const path of ["/", "/investigate", "/resources", "/actors", "/integrity", "/reports"])
      await world.visit({ form, as: "shipping-on-call" }, async (page) => {
        await page.goto(path);
        await untilQuiet(page);
        await expect.poll(() => page.locator("footer").innerText()).toMatch(/1 server|shipping/);
      });
  });
});
