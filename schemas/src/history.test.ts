import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { eventJsonSchema } from "./json-schema.ts";
import { parseEvent } from "./parse-event.ts";

const folder = new URL("../history/v1/", import.meta.url);
const files = readdirSync(folder).filter((name) => !name.includes(".expected."));
const read = (name: string) => readFileSync(new URL(name, folder));

describe("events of every version written so far", () => {
  test.each(files)("%s is still read", (name) => {
    const parsed = parseEvent(read(name), Date.parse("2026-11-24T08:00:00Z"));
    expect(parsed).toMatchObject({ kind: "event", event: JSON.parse(read(name).toString()) });
  });

  test("full.json has every member that the schema knows", () => {
    const missing: string[] = [];
    const visit = (schema: unknown, value: unknown, path: string) => {
      if (typeof schema !== "object" || schema === null) return;
      if (value === undefined) return void missing.push(path);
      if ("items" in schema && Array.isArray(value)) visit(schema.items, value[0], `${path}[]`);
      if ("properties" in schema && typeof value === "object" && value !== null)
        for (const [name, member] of Object.entries(schema.properties as object))
          visit(member, (value as Record<string, unknown>)[name], `${path}.${name}`);
    };
    visit(eventJsonSchema(), JSON.parse(read("full.json").toString()), "");
    expect(missing).toEqual([]);
  });
});
