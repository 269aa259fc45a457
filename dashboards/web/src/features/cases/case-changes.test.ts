import { expect, test } from "vitest";

import { changedText, stepsSince } from "./case-changes.ts";

const step = (id: string, type: string, by: string, ids?: string[]) => ({
  event_id: id,
  type,
  at: "2026-01-01T00:00:00.000Z",
  by,
  ...(ids && { event_ids: ids }),
});

test("what others did since is told, what the reader did is not", () => {
  const opened = step("1", "case.opened", "rita");
  const before = { history: [opened] };
  const now = {
    history: [
      opened,
      step("2", "case.noted", "rita"),
      step("3", "case.pinned", "dana", ["a", "b"]),
      step("4", "case.closed", "dana"),
    ],
  };
  const since = stepsSince(before, now, "rita");
  expect(since.map(({ event_id: id }) => id)).toEqual(["3", "4"]);
  expect(changedText(since)).toBe("dana pinned 2 events; dana closed it");
});

test("nothing is told where nobody else did anything, and much is counted", () => {
  const before = { history: [] };
  expect(changedText(stepsSince(before, before, "rita"))).toBeUndefined();
  const many = Array.from({ length: 5 }, (_, index) => step(String(index), "case.noted", "dana"));
  expect(changedText(stepsSince(before, { history: many }, "rita"))).toMatch(/; 2 more$/);
});
