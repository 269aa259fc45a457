import { expect, test } from "vitest";

import { resolveRange } from "../../lib/range.ts";
import { anEvent } from "./an-event.fixture.ts";
import { shownState } from "./shown-state.ts";

const range = resolveRange({ from: "now-1h", to: "now" }, Date.UTC(2026, 0, 2));
const total = { count: 5, isExact: true };

test("an answer is shared with the state of the trail that it is of", () => {
  expect(shownState({ asof: "x", range, total }, { events: [], asof: undefined })).toEqual({
    asof: "x",
    range: { from: range.from, to: range.to },
    total,
  });
});

test("events that came after it are within what is shared", () => {
  const came = { events: [anEvent("a", 7), anEvent("b", 3)], asof: "y" };
  const shown = shownState({ asof: "x", range, total }, came);
  expect(shown.asof).toBe("y");
  expect(shown.range.to).toBe("2026-01-02T00:00:07.001Z");
  expect(shown.total).toEqual({ count: 7, isExact: true });
  const capped = { count: 10_000, isExact: false };
  expect(shownState({ asof: "x", range, total: capped }, came).total).toEqual(capped);
});
