import { expect, test } from "vitest";

import { anEvent } from "./an-event.fixture.ts";
import { addToTail, emptyTail, MOST_KEPT, showWaiting } from "./tail-state.ts";

const came = (...events: ReturnType<typeof anEvent>[]) => ({
  events,
  asof: events.at(-1)?.event.id,
});
const idsOf = (events: readonly { event: { id: string } }[]) =>
  events.map(({ event }) => event.id).join("");

test("events are shown newest first, what waited along with them", () => {
  let tail = addToTail(emptyTail("k"), came(anEvent("a", 1), anEvent("b", 2)), false);
  tail = addToTail(tail, came(anEvent("c", 3)), true);
  expect([idsOf(tail.shown), idsOf(tail.waiting)]).toEqual(["ba", "c"]);
  expect(tail.asof).toBe("b");
  expect(showWaiting(tail)).toMatchObject({ asof: "c", waiting: [] });
  tail = addToTail(tail, came(anEvent("d", 4)), false);
  expect([idsOf(tail.shown), idsOf(tail.waiting)]).toEqual(["dcba", ""]);
  expect(tail.asof).toBe("d");
});

test("a full tail keeps what it shows, keeps no more than its bound, and says so", () => {
  const many = Array.from({ length: MOST_KEPT }, (_, index) => anEvent(`e${index}`, index));
  const shown = addToTail(emptyTail("k"), came(anEvent("a", 1)), false);
  const full = addToTail(shown, came(...many), false);
  expect(full.isFull).toBe(true);
  expect(idsOf(full.shown)).toBe("a");
  expect(addToTail(full, came(...many), false).waiting).toHaveLength(MOST_KEPT);
});
