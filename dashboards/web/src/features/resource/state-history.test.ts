import type { StateAnswer } from "@toolmark/query-api/state/answers";
import { expect, test } from "vitest";

import { bandFields } from "./band-fields.ts";
import type { ResourceAccess } from "./resource-access.ts";
import { joinStates, MAX_POINTS, stateBefore, statePoints } from "./state-history.ts";
import type { StateField } from "./state-history.ts";

const START = Date.parse("2026-08-21T12:00:00.000Z");
const at = (minute: number) => new Date(START + minute * 60_000).toISOString();

function field(name: string, event: string, parts: Partial<StateField> = {}): StateField {
  return {
    field: name,
    label: "observed",
    event_id: event,
    time: at(0),
    source: "after",
    ...parts,
  };
}

function state(minute: number, fields: StateField[]): StateAnswer {
  return {
    uri: "crm://contact/42",
    at: at(minute),
    asof: "",
    events: 1,
    complete: true,
    existence: { state: "exists", label: "observed" },
    fields,
    conflicts: [],
  };
}

function access(minute: number, parts: Partial<ResourceAccess>): ResourceAccess {
  return {
    event_id: `e${minute}`,
    time: at(minute),
    operation: "update",
    action: "change",
    effect: "write",
    changes: [],
    isLate: false,
    others: [],
    ...parts,
  };
}

test("a value that stays is one band, also where it was found again", () => {
  const bands = joinStates(
    [
      state(0, [field("owner", "e1", { value: "carol" })]),
      state(5, [field("owner", "e2", { value: "carol", source: "read" })]),
      state(9, [field("owner", "e3", { value: "alice" })]),
    ],
    START + 20 * 60_000,
  );
  expect(bands).toEqual([
    {
      field: "owner",
      segments: [
        expect.objectContaining({ from: START, to: START + 9 * 60_000, value: "carol" }),
        expect.objectContaining({
          from: START + 9 * 60_000,
          to: START + 20 * 60_000,
          value: "alice",
        }),
      ],
    },
  ]);
});

test("a hidden value is another one after a change, and the same after a read", () => {
  const bands = joinStates(
    [
      state(0, [field("owner", "e1")]),
      state(5, [field("owner", "e2", { source: "read" })]),
      state(9, [field("owner", "e3")]),
    ],
    START + 10 * 60_000,
  );
  expect(bands[0]?.segments.map(({ eventId, shows }) => [eventId, shows])).toEqual([
    ["e1", "masked"],
    ["e3", "masked"],
  ]);
});

test("doubt begins a band of its own", () => {
  const bands = joinStates(
    [
      state(0, [field("owner", "e1", { value: "carol" })]),
      state(5, [field("owner", "e1", { value: "carol", label: "inferred", why: "a gap" })]),
    ],
    START + 10 * 60_000,
  );
  expect(bands[0]?.segments.map(({ label }) => label)).toEqual(["observed", "inferred"]);
});

test("the time before a field was first known is drawn as unknown", () => {
  const bands = joinStates([state(5, [field("owner", "e1", { value: "carol" })])], START + 600_000);
  const { fields } = bandFields(bands, { from: START, to: START + 600_000 }, START + 5 * 60_000);
  expect(fields[0]?.bands).toEqual([
    { from: START, to: START + 300_000, state: "unknown" },
    expect.objectContaining({ state: "observed", text: "carol", isMarked: true }),
  ]);
});

test("a field that is there no more has no value now", () => {
  const bands = joinStates(
    [state(0, [field("owner", "e1", { value: "carol" })]), state(5, [])],
    START + 600_000,
  );
  const { fields } = bandFields(bands, { from: START, to: START + 600_000 }, undefined);
  expect(fields[0]?.now).toEqual({ text: "gone" });
});

test("what was taken out or hidden never looks empty", () => {
  const bands = joinStates(
    [
      state(0, [
        field("a", "e1", { label: "unknown", redacted: true }),
        field("b", "e1"),
        field("c", "e1", { gone: true }),
        field("d", "e1", { label: "unknown" }),
      ]),
    ],
    START + 1000,
  );
  expect(bands.map(({ segments }) => segments[0]?.shows)).toEqual([
    "taken out",
    "masked",
    "removed",
    "unknown",
  ]);
});

test("the state is asked for where it may have become another, the newest times first", () => {
  const accesses = [
    access(9, { action: "read", operation: "read" }),
    access(8, { action: "denied", operation: null }),
    access(7, { action: "aim", operation: null, executed: null }),
    access(6, { action: "aim", operation: null, executed: false }),
    access(5, { action: "read", operation: "read", masked: true }),
    access(4, {}),
  ];
  const gaps = [{ key: "g", from: START, to: START + 60_000, title: "", detail: "" }];
  const { points, isCut } = statePoints({ accesses, total: 6, isWhole: true }, gaps);
  expect(points.map((point) => (point - START) / 60_000)).toEqual([1, 4, 5, 7, 9]);
  expect(isCut).toBe(false);
});

test("of very many times the newest are asked for, and it is said that there are more", () => {
  const accesses = Array.from({ length: MAX_POINTS + 10 }, (_, index) => access(100 - index, {}));
  const loaded = { accesses, total: accesses.length, isWhole: true };
  const { points, isCut } = statePoints(loaded, []);
  expect(points).toHaveLength(MAX_POINTS);
  expect(points.at(-1)).toBe(START + 100 * 60_000);
  expect(isCut).toBe(true);
});

test("while older accesses are not loaded, nothing is claimed of the time before", () => {
  const loaded = { accesses: [access(9, {}), access(5, {})], total: 9, isWhole: false };
  const gaps = [{ key: "g", from: START, to: START + 60_000, title: "", detail: "" }];
  const { points, isCut } = statePoints(loaded, gaps, START);
  expect(points.map((point) => (point - START) / 60_000)).toEqual([5, 9]);
  expect(isCut).toBe(true);
});

test("a range begins with the state that it was in", () => {
  const loaded = { accesses: [access(9, {})], total: 1, isWhole: true };
  expect(statePoints(loaded, [], START).points).toEqual([START, START + 9 * 60_000]);
});

test("the state at any time is that of the last time before it", () => {
  const states = [state(0, []), state(5, [])];
  expect(stateBefore(states, START + 4 * 60_000)?.at).toBe(at(0));
  expect(stateBefore(states, START + 5 * 60_000)?.at).toBe(at(5));
  expect(stateBefore(states, START - 1)).toBeUndefined();
  expect(stateBefore(states, undefined)?.at).toBe(at(5));
});
