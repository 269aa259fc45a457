import type { EventView } from "@toolmark/query-api/event-view";
import { fieldIds, fields } from "@toolmark/schemas/fields";
import type { Field, FieldId } from "@toolmark/schemas/fields";
import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { printCondition } from "@toolmark/schemas/query/print-query";
import { defaultRange, resolveRange } from "@toolmark/web/lib/range";
import { valueActions } from "@toolmark/web/lib/value-actions";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { at, everyId, storyForms } from "../scenarios/jobs/story-world.ts";
import { openBrowserWorld } from "./open-browser-world.ts";
import type { BrowserWorld } from "./open-browser-world.ts";
import { untilQuiet } from "./open-page.ts";
import type { PageFault } from "./watch-page.ts";

let world: BrowserWorld;
beforeAll(async () => {
  world = await openBrowserWorld();
});
afterAll(async () => await world?.[Symbol.asyncDispose]());

/** Who only approved has no profile, which the page tells with what there is instead. */
const isNobodys = ({ kind, text }: PageFault) =>
  (kind === "status" && text.startsWith("404 GET") && text.includes("/v1/actors/")) ||
  (kind === "console" && text.includes("404 (Not Found)"));

const EVENTS = 200;

/** Fields that an event can be asked for by, with a value that it has. */
interface Value {
  field: FieldId;
  value: string;
}

function valuesOf(event: EventView): Value[] {
  return fieldIds.flatMap((id) => {
    const field: Field = fields[id];
    if (field.type === "number") return [];
    return field
      .values(event as unknown as NormalizedEvent, event.marks)
      .filter((value): value is string => typeof value === "string" && value !== "")
      .map((value) => ({ field: id, value }));
  });
}

/** Addresses that the menu of a value leads to, on the search that shows all of the story. */
function addressesOf({ field, value }: Value, search: string): { id: string; href: string }[] {
  const place = { pathname: "/investigate", search, copy: () => undefined };
  return valueActions(place, field, value).flatMap((entry) =>
    entry === "line" || entry.href === undefined || entry.id === "not"
      ? []
      : [{ id: entry.id, href: entry.href }],
  );
}

describe.each(storyForms)("%s", (form) => {
  test("a dozen values of an event lead to pages that know it, by real clicks", async () => {
    const { record } = world.answers;
    const approved = record.changes.find(({ approval }) => approval !== undefined);
    const start = `/resources?${new URLSearchParams({ uri: record.uri, e: approved?.event ?? "", open: "event" }).toString()}`;
    await world.visit({ form, expected: isNobodys }, async (page) => {
      const drawer = page.getByRole("complementary", { name: "Event" });
      const open = async () => {
        await page.goto(start);
        await drawer.waitFor();
        await untilQuiet(page);
      };
      await open();
      const values = await drawer.locator("button[aria-haspopup=menu]").count();
      expect(values).toBeGreaterThanOrEqual(12);
      let opened = 0;
      for (let index = 0; index < values; index++) {
        await drawer.locator("button[aria-haspopup=menu]").nth(index).click();
        const entry = page.getByRole("menu").getByRole("menuitem", { name: /^Open / });
        if ((await entry.count()) === 0) {
          await page.keyboard.press("Escape");
          continue;
        }
        opened++;
        await entry.click();
        await untilQuiet(page);
        const text = await page.locator("main").innerText();
        expect({ page: page.url(), text }).toEqual({
          page: page.url(),
          text: expect.not.stringMatching(
            /Look whether it is written|Nothing is recorded|not found/i,
          ),
        });
        await open();
      }
      expect(opened).toBeGreaterThanOrEqual(6);
    });
  });

  test("every pivot from any event leads to a list or page that holds the event", async () => {
    const { answers } = world;
    const range = { from: at(answers.from - 8 * 86_400_000), to: at(answers.now + 3_600_000) };
    const search = `?${new URLSearchParams(range).toString()}`;
    const step = Math.max(1, Math.floor(answers.rows.length / EVENTS));
    const ids = answers.rows.filter((_, index) => index % step === 0).slice(0, EVENTS);
    const client = world.client(form);
    const found = new Map<string, Promise<ReadonlySet<string>>>();
    const missing: string[] = [];

    for (const id of ids) {
      const { event } = await client.event(id);
      for (const value of valuesOf(event))
        for (const { id: entry, href } of addressesOf(value, search)) {
          const held = found.get(href) ?? idsBehind(href);
          found.set(href, held);
          if (!(await held).has(id))
            missing.push(`${entry} of ${value.field} ${value.value}: ${href} lacks ${id}`);
        }
    }
    expect(ids).toHaveLength(EVENTS);
    expect(missing).toEqual([]);

    /** Every event of the list or page at an address; the page's own questions, asked of the API. */
    async function idsBehind(href: string): Promise<ReadonlySet<string>> {
      const url = new URL(href, "http://localhost");
      const texts = Object.fromEntries(url.searchParams);
      const [, page = "", name = ""] = url.pathname.split("/");
      const id = decodeURIComponent(name);
      const { from, to } = resolveRange({ ...defaultRange, ...texts }, Date.now());
      switch (page) {
        case "investigate":
          return new Set(await everyId(client, { q: texts["q"] ?? "", from, to, kind: "rows" }));
        case "e":
          return new Set((await everyId(client, { q: `about:${id}`, kind: "all" })).concat(id));
        case "resources":
          return new Set(await accessesOf(texts["uri"] ?? ""));
        case "sessions":
          return new Set(await everyId(client, { q: printCondition("session", id), kind: "rows" }));
        case "actors": {
          const kind = texts["as"] ?? "actor";
          const isWho = kind === "actor" || kind === "agent";
          const named = isWho ? whoFields : [kind as FieldId];
          const q = named.map((field) => printCondition(field, id)).join(" OR ");
          return new Set(await everyId(client, { q, from, to, kind: "rows" }));
        }
        default:
          return new Set();
      }
    }

    async function accessesOf(uri: string): Promise<string[]> {
      const events: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await client.resource(uri, {
          reads: true,
          limit: 1000,
          ...(cursor !== undefined && { cursor }),
        });
        events.push(...page.accesses.map((access) => access.event_id));
        cursor = page.cursor;
      } while (cursor !== undefined);
      return events;
    }
  }, 600_000);
});

/** How somebody's page is about an event: it acted, or is named in it. */
const whoFields: readonly FieldId[] = ["actor", "agent", "approver", "delegate"];
