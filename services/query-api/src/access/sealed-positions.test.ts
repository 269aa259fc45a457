import { randomBytes } from "node:crypto";

import { expect, test, vi } from "vitest";

import { openWorlds } from "./open-worlds.fixture.ts";
import type { Answer, OpenedWorlds } from "./open-worlds.fixture.ts";
import { worlds } from "./worlds.fixture.ts";

// Each test opens stores of its own.
vi.setConfig({ testTimeout: 20_000 });

const cursorKey = randomBytes(32);
const first = "/v1/search?kind=all&limit=2";

async function page(opened: OpenedWorlds, address = first): Promise<Answer & Page> {
  const answer = await opened.ask(address, { as: "responder" });
  return { ...answer, ...(answer.body as Page) };
}

interface Page {
  asof: string;
  cursor: string;
  total: number;
}

test("links and pages of one instance work at another with the same key, and after a restart", async () => {
  await using one = await openWorlds([worlds.own], { cursorKey });
  await using two = await openWorlds([worlds.own], { cursorKey });
  const { asof, cursor, total } = await page(one);
  expect(await page(two, `${first}&cursor=${cursor}`)).toMatchObject({ status: 200, total, asof });
  expect(await page(two, `${first}&asof=${asof}`)).toMatchObject({ status: 200, total, asof });
  await using other = await openWorlds([worlds.own]);
  expect(await page(other, `${first}&asof=${asof}`)).toMatchObject({ status: 400 });
  expect(await page(other, `${first}&cursor=${cursor}`)).toMatchObject({ status: 400 });
});

test("an answer that stands for the same positions has the same asof", async () => {
  await using opened = await openWorlds([worlds.own]);
  const { asof } = await page(opened);
  expect((await page(opened)).asof).toBe(asof);
  expect((await page(opened, `${first}&asof=${asof}`)).asof).toBe(asof);
});

test("an asof does not tell how much there is", async () => {
  await using little = await openWorlds([worlds.own], { cursorKey });
  await using much = await openWorlds([worlds.own, worlds.hidden, worlds.foreign], { cursorKey });
  const texts = [(await page(little)).asof, (await page(much)).asof];
  expect(new Set(texts.map((text) => text.length)).size).toBe(1);
  for (const text of texts)
    expect(Buffer.from(text, "base64url").toString("latin1")).not.toMatch(/"\d+":\d+/);
});
