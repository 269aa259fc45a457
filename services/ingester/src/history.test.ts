import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { parseEvent } from "@toolmark/schemas/parse-event";
import { expect, test } from "vitest";

import { normalizeEvent } from "./normalize-event.ts";

const folder = new URL("../../../schemas/history/v1/", import.meta.url);
const files = readdirSync(folder).filter((name) => !name.includes(".expected."));

test.each(files)("%s is normalized as it always was", async (name) => {
  const parsed = parseEvent(
    readFileSync(new URL(name, folder)),
    Date.parse("2026-11-24T08:00:00Z"),
  );
  if (parsed.kind === "fault") throw new Error(parsed.detail);
  const event = normalizeEvent(parsed.event, {
    tenant: "acme",
    provenance: "authenticated",
    emitter: "crm-1",
  });
  const expected = fileURLToPath(new URL(name.replace(".json", ".expected.json"), folder));
  await expect(`${JSON.stringify(event, null, 2)}\n`).toMatchFileSnapshot(expected);
});
