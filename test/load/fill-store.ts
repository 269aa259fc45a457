import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { EventStore, StoreEntry } from "@toolmark/event-store/event-store";
import { callEventId } from "@toolmark/schemas/ids";
import { keyTerm } from "@toolmark/schemas/terms";

import { eachInFlight } from "./measure-embedded.ts";
import { prepareEntries, prepareRecords } from "./prepare-events.ts";

/** What a filled store holds, for questions about it. */
export interface Filled {
  events: number;
  /** Half-open range of the events' times, milliseconds since the epoch. */
  from: number;
  to: number;
  templates: readonly StoreEntry[];
  /** Call id of the n-th event. */
  callId(n: number): string;
}

const TEMPLATES = 20_000;
const BATCH = 2000;
const SPAN_MS = 30 * 86_400_000;
const PARTITIONS = 4;

/**
 * Describes a set of events over 30 days: copies of generated events, each with an id, a call and a
 * time of its own (seals are those of the originals). The same `events` and `to` give the same set.
 */
export function describeFill(events: number, to: number): Filled {
  const { records } = prepareRecords(1, Math.min(TEMPLATES, events));
  return {
    events,
    from: to - SPAN_MS,
    to,
    templates: prepareEntries(records),
    callId: (n) => callIdOf(timeOf(n, events, to), n),
  };
}

/**
 * Describes the set that a directory's embedded store holds, putting it there when it is not yet; a
 * later run of the same size finds it.
 */
export async function fillOnce(
  directory: string,
  options: {
    events: number;
    open: () => Promise<EventStore>;
    report: (line: string) => void;
  },
): Promise<Filled> {
  const { events, open, report } = options;
  const note = join(directory, "filled.json");
  if (existsSync(note)) {
    const { to }: { to: number } = JSON.parse(await readFile(note, "utf8"));
    return describeFill(events, to);
  }
  await mkdir(directory, { recursive: true });
  const filled = describeFill(events, Date.now());
  await using store = await open();
  const { seconds } = await fillStore(store, filled, { positions: false, report });
  report(`filled in ${Math.round(seconds)} s`);
  await writeFile(note, JSON.stringify({ to: filled.to }));
  return filled;
}

/** Puts a described set into a store. `positions` is for stores that get them from a log. */
export async function fillStore(
  store: EventStore,
  filled: Filled,
  options: { positions: boolean; report: (line: string) => void },
): Promise<{ seconds: number }> {
  const start = performance.now();
  let done = 0;
  await eachInFlight(batches(filled, options.positions), async (batch) => {
    const outcomes = await store.append(batch);
    const odd = outcomes.find(({ status }) => status === "rejected");
    if (odd !== undefined) throw new Error(JSON.stringify(odd));
    done += batch.length;
    if (done % 500_000 < BATCH)
      options.report(
        `filled ${done} of ${filled.events}, ${Math.round(done / ((performance.now() - start) / 1000))}/s`,
      );
  });
  await store.refresh();
  return { seconds: (performance.now() - start) / 1000 };
}

function* batches(filled: Filled, positions: boolean): Generator<StoreEntry[]> {
  for (let at = 0; at < filled.events; at += BATCH) {
    const size = Math.min(BATCH, filled.events - at);
    yield Array.from({ length: size }, (_, index) => copyOf(filled, at + index, positions));
  }
}

function copyOf(filled: Filled, n: number, positions: boolean): StoreEntry {
  const template = filled.templates[n % filled.templates.length];
  if (template === undefined) throw new Error("no template");
  const time = timeOf(n, filled.events, filled.to);
  const call = callIdOf(time, n);
  const id = callEventId(call, "completed");
  const { index, document } = template;
  const terms = index.terms.filter((term) => !own.some((prefix) => term.startsWith(prefix)));
  const { p } = document;
  return {
    index: {
      ...index,
      id,
      time,
      recorded: time + 40,
      terms: [...terms, keyTerm("call", call), keyTerm("operation", call)],
    },
    document: {
      ...document,
      p: {
        ...p,
        event: { id, type: "call.completed" },
        call: { id: call },
        operation: { id: call },
        time: { ...(p["time"] as object), occurred: new Date(time).toISOString() },
      },
      leaf: { ...document.leaf, ts: time + 40 },
    },
    ...(positions && {
      position: { partition: n % PARTITIONS, offset: Math.floor(n / PARTITIONS) },
    }),
  };
}

const own = [keyTerm("call", ""), keyTerm("operation", "")];

function timeOf(n: number, events: number, to: number): number {
  return Math.floor(to - SPAN_MS + (n * SPAN_MS) / events);
}

function callIdOf(time: number, n: number): string {
  const milliseconds = time.toString(16).padStart(12, "0");
  const number = n.toString(16).padStart(12, "0");
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-7000-8000-${number}`;
}
