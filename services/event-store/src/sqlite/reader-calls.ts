import type { FieldId } from "@toolmark/schemas/fields";

import type {
  FacetCount,
  HistogramBucket,
  QuarantinePage,
  StoreQuery,
  TimelinePoint,
} from "../event-store.ts";
import type { QuarantineQuestion } from "./control-file.ts";
import type { Order, TextPage } from "./read-timeline.ts";
import type { PartState } from "./writer-calls.ts";

/** The methods of the reader's thread. */
export interface ReaderCalls {
  /** Says which parts there are; the last one is being written. */
  parts(parts: readonly PartState[]): null;
  get(input: { tenant: string; ids: readonly string[] }): Promise<[string, string][]>;
  search(input: {
    query: StoreQuery;
    limit: number;
    order: "newest" | "oldest";
    after: TimelinePoint | undefined;
  }): Promise<TextPage>;
  count(input: { query: StoreQuery; atMost: number | undefined }): Promise<number>;
  facets(input: {
    query: StoreQuery;
    fields: readonly FieldId[];
    limit: number;
  }): Promise<Partial<Record<FieldId, FacetCount[]>>>;
  histogram(input: {
    query: StoreQuery;
    interval: number;
    by: FieldId | undefined;
  }): Promise<HistogramBucket[]>;
  attempts(input: {
    from: number;
    to: number;
    limit: number;
    after: TimelinePoint | undefined;
  }): Promise<TextPage>;
  /** Begins the scan with this number, which is new. */
  beginScan(input: { scan: number; query: StoreQuery; order: Order }): Promise<null>;
  /** The next batch of a scan as a list in JSON; null when there is no more. */
  nextBatch(scan: number): Promise<Uint8Array<ArrayBuffer> | null>;
  endScan(scan: number): null;
  listQuarantine(input: QuarantineQuestion): QuarantinePage;
  close(input: null): null;
}

/** What the reader's thread says unasked: the derived file of a part has to be built again. */
export interface DamageNotice {
  damaged: number;
}
