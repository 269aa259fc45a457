import type { AuditEvent } from "@toolmark/schemas/event";
import { parseEvent } from "@toolmark/schemas/parse-event";
import { expect, test } from "vitest";

import { createDemoStory, STORY_MARKER, STORY_MS } from "./create-demo-story.ts";

const NOW = Date.UTC(2026, 10, 24, 12);
const story = createDemoStory(NOW);
const parsed = story.batches.flat().map((line) => parseEvent(Buffer.from(line), NOW));
const events = parsed.flatMap((item) => (item.kind === "event" ? [item.event] : []));

test("every event is one, of an emitter and an environment of the demo", () => {
  expect(events).toHaveLength(story.events);
  for (const { emitter, environment } of events) {
    expect(emitter.id).toMatch(/^demo-/);
    expect(environment).toBe("demo");
  }
  expect(parsed.flatMap((item) => (item.kind === "event" ? item.unknown : []))).toEqual([]);
  expect(parsed.flatMap((item) => (item.kind === "event" ? [] : [item.reason]))).toEqual([
    "not_json",
    "unknown_schema_version",
    "time_implausible",
    "schema_violation",
  ]);
});

test("it is the same whenever it is told, and its ids are the same at any time", () => {
  expect(createDemoStory(NOW)).toEqual(story);
  const later = createDemoStory(NOW + 98_765_432);
  expect(idsOf(later.batches)).toEqual(idsOf(story.batches));
  expect(new Set(events.map(({ event }) => event.id)).size).toBe(events.length);
  expect(idsOf(story.batches)[0]).toBe(STORY_MARKER.id);
});

test("before its nine minutes there are two days of work in which nobody was refused", () => {
  const times = events.map(({ time }) => Date.parse(time.occurred));
  expect(Math.min(...times)).toBeGreaterThanOrEqual(story.from);
  expect(Math.max(...times)).toBeLessThan(story.to);
  const earlier = events.filter(({ time }) => Date.parse(time.occurred) < NOW - STORY_MS - 120_000);
  expect(earlier.filter(({ event }) => event.type === "call.completed").length).toBeGreaterThan(
    400,
  );
  expect(earlier.filter(({ outcome }) => outcome?.status === "denied")).toEqual([]);
  expect(earlier.filter(({ client }) => client?.name === "acme-agent")).toEqual([]);
});

test("each emitter numbers its events, and only those it tells of or loses are missing", () => {
  const runs = Map.groupBy(
    events.filter(({ event }) => event.type !== "emitter.gap"),
    ({ emitter }) => `${emitter.id} ${emitter.epoch}`,
  );
  const missing: string[] = [];
  for (const [run, own] of runs) {
    const numbers = new Set(own.map(({ emitter }) => emitter.sequence));
    for (let number = 0; number <= Math.max(...[...numbers].map(Number)); number++)
      if (!numbers.has(number)) missing.push(run);
  }
  expect(missing).toEqual(
    [
      ...Array<string>(6).fill("demo-billing demo-1"),
      ...Array<string>(2).fill("demo-crm demo-1"),
    ].toSorted((a, b) => missing.indexOf(a) - missing.indexOf(b)),
  );
  const gap = only(({ event }) => event.type === "emitter.gap").gap;
  expect((gap?.to_sequence ?? 0) - (gap?.from_sequence ?? 0) + 1).toBe(6);
});

test("the calls that were held go on with the arguments that were approved", () => {
  for (const tool of ["crm.contacts.update", "billing.refund"]) {
    const done = only(
      (event) =>
        event.tool?.name === tool &&
        event.event.type === "call.completed" &&
        event.approval?.status === "granted" &&
        event.approval.params_hmac === event.params?.hmac,
    );
    const held = only(
      ({ operation, outcome }) =>
        operation?.id === done.operation?.id && outcome?.status === "input_required",
    );
    expect(held.approval?.params_hmac).toBe(done.params?.hmac);
    expect(held.params).toEqual(done.params);
  }
});

function only(isWanted: (event: AuditEvent) => boolean): AuditEvent {
  const [found, ...others] = events.filter(isWanted);
  expect(others).toEqual([]);
  if (found === undefined) throw new Error("there is no such event in the story");
  return found;
}

function idsOf(batches: string[][]): (string | undefined)[] {
  return batches.flat().map((line) => /"event":\{"id":"([^"]+)"/.exec(line)?.[1]);
}
