import type { EventView } from "@toolmark/query-api/event-view";
import { expect, test } from "vitest";

import { courses, groupCredentials, joinCounts, lastSeen } from "./actor-rows.ts";

const query = { text: "", kind: "rows", explanation: "", warnings: [] } as const;
const facets = (counts: Record<string, number>, none = 0) => ({
  facets: {
    actor: [
      ...Object.entries(counts).map(([value, count]) => ({ value, count })),
      { value: null, count: none },
    ],
  },
  total: 0,
  asof: "",
  query: { ...query, warnings: [] },
});

function event(person: string, parts: object = {}): EventView {
  return {
    time: { occurred: "2026-08-21T12:00:00.000Z" },
    actor: { type: "user", id: person, credential: { fingerprint: "sha256:one" } },
    marks: [],
    ...parts,
  } as unknown as EventView;
}

test("counts under several conditions are joined by value; events without the field are no row", () => {
  const rows = joinCounts("actor", {
    all: facets({ alice: 5, bob: 3 }, 9),
    writes: facets({ alice: 2 }),
    denied: facets({ bob: 1 }),
    errors: facets({}),
  });
  expect(rows).toEqual([
    { value: "alice", events: 5, writes: 2, denied: 0, errors: 0 },
    { value: "bob", events: 3, writes: 0, denied: 1, errors: 0 },
  ]);
});

test("a credential that several people used stands first", () => {
  const own = { credential: { fingerprint: "sha256:own" } };
  const rows = groupCredentials([
    event("carol", { actor: { type: "user", id: "carol", ...own } }),
    event("carol", { actor: { type: "user", id: "carol", ...own } }),
    event("carol", { actor: { type: "user", id: "carol", ...own } }),
    event("erin"),
    event("frank", { outcome: { status: "denied" }, effect: { class: "write" } }),
  ]);
  expect(rows.map(({ value, people, writes, denied }) => [value, people, writes, denied])).toEqual([
    ["sha256:one", ["erin", "frank"], 1, 1],
    ["sha256:own", ["carol"], 0, 0],
  ]);
});

test("a service beside a person does not make a credential shared", () => {
  const [row] = groupCredentials([
    event("erin"),
    event("bot", {
      actor: { type: "service", id: "bot", credential: { fingerprint: "sha256:one" } },
    }),
  ]);
  expect(row?.people).toEqual(["erin"]);
});

test("values are last seen at their newest event, whatever their case", () => {
  const early = event("Alice", { time: { occurred: "2026-08-20T00:00:00.000Z" } });
  expect(lastSeen([early, event("alice")], "actor")).toEqual(
    new Map([["alice", Date.parse("2026-08-21T12:00:00.000Z")]]),
  );
});

test("the course of a value has a place for every interval of the range", () => {
  const answer = {
    interval_ms: 1000,
    buckets: [
      { start: "1970-01-01T00:00:02.000Z", count: 3, by: [{ value: "alice", count: 2 }] },
      { start: "1970-01-01T00:00:09.000Z", count: 1, by: [{ value: null, count: 1 }] },
    ],
    total: 4,
    asof: "",
    query: { ...query, warnings: [] },
  };
  expect(courses(answer, { from: 1500, to: 4000 })).toEqual(new Map([["alice", [0, 2, 0]]]));
});
