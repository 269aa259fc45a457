import { compileQuery } from "@toolmark/schemas/query/compile-query";
import { expect, test } from "vitest";

import { narrowQuery } from "./narrow-query.ts";

test("a condition is added to all alternatives, not to the last one", () => {
  expect(narrowQuery("actor:a OR actor:b", "effect:write")).toBe(
    "(actor:a OR actor:b) effect:write",
  );
});

test("conditions on time stay where they are understood", () => {
  const text = narrowQuery("since:2h (actor:a OR actor:b)", "-outcome:(denied OR timeout)");
  expect(compileQuery(text, { now: 0 }).issues).toEqual([]);
});

test("the empty query becomes the condition alone", () => {
  expect(narrowQuery("", "effect:write")).toBe("effect:write");
});
