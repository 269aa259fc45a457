import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { expect, test } from "vitest";

import { findSequences, stepOf } from "./find-sequences.ts";

function step(id: string, ended: number, duration?: number) {
  const event = {
    event: { id, type: "call.completed" },
    time: {
      occurred: new Date(ended).toISOString(),
      ...(duration !== undefined && { duration_ms: duration }),
    },
    session: { id: "s" },
  } as NormalizedEvent;
  const found = stepOf(event, "session");
  if (found === undefined) throw new Error("it has a session");
  return found;
}

const count = (first: ReturnType<typeof step>, second: ReturnType<typeof step>, within = 1000) =>
  findSequences([first], [second], within, 10).total;

test("what was under way while something was read cannot hold it", () => {
  expect(count(step("a", 1000), step("b", 1500, 600))).toBe(0);
  expect(count(step("a", 1000), step("b", 1500, 500))).toBe(1);
});

test("parts of milliseconds do not lose a pair", () => {
  // It began at 1000.2 and took 5.7 ms; its end is written as 1005.
  expect(count(step("a", 1000), step("b", 1005, 5.7))).toBe(1);
});

test("the longest time between is still within it", () => {
  expect(count(step("a", 1000), step("b", 2000))).toBe(1);
  expect(count(step("a", 1000), step("b", 2001))).toBe(0);
});

test("within one millisecond the order of the timeline decides", () => {
  expect(count(step("a", 1000), step("b", 1000))).toBe(1);
  expect(count(step("b", 1000), step("a", 1000))).toBe(0);
});
