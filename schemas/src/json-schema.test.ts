import { readFile } from "node:fs/promises";

import { expect, test } from "vitest";

import { eventJsonSchemaText } from "./json-schema.ts";

test("the committed JSON Schema is the one that the zod schema gives", async () => {
  const committed = await readFile(
    new URL("../json/event-v1.schema.json", import.meta.url),
    "utf8",
  );
  expect(committed, "run npm run schemas:generate").toBe(eventJsonSchemaText());
});
