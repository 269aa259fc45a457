import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { storyForms } from "../scenarios/jobs/story-world.ts";
import { checkAxe } from "./check-axe.ts";
import { openBrowserWorld } from "./open-browser-world.ts";
import type { BrowserWorld } from "./open-browser-world.ts";
import { untilQuiet } from "./open-page.ts";

let world: BrowserWorld;
beforeAll(async () => {
  world = await openBrowserWorld();
});
afterAll(async () => await world?.[Symbol.asyncDispose]());

const pathOf = (uri: string) => `/resources?${new URLSearchParams({ uri }).toString()}`;

async function reveal(page: Page, reason: string): Promise<void> {
  await page.getByRole("button", { name: "Show values" }).click();
  await page.getByLabel("Reason").fill(reason);
  await page.getByRole("dialog").getByRole("button", { name: "Show values" }).click();
  await untilQuiet(page);
}

describe.each(storyForms)("%s", (form) => {
  test("a resource shows who changed and read it, newest first, and what was refused", async () => {
    const { record } = world.answers;
    await world.visit({ form }, async (page) => {
      await page.goto(pathOf(record.uri));
      await untilQuiet(page);
      const rows = page.getByRole("grid", { name: "Activity" }).getByRole("row");
      const texts = await rows.allInnerTexts();
      // The last change of the story is outside of the range that its answer is about.
      expect(texts.filter((text) => text.includes("blocked"))).toHaveLength(1);
      expect(texts.join("\n")).toContain("owner-only");
      const link = page.getByRole("link", { name: /changes$/ });
      const changes = record.changes.length - 1 + record.outside.length;
      await expect.poll(() => link.innerText()).toContain(String(changes));
    });
  });

  test("every count is exactly as many events as its link finds", async () => {
    const { record } = world.answers;
    const links = await world.visit({ form }, async (page) => {
      await page.goto(pathOf(record.uri));
      await untilQuiet(page);
      return await page.locator("a[href^='/investigate']").evaluateAll((found) =>
        found.map((anchor) => ({
          text: (anchor.querySelector("b") ?? anchor).textContent ?? "",
          label: anchor.textContent ?? "",
          href: anchor.getAttribute("href") ?? "",
        })),
      );
    });
    const counted = links.filter(
      ({ text, label }) => /^\d+$/.test(text) && !/people|person|agent/.test(label),
    );
    expect(counted.length).toBeGreaterThan(5);
    for (const { text, href } of counted) {
      const search = Object.fromEntries(new URL(href, "http://localhost").searchParams);
      const { total } = await world.client(form).search({ ...search, limit: 1 });
      expect({ href, total }).toEqual({ href, total: Number(text) });
    }
  });

  test("values are hidden until a reason is given, and the reason is recorded", async () => {
    const { record } = world.answers;
    const reason = `look ${form} ${Date.now()}`;
    await world.visit({ form }, async (page) => {
      await page.goto(pathOf(record.uri));
      await untilQuiet(page);
      const grid = page.getByRole("grid", { name: "Activity" });
      expect(await grid.innerText()).not.toContain("one millisecond too late");
      await reveal(page, reason);
      expect(await grid.innerText()).toContain("one millisecond too late");
    });
    await expect
      .poll(async () => {
        const asked = { q: `purpose:"${reason}"`, kind: "all" } as const;
        return (await world.client(form).search(asked)).total;
      })
      .toBeGreaterThan(0);
  });

  test("the state at a time is what it was then: observed, taken out, and doubted later", async () => {
    const { state } = world.answers;
    await world.visit({ form }, async (page) => {
      const at = new Date(state.at).toISOString();
      await page.goto(`${pathOf(state.uri)}&at=${encodeURIComponent(at)}`);
      await untilQuiet(page);
      await reveal(page, "ticket 4711");
      const panel = page.getByRole("region", { name: "State at" });
      const fields = await panel
        .locator("tbody tr")
        .evaluateAll((rows) =>
          Object.fromEntries(
            rows.map((row) => [
              row.querySelector("th")?.textContent ?? "",
              [...row.querySelectorAll("td")].map((cell) => cell.textContent ?? "").join(" "),
            ]),
          ),
        );
      for (const [name, { value }] of Object.entries(state.observed))
        expect({ name, text: fields[name] }).toEqual({
          name,
          text: expect.stringContaining(String(value)),
        });
      for (const name of Object.keys(state.redacted)) expect(fields[name]).toContain("taken out");
      expect(JSON.stringify(fields)).not.toContain("Trondheim");

      await page.getByRole("button", { name: "Next change" }).click();
      await expect.poll(() => panel.innerText()).toContain("Trondheim");
    });
  });

  test("a history is walked with the keyboard alone, and a link to a place in it comes back", async () => {
    const { record } = world.answers;
    await world.visit({ form }, async (page) => {
      await page.goto(pathOf(record.uri));
      await untilQuiet(page);
      await page.getByRole("grid", { name: "Activity" }).focus();
      await page.keyboard.press("j");
      await page.keyboard.press("j");
      await expect.poll(() => new URL(page.url()).searchParams.get("at")).not.toBeNull();
      const chosen = new URL(page.url()).searchParams.get("e");
      await page.keyboard.press("Enter");
      const drawer = page.getByRole("complementary", { name: "Event" });
      await expect.poll(() => drawer.isVisible()).toBe(true);
      await untilQuiet(page);
      expect(await checkAxe(page)).toEqual([]);
      const address = page.url();
      await page.reload();
      await untilQuiet(page);
      expect(page.url()).toBe(address);
      expect(new URL(address).searchParams.get("e")).toBe(chosen);
      await page.goBack();
      await expect.poll(() => drawer.isVisible()).toBe(false);
      await page.goForward();
      await expect.poll(() => drawer.isVisible()).toBe(true);
    });
  });

  test("a resource that nobody touched says so, and how names are written", async () => {
    await world.visit({ form }, async (page) => {
      await page.goto(pathOf("crm://contact/nobody-ever"));
      await untilQuiet(page);
      await expect
        .poll(() => page.locator("main").innerText())
        .toContain("Nothing is recorded of this resource");
    });
  });

  test("the list of changed resources leads to their histories, and back", async () => {
    await world.visit({ form }, async (page) => {
      await page.goto("/resources");
      await untilQuiet(page);
      const first = page.getByRole("grid").getByRole("link").first();
      const uri = await first.innerText();
      await first.click();
      await untilQuiet(page);
      expect(new URL(page.url()).searchParams.get("uri")).toBe(uri);
      await page.goBack();
      await expect
        .poll(() => page.getByRole("grid", { name: "Changed resources" }).isVisible())
        .toBe(true);
    });
  });
});
