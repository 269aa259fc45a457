import { expect, test } from "vitest";

import { callEventId, derivedEventId, newUuid } from "./ids.ts";

test("new ids are UUIDv7 that start with their time", () => {
  const id = newUuid(0x0192f0c17c2e);
  expect(id).toMatch(/^0192f0c1-7c2e-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(newUuid()).not.toBe(newUuid());
});

test("a call's records have ids that follow from the call's id and differ", () => {
  const call = "0192F0C1-7C2E-7D1A-9F6E-0F2B1C3D4E5F";
  const ids = (["attempted", "completed", "unresolved"] as const).map((record) =>
    callEventId(call, record),
  );
  expect(new Set(ids).size).toBe(3);
  for (const id of ids)
    expect(id).toMatch(/^0192f0c1-7c2e-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(callEventId(call.toLowerCase(), "attempted")).toBe(ids[0]);
});

test("derived ids follow from time and text", () => {
  expect(derivedEventId(1, "a")).toBe(derivedEventId(1, "a"));
  expect(derivedEventId(1, "a")).not.toBe(derivedEventId(1, "b"));
});

test("ids made one after the other sort in that order, also within a millisecond", () => {
  const ids = Array.from({ length: 10_000 }, () => newUuid());
  expect(ids.toSorted()).toEqual(ids);
  const events = ids.flatMap((id) => [callEventId(id, "attempted"), callEventId(id, "completed")]);
  expect(events.toSorted()).toEqual(events);
});
