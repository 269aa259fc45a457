import { expect, test } from "vitest";

import { anEvent } from "./an-event.fixture.ts";
import { mergeEvents } from "./merge-events.ts";

test("what came stands at its time, also when it is late, and nothing twice", () => {
  const found = [anEvent("d", 40), anEvent("b", 20), anEvent("a", 10)];
  const came = [anEvent("c", 30), anEvent("e", 50), anEvent("b", 20), anEvent("z", 1)];
  expect(
    mergeEvents(found, came)
      .map(({ event }) => event.id)
      .join(""),
  ).toBe("edcbaz");
});

test("while nothing came the list is the same", () => {
  const found = [anEvent("a", 1)];
  expect(mergeEvents(found, [])).toBe(found);
});
