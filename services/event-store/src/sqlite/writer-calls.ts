import type { QuarantineEntry } from "@toolmark/schemas/normalized-event";

import type { PositionVector } from "../event-store.ts";
import type { EncodedBatch } from "./encoded-batch.ts";

/** A part as other threads know it. */
export interface PartState {
  number: number;
  isSealed: boolean;
}

/** What became of a batch. */
export interface AppendReply {
  /** Per entry of the encoded batch the row it was stored in, or -1 when it was there before. */
  rows: Float64Array;
  /** The stored documents, as JSON, of those that were there before, in order. */
  existing: string[];
}

/** The methods of the writer's thread. */
export interface WriterCalls {
  /** Waits until the directory is open and says which parts there are. */
  open(input: null): PartState[];
  append(batch: EncodedBatch): AppendReply;
  positions(input: null): PositionVector;
  quarantine(entries: readonly QuarantineEntry[]): null;
  dropBefore(before: number): { events: number; parts: number[] };
  check(input: null): null;
  /** A part has been sealed: its filter can be used. */
  sealed(number: number): null;
  close(input: null): null;
}

/** What the writer's thread says unasked: a new part takes events and the one before is full. */
export interface RotationNotice {
  closed: number;
  opened: number;
  /** False when the closed part is about to be removed. */
  isToBeSealed: boolean;
}
