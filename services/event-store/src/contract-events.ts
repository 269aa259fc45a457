import { hash } from "node:crypto";

import type { EventType } from "@toolmark/schemas/event-types";
import { derivedEventId } from "@toolmark/schemas/ids";
import { indexEvent } from "@toolmark/schemas/index-event";
import type {
  EventMark,
  Json,
  LogPosition,
  NormalizedEvent,
  QuarantineEntry,
  SealedDocument,
  StoredDocument,
} from "@toolmark/schemas/normalized-event";

import type { AppendOutcome, StoreEntry } from "./event-store.ts";

/** When the first event of a contract test occurs unless it says otherwise, in milliseconds. */
export const NOON = Date.UTC(2026, 4, 6, 12);

/** What a test says about an entry; everything else follows. */
export interface EntryParts {
  id?: string;
  tenant?: string;
  type?: EventType;
  /** Milliseconds since the epoch. */
  time?: number;
  recorded?: number;
  marks?: EventMark[];
  position?: LogPosition;
  /** Members of the event itself. */
  event?: Partial<NormalizedEvent>;
}

let made = 0;

/** An entry to append: a completed call of tenant `acme` at noon with a new id. */
export function anEntry(parts: EntryParts = {}): StoreEntry {
  const time = parts.time ?? NOON;
  const recorded = parts.recorded ?? time + 5;
  const marks = parts.marks ?? [];
  made += 1;
  const event: NormalizedEvent = {
    schema: "toolmark.event/1",
    event: {
      id: parts.id ?? derivedEventId(time, `contract ${made}`),
      type: parts.type ?? "call.completed",
    },
    time: { occurred: new Date(time).toISOString() },
    vantage: "server",
    emitter: { id: "crm-server" },
    tenant: parts.tenant ?? "acme",
    environment: "prod",
    provenance: { level: "authenticated" },
    ...parts.event,
  };
  return {
    index: indexEvent(event, { recorded, marks }),
    document: {
      p: toJson(event),
      x: event.params?.value === undefined ? {} : { params: event.params.value },
      s: event.params?.value === undefined ? {} : { params: "c2FsdCBvZiAxNiBieXRlcw" },
      leaf: { sha256: hash("sha256", JSON.stringify(event), "base64url"), ts: recorded },
      ...(marks.length > 0 && { marks }),
    },
    ...(parts.position && { position: parts.position }),
  };
}

/** `count` entries `step` milliseconds apart, oldest first. */
export function entries(count: number, step: number, parts: EntryParts = {}): StoreEntry[] {
  const start = parts.time ?? NOON;
  return Array.from({ length: count }, (_, index) =>
    anEntry({ ...parts, time: start + index * step }),
  );
}

/** An attempt, which is evidence and not a row. */
export function anAttempt(parts: EntryParts = {}): StoreEntry {
  return anEntry({ type: "call.attempted", ...parts });
}

/** The document that a store must give back for an entry. */
export function storedAs(entry: StoreEntry, log: LogPosition): StoredDocument {
  const document: SealedDocument = JSON.parse(JSON.stringify(entry.document));
  return { ...document, log };
}

/** The id of a stored event. */
export function idOf(document: StoredDocument): string {
  const { event } = document.p;
  const id = typeof event === "object" && event !== null && "id" in event ? event.id : undefined;
  if (typeof id === "string") return id;
  throw new Error("a stored document has no event.id");
}

/** A record in quarantine of tenant `acme`. */
export function aQuarantined(parts: Partial<QuarantineEntry> = {}): QuarantineEntry {
  made += 1;
  const raw = Buffer.from(`{"broken": ${made}`);
  return {
    id: hash("sha256", raw, "base64url"),
    tenant: "acme",
    reason: "not_json",
    detail: "unexpected end of input",
    recorded: NOON + made,
    raw: raw.toString("base64"),
    bytes: raw.length,
    ...parts,
  };
}

/** A generator of the same numbers in [0, 1) for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Where an entry was stored; fails the test when it was not. */
export function storedPosition(outcome: AppendOutcome | undefined): LogPosition {
  if (outcome?.status !== "stored") throw new Error(`expected stored, got ${outcome?.status}`);
  return outcome.position;
}

function toJson(event: NormalizedEvent): Record<string, Json> {
  const plain: Record<string, Json> = JSON.parse(JSON.stringify(event));
  return plain;
}
