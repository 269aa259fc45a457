import { readFile } from "node:fs/promises";

import { expect, test } from "vitest";

import { renderDocs } from "./render-docs.ts";

test.each([...renderDocs()])("%s is what the code says", async (path, text) => {
  const committed = await readFile(new URL(`../../${path}`, import.meta.url), "utf8");
  expect(committed, "run npm run docs:generate").toBe(text);
});
