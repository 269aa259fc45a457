import { EVENT_SCHEMA } from "@toolmark/schemas/event";
import type { AuditEvent } from "@toolmark/schemas/event";
import { derivedEventId } from "@toolmark/schemas/ids";

import { emitters } from "./cast.ts";
import { tellApprovals } from "./scenes/approval-scene.ts";
import { tellContact } from "./scenes/contact-scene.ts";
import { EARLIER_MS, tellEarlier } from "./scenes/earlier-scene.ts";
import { tellEveryday } from "./scenes/everyday-scene.ts";
import { tellHostile } from "./scenes/hostile-scene.ts";
import { brokenLines, tellGap, tellHeartbeats, tellMissing } from "./scenes/missing-scene.ts";
import { tellRogue } from "./scenes/rogue-scene.ts";
import { tellSession } from "./scenes/session-scene.ts";
import { byTime, createStoryWriter } from "./story-writer.ts";

/** How long the story itself goes on, milliseconds, after two days of ordinary work. */
export const STORY_MS = 9 * 60 * 1000;

/** The story's last event, which is sent first: where it is stored, the story was begun to be told. */
export const STORY_MARKER = {
  id: derivedEventId(Date.UTC(2026, 0, 2), "toolmark demo marker"),
  emitter: "demo-story",
} as const;

/** The story as its emitters send it. */
export interface DemoStory {
  /** Lines of each request to the intake: events, and a few lines that are none. */
  batches: string[][];
  /** Events that arrive. */
  events: number;
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
}

const BATCH = 250;

/**
 * Tells the demo's story in the nine minutes before `now`, after two days of ordinary work: who changed contact 42, a client that
 * nobody has seen, what was blocked and why, approvals, what is missing. Every emitter's name begins
 * with `demo-`, the environment is `demo`. Deterministic: the ids are always the same, and the same
 * `now` gives the same bytes.
 *
 * @param now when the story ends, milliseconds since the epoch; send it soon after.
 */
export function createDemoStory(now: number): DemoStory {
  const writer = createStoryWriter(now);
  tellHeartbeats(writer);
  tellContact(writer);
  tellRogue(writer);
  tellApprovals(writer);
  tellSession(writer);
  tellHostile(writer);
  tellMissing(writer);
  tellEveryday(writer);
  tellEarlier(writer);
  writer.number();
  tellGap(writer, emitters.billing);

  const arriving = writer.written.filter(({ isLost }) => !isLost).toSorted(byTime);
  const lines = [marker(now), ...arriving.map(({ event }) => event)].map((event) =>
    JSON.stringify(event),
  );
  lines.push(...brokenLines);
  const batches: string[][] = [];
  for (let start = 0; start < lines.length; start += BATCH)
    batches.push(lines.slice(start, start + BATCH));
  return { batches, events: arriving.length + 1, from: now - EARLIER_MS, to: now + 1 };
}

function marker(now: number): AuditEvent {
  return {
    schema: EVENT_SCHEMA,
    event: { id: STORY_MARKER.id, type: "emitter.stopped" },
    time: { occurred: new Date(now).toISOString(), source: "imported" },
    vantage: "import",
    emitter: { id: STORY_MARKER.emitter, version: "1.4.0", epoch: "demo-1", sequence: 0 },
    environment: "demo",
    attr: { about: "the story of the demo: none of it happened" },
  };
}
