import { AuditEvent } from "@toolmark/schemas/event";
import { parseEvent } from "@toolmark/schemas/parse-event";
import { expect, test } from "vitest";

import { createAuditStory } from "../../fixtures/audit-story.ts";

const now = Date.UTC(2026, 10, 24, 12);
const story = createAuditStory({ now });
const lines = story.deliveries.flatMap((delivery) => delivery.lines);

test("the same options tell the same story, byte by byte", () => {
  expect(createAuditStory({ now })).toEqual(story);
  expect(createAuditStory({ now, seed: 2 }).deliveries).not.toEqual(story.deliveries);
});

test("every line is a valid event, but for those that are broken on purpose", () => {
  const faults: Record<string, number> = {};
  for (const line of lines) {
    const parsed = parseEvent(Buffer.from(line), now);
    if (parsed.kind === "fault") faults[parsed.reason] = (faults[parsed.reason] ?? 0) + 1;
    else AuditEvent.parse(JSON.parse(line));
  }
  expect(faults).toEqual(story.answers.missing.quarantined);
});

test("ids stand for one event each, and each emitter's numbers have just the gaps of the answer", () => {
  const byId = new Map<string, string>();
  const numbers = new Map<string, Set<number>>();
  for (const line of lines) {
    const parsed = parseEvent(Buffer.from(line), now);
    if (parsed.kind === "fault") continue;
    const { event, emitter } = parsed.event;
    expect(byId.get(event.id) ?? line).toBe(line);
    byId.set(event.id, line);
    const key = `${emitter.id} ${emitter.epoch}`;
    numbers.set(key, (numbers.get(key) ?? new Set()).add(emitter.sequence ?? -1));
  }
  expect(lines.length - byId.size).toBeGreaterThan(20);
  const gaps = [...numbers].flatMap(([key, seen]) =>
    Array.from({ length: Math.max(...seen) + 1 }, (_, sequence) => sequence)
      .filter((sequence) => !seen.has(sequence))
      .map((sequence) => `${key} ${sequence}`),
  );
  const { lossy, lostSequences } = story.answers.missing;
  expect(gaps).toEqual(
    lostSequences.sequences.map(
      (sequence) => `${lossy.emitter} ${lostSequences.epoch} ${sequence}`,
    ),
  );
  expect(gaps).toHaveLength(lossy.lost);
  const { rows, attempts, otherTenant } = story.answers;
  expect(rows.length + attempts.length + 2 * otherTenant.events.length).toBe(byId.size);
});
