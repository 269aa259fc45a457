import { afterAll, beforeAll, expect, test } from "vitest";

import { actor, clients, tools } from "../fixtures/story-cast.ts";
import { createStoryWriter } from "../fixtures/story-writer.ts";
import { storyForms } from "../scenarios/jobs/story-world.ts";
import { openBrowserWorld } from "./open-browser-world.ts";
import type { BrowserWorld } from "./open-browser-world.ts";
import { untilQuiet } from "./open-page.ts";

const [form = "embedded"] = storyForms;
const uri = "crm://contact/summer-time";

/** Clocks in Berlin show 02:30 twice that night. */
const first = "2026-10-25T00:30:00.000Z";
const second = "2026-10-25T01:30:00.000Z";

let world: BrowserWorld;
beforeAll(async () => {
  world = await openBrowserWorld();
  const writer = createStoryWriter({ seed: 2026, now: Date.now() });
  for (const time of [first, second])
    writer.call({
      // A timeline shows the end of a call.
      at: Date.parse(time) - 3,
      actor: actor("alice", { agent: "sales-bot" }),
      client: clients.desktop,
      tool: tools.updateContact,
      emitter: "summer-time",
      downstream: [{ system: "crm", resource: "contact/summer-time", operation: "update" }],
    });
  const events = writer.written.map(({ event }) => event);
  await world.send(form, events);
}, 300_000);
afterAll(async () => await world?.[Symbol.asyncDispose]());

const zones = [
  { zone: "UTC", clocks: ["00:30:00", "01:30:00"], offsets: ["+00:00", "+00:00"] },
  { zone: "Asia/Kolkata", clocks: ["06:00:00", "07:00:00"], offsets: ["+05:30", "+05:30"] },
  { zone: "America/St_Johns", clocks: ["22:00:00", "23:00:00"], offsets: ["-02:30", "-02:30"] },
  { zone: "Europe/Berlin", clocks: ["02:30:00", "02:30:00"], offsets: ["+02:00", "+01:00"] },
] as const;

test.each(zones)(
  "in $zone times are those that clocks showed, and each can be told from the other",
  async ({ zone, clocks, offsets }) => {
    await world.visit({ form, timezone: zone }, async (page) => {
      await page.goto(`/resources?${new URLSearchParams({ uri, zone: "local" }).toString()}`);
      await untilQuiet(page);
      const times = page.getByRole("grid", { name: "Activity" }).locator("time[datetime]");
      const shown = await times.evaluateAll((found) =>
        found.map((time) => ({
          text: time.textContent,
          at: time.getAttribute("datetime"),
          title: time.getAttribute("title") ?? "",
        })),
      );
      expect(shown.map(({ at, text }) => [at, text])).toEqual([
        [second, clocks[1]],
        [first, clocks[0]],
      ]);
      for (const [index, { title }] of shown.toReversed().entries()) {
        expect(title).toContain("UTC");
        // In UTC both zones are one, and are told once.
        expect(title).toContain(zone === "UTC" ? "UTC" : offsets[index]);
      }
    });
  },
);

test.each(zones)("in $zone times are in UTC unless the reader asks otherwise", async ({ zone }) => {
  await world.visit({ form, timezone: zone }, async (page) => {
    await page.goto(`/resources?${new URLSearchParams({ uri }).toString()}`);
    await untilQuiet(page);
    const grid = page.getByRole("grid", { name: "Activity" });
    expect(await grid.locator("time[datetime]").allInnerTexts()).toEqual(["01:30:00", "00:30:00"]);
    await page.keyboard.press("u");
    await expect.poll(() => new URL(page.url()).searchParams.get("zone")).toBe("local");
  });
});
