import { expect, test } from "vitest";

import { rebaseQuery } from "./rebase-query.ts";

test("a condition that was added to an older query is added to the current one", () => {
  expect(rebaseQuery("actor:a", "actor:a effect:read", "actor:a server:crm")).toBe(
    "actor:a server:crm effect:read",
  );
});

test("a condition that was taken away goes, one that is there already is not doubled", () => {
  expect(rebaseQuery("actor:a effect:read", "effect:read", "actor:a effect:read server:crm")).toBe(
    "effect:read server:crm",
  );
  expect(rebaseQuery("", "actor:a", "actor:a")).toBe("actor:a");
});
