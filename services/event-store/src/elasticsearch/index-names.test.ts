import { newUuid } from "@toolmark/schemas/ids";
import { expect, test } from "vitest";

import { documentId, indexNames, indexOf, monthOfId, monthOfIndex } from "./index-names.ts";

const names = indexNames("toolmark-events");
const at = (time: number) => indexOf(names, { id: "e1", time });
const MAY = Date.UTC(2026, 4, 6);

test("an event goes to the month of its id, whatever time it claims", () => {
  const id = newUuid(MAY);
  expect(indexOf(names, { id, time: MAY })).toBe("toolmark-events-2026.05");
  expect(indexOf(names, { id, time: 0 })).toBe("toolmark-events-2026.05");
});

test("an id without a time goes to the month of its event", () => {
  for (const id of [
    "e1",
    "00000000-0000-4000-8000-000000000000",
    "ffffffff-ffff-8fff-bfff-ffffffffffff",
  ]) {
    expect(monthOfId(id)).toBeUndefined();
    expect(indexOf(names, { id, time: MAY })).toBe("toolmark-events-2026.05");
  }
});

test("months begin and end in UTC", () => {
  expect(at(Date.UTC(2026, 0, 1) - 1)).toBe("toolmark-events-2025.12");
  expect(at(Date.UTC(2026, 0, 1))).toBe("toolmark-events-2026.01");
  expect(at(-1)).toBe("toolmark-events-1969.12");
});

test("only months of the store itself are taken for its own", () => {
  expect(monthOfIndex(names, "toolmark-events-2026.05")).toBe("2026.05");
  for (const other of [
    "toolmark-events-2026.05-old",
    "toolmark-events.quarantine",
    "toolmark-events-x",
    "other-2026.05",
  ]) {
    expect(monthOfIndex(names, other)).toBeUndefined();
  }
});

test("two events never share a document id, and none is too long", () => {
  const pairs = [
    ["a", "b:c"],
    ["a:b", "c"],
    ["", "a"],
    ["a", ""],
    ["#", "a"],
    ["x".repeat(600), "a"],
    [`${"x".repeat(600)}y`, "a"],
    ["日".repeat(200), "a"],
    ["\ud800", "a"],
    ["\ud801", "a"],
    ["\ufffd", "a"],
  ] as const;
  const ids = pairs.map(([tenant, id]) => documentId(tenant, id));
  expect(new Set(ids).size).toBe(pairs.length);
  for (const id of ids) expect(Buffer.byteLength(id)).toBeLessThanOrEqual(512);
});
