import { afterAll, beforeAll, expect, test } from "vitest";

import { actor, clients, tools } from "../fixtures/story-cast.ts";
import { createStoryWriter } from "../fixtures/story-writer.ts";
import { storyForms } from "../scenarios/jobs/story-world.ts";
import { openBrowserWorld } from "./open-browser-world.ts";
import type { BrowserWorld } from "./open-browser-world.ts";
import { untilQuiet } from "./open-page.ts";

const [form = "embedded"] = storyForms;

let world: BrowserWorld;
let planted: { uri: string; event: string; actor: string };
beforeAll(async () => {
  world = await openBrowserWorld();
  planted = await plant();
}, 300_000);
afterAll(async () => await world?.[Symbol.asyncDispose]());

const markup = '"><img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=1</script>';

/** Sends one change with hostile names and values at every place that a page shows. */
async function plant() {
  const writer = createStoryWriter({ seed: 13, now: Date.now() });
  const id = `javascript:alert(1)//\u202E${markup}`;
  const { completed } = writer.call({
    at: Date.now() - 100,
    actor: { ...actor("rita", { agent: `bot${markup}` }), id },
    client: { ...clients.desktop, name: `client${markup}` },
    tool: { ...tools.updateContact, name: `tool\u001B[31m${markup}` },
    emitter: "hostile",
    session: `s\u2066${markup}`,
    params: {
      value: JSON.parse(
        `{"__proto__":{"polluted":true},"constructor":{"prototype":1},"long":"${"x".repeat(600_000)}"}`,
      ) as object as never,
    },
    policy: {
      decision: "warn",
      checks: [{ id: "rule", rule_id: markup, decision: "warn", reason: `\u200Bwhy${markup}` }],
    },
    downstream: [
      {
        system: "crm",
        resource: `contact/${markup}`,
        operation: "update",
        before: JSON.parse('{"__proto__":"was","note":"a"}') as object as never,
        after: JSON.parse(
          `{"__proto__":"now","note":${JSON.stringify(markup)}}`,
        ) as object as never,
      },
    ],
  });
  const events = writer.written.map(({ event }) => event);
  await world.send(form, events);
  const found = await world.client(form).event(completed);
  return { event: completed, actor: id, uri: found.event.downstream?.[0]?.uri ?? "" };
}

test("hostile names and values are text on every page that shows them", async () => {
  const { session } = world.answers.hostile;
  const paths = [
    `/resources?${new URLSearchParams({ uri: planted.uri }).toString()}`,
    "/resources",
    `/actors/${encodeURIComponent(planted.actor)}`,
    "/actors",
    "/actors?of=credential",
    "/actors?of=client",
    `/e/${planted.event}`,
    `/investigate?${new URLSearchParams({ q: "emitter:hostile", e: planted.event, tab: "params" }).toString()}`,
    `/investigate?${new URLSearchParams({ q: `session:${session}` }).toString()}`,
    `/sessions/${session}`,
    "/sessions",
    "/policy",
    "/",
    `/reports?${new URLSearchParams({ q: "emitter:hostile" }).toString()}`,
  ];
  for (const path of paths)
    await world.visit({ form }, async (page) => {
      page.on("dialog", (dialog) => {
        void dialog.dismiss();
        throw new Error(`${path} opened a dialog`);
      });
      await page.goto(path);
      await untilQuiet(page);
      const seen = await page.evaluate(() => ({
        hacked: "hacked" in globalThis,
        polluted: "polluted" in {},
        planted: document.querySelectorAll("main img, main script, main iframe, main object")
          .length,
        scripts: [...document.querySelectorAll("a[href]")].filter((link) =>
          /^(?!https?:)[a-z]+:/i.test((link as HTMLAnchorElement).href),
        ).length,
        // Nothing that turns the direction of what follows, or cannot be seen, stands in a page.
        hidden: /[^\P{C}\n\t]/u.test(document.body.innerText),
        nodes: document.querySelectorAll("*").length,
      }));
      expect({ path, ...seen, nodes: seen.nodes < 4000 }).toEqual({
        path,
        hacked: false,
        polluted: false,
        planted: 0,
        scripts: 0,
        hidden: false,
        nodes: true,
      });
    });
});

test("hostile names are there to be read, all of them", async () => {
  await world.visit({ form }, async (page) => {
    await page.goto(`/resources?${new URLSearchParams({ uri: planted.uri }).toString()}`);
    await untilQuiet(page);
    const text = await page.locator("main").innerText();
    expect(text).toContain("<img src=x");
    expect(text).toContain("<script>globalThis.hacked=1");
  });
});

test("hidden characters stand as marks with their code point", async () => {
  await world.visit({ form }, async (page) => {
    await page.goto(`/actors/${encodeURIComponent(planted.actor)}`);
    await untilQuiet(page);
    await expect.poll(() => page.locator("h1").innerText()).toContain("202E");
  });
});
