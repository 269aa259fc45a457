import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

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
  test("an export holds exactly the events that the page counts, with the digest that it shows", async () => {
    const { answers } = world;
    const scope = { q: "server:crm", from: at(answers.from), to: at(answers.to) };
    await world.visit({ form }, async (page) => {
      await page.goto(`/reports?${new URLSearchParams(scope).toString()}`);
      await untilQuiet(page);
      const create = page.getByRole("button", { name: /^Create with/ });
      const shown = Number((await create.innerText()).replaceAll(/\D/g, ""));
      const { total } = await world.client(form).search({ ...scope, count: "all", limit: 1 });
      expect(shown).toBe(total);
      await create.click();
      const link = page.getByRole("link", { name: /^Download/ });
      await link.waitFor();
      await untilQuiet(page);
      const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
      const content = await readFile(await download.path());
      const sha256 = createHash("sha256").update(content).digest("hex");
      expect(content.toString("utf8").trimEnd().split("\n")).toHaveLength(total);
      expect(await page.locator("main").innerText()).toContain(sha256);

      const id = new URL(page.url()).searchParams.get("id") ?? "";
      const manifest = await world.client(form).exports.manifest(id);
      expect(manifest).toMatchObject({ state: "complete", count: total, total, data: { sha256 } });
      expect(download.suggestedFilename()).toBe(manifest.data.file);
      // That it was taken is an event, which a page shows once it is stored.
      const shownAgain = async () => {
        await page.reload();
        await untilQuiet(page);
        return await page.locator("main").innerText();
      };
      await expect.poll(shownAgain, { timeout: 30_000 }).toMatch(/Who took it[\s\S]*admin/);
    });
  });

  test("a report about one record is made from its page", async () => {
    const { record } = world.answers;
    await world.visit({ form }, async (page) => {
      await page.goto(`/resources?${new URLSearchParams({ uri: record.uri }).toString()}`);
      await untilQuiet(page);
      await page.getByRole("button", { name: "Report for this record" }).click();
      const link = page.getByRole("link", { name: /^Download/ });
      await link.waitFor();
      await untilQuiet(page);
      const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
      const html = await readFile(await download.path(), "utf8");
      expect(html).toContain(record.uri);
      for (const { event } of record.changes) expect(html).toContain(event);
    });
  });

  test("an export with hidden values takes a reason when it is made and when it is taken", async () => {
    const { record } = world.answers;
    const q = `changed:"${record.uri}"`;
    await world.visit({ form }, async (page) => {
      await page.goto(`/reports?${new URLSearchParams({ q }).toString()}`);
      await untilQuiet(page);
      await page.getByLabel("With parameters, results and states").check();
      const create = page.getByRole("button", { name: /^Create with/ });
      expect(await create.isDisabled()).toBe(true);
      await page.getByLabel("Reason").fill("audit 7");
      await create.click();
      await page.getByRole("button", { name: /^Download/ }).click();
      await page.getByRole("dialog").getByLabel("Reason").fill("audit 7 again");
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("dialog").getByRole("button", { name: "Show values" }).click(),
      ]);
      expect(await readFile(await download.path(), "utf8")).toContain("one millisecond too late");
    });
    await expect
      .poll(async () => (await world.client(form).search({ q: 'purpose:"audit 7 again"' })).total)
      .toBe(1);
  });

  test("a schedule is made from a scope, listed, and ended", async () => {
    await world.visit({ form }, async (page) => {
      await page.goto("/reports?template=changes");
      await untilQuiet(page);
      await page.getByRole("button", { name: "Schedule", exact: true }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Name").fill("Monthly changes of the CRM");
      await dialog.getByRole("button", { name: "Schedule" }).click();
      const row = page.getByRole("row", { name: /Monthly changes of the CRM/ });
      await row.waitFor();
      await row.getByRole("button", { name: "End" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "End it" }).click();
      await expect.poll(() => row.count()).toBe(0);
    });
  });
});
