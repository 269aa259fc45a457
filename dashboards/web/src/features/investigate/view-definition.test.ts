import { expect, test } from "vitest";

import { searchOfView, viewDefinition } from "./view-definition.ts";

test("a search comes back from a view as it was, without what is looked at in passing", () => {
  const search = { q: "actor:a", from: "now-7d", cols: "time,actor", sort: "oldest" } as const;
  const saved = viewDefinition({ ...search, e: "1", asof: "x", live: "on" });
  expect(searchOfView(saved)).toEqual(search);
});

test("the default range stays the default", () => {
  expect(searchOfView(viewDefinition({}))).toEqual({});
});

test("an absolute range is kept", () => {
  const range = { from: "2026-01-01T00:00:00.000Z", to: "2026-01-02T00:00:00.000Z" };
  expect(searchOfView(viewDefinition(range))).toEqual(range);
});
