import { hashId } from "./bloom-filter.ts";
import { createClosedPart } from "./closed-part.ts";
import type { EncodedBatch } from "./encoded-batch.ts";
import {
  createPart,
  listParts,
  openDatabase,
  partPath,
  removeLeftovers,
  removePart,
} from "./part-files.ts";
import { successorOf } from "./part-state.ts";
import { openPartWriter, withPosition } from "./part-writer.ts";
import type { PartWriter } from "./part-writer.ts";
import type { AppendReply, PartState, RotationNotice } from "./writer-calls.ts";

/** Writes events into the parts of one directory. */
export interface EventWriter extends Disposable {
  parts(): PartState[];
  positions(): Record<number, number>;
  /** Stores batches in one transaction; when this returns they are durable, all of them. */
  append(batches: readonly EncodedBatch[]): AppendReply[];
  dropBefore(before: number): { events: number; parts: number[] };
  sealed(number: number): void;
}

/** Opens the parts of a directory that nobody else writes to. */
export function openEventWriter(options: {
  directory: string;
  rowsPerPart: number;
  onRotation: (notice: RotationNotice) => void;
}): EventWriter {
  const { directory } = options;
  removeLeftovers(directory);
  if (listParts(directory).length === 0) createPart(directory, 1, { base: 1, positions: {} });
  beginCurrentPart(directory);
  const numbers = listParts(directory);
  const newest = numbers.at(-1) ?? 1;
  const closed = numbers.slice(0, -1).map((number) => createClosedPart(directory, number));
  for (const part of closed) part.loadFilter();
  let open: PartWriter | undefined = openPartWriter(directory, newest);

  /** The part being written; after a failure it is opened again to see what is really there. */
  function current(): PartWriter {
    open ??= openPartWriter(directory, listParts(directory).at(-1) ?? 1);
    return open;
  }

  function discard(): void {
    const failed = open;
    open = undefined;
    try {
      failed?.abandon();
    } finally {
      failed?.[Symbol.dispose]();
    }
  }

  function existing(batch: EncodedBatch, n: number): string | undefined {
    if (closed.length === 0) return undefined;
    const id = batch.ids.subarray(n * 16, n * 16 + 16);
    const hash = hashId(id);
    const tenant = batch.tenantValues[batch.tenants[n] ?? 0] ?? "";
    for (let index = closed.length - 1; index >= 0; index--) {
      const part = closed[index];
      const found = part?.find(id, hash, tenant);
      if (part && found) return withPosition(part.readDocument(found.row), found);
    }
    return undefined;
  }

  function write(part: PartWriter, batch: EncodedBatch): AppendReply {
    const reply: AppendReply = { rows: new Float64Array(batch.count), existing: [] };
    for (let n = 0; n < batch.count; n++) {
      const known = existing(batch, n);
      const stored = known === undefined ? part.insert(batch, n) : undefined;
      reply.rows[n] = stored?.row ?? -1;
      if (stored === undefined) reply.existing.push(known ?? inPart(part, batch, n));
    }
    return reply;
  }

  function rotate(isToBeSealed: boolean): void {
    const full = current();
    const number = full.number + 1;
    const positions = Object.fromEntries(full.positions());
    createPart(directory, number, { base: full.nextRow(), positions });
    open = undefined;
    full[Symbol.dispose]();
    closed.push(createClosedPart(directory, full.number));
    options.onRotation({ closed: full.number, opened: number, isToBeSealed });
    open = openPartWriter(directory, number);
  }

  return {
    parts: () => [
      ...closed.map(({ number, isSealed }) => ({ number, isSealed })),
      { number: current().number, isSealed: false },
    ],
    positions: () => Object.fromEntries(current().positions()),
    append(batches) {
      if (current().rows() >= options.rowsPerPart) rotate(true);
      const part = current();
      try {
        part.begin();
        const replies = batches.map((batch) => write(part, batch));
        part.commit();
        return replies;
      } catch (error) {
        discard();
        throw error;
      }
    },
    dropBefore(before) {
      const part = current();
      if (part.rows() > 0 && part.maxTime() < before) rotate(false);
      const dropped = { events: 0, parts: [] as number[] };
      for (const old of closed.filter((candidate) => candidate.maxTime() < before)) {
        const events = old.rows();
        old[Symbol.dispose]();
        closed.splice(closed.indexOf(old), 1);
        removePart(directory, old.number);
        dropped.events += events;
        dropped.parts.push(old.number);
      }
      return dropped;
    },
    sealed(number) {
      closed.find((part) => part.number === number)?.loadFilter();
    },
    [Symbol.dispose]() {
      for (const part of closed) part[Symbol.dispose]();
      open?.[Symbol.dispose]();
    },
  };
}

/** Begins a new part when the newest one was begun before a field existed that is counted now. */
function beginCurrentPart(directory: string): void {
  const newest = listParts(directory).at(-1) ?? 1;
  using part = openDatabase(partPath(directory, newest), { readOnly: true });
  const successor = successorOf(part);
  if (successor !== undefined) createPart(directory, newest + 1, successor);
}

function inPart(part: PartWriter, batch: EncodedBatch, n: number): string {
  const id = batch.ids.subarray(n * 16, n * 16 + 16);
  const found = part.find(id, batch.tenantValues[batch.tenants[n] ?? 0] ?? "");
  if (found === undefined) throw new Error("an event that is there could not be read");
  return withPosition(part.readDocument(found.row), found);
}
