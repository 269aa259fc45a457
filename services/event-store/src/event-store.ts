import type { FieldId } from "@toolmark/schemas/fields";
import type { Filter } from "@toolmark/schemas/filter";
import type { IndexedEvent } from "@toolmark/schemas/index-event";
import type {
  LogPosition,
  QuarantineEntry,
  QuarantineReason,
  SealedDocument,
  StoredDocument,
} from "@toolmark/schemas/normalized-event";

/** An event to store: its document, what finds it, and its position where the log has one. */
export interface StoreEntry {
  index: IndexedEvent;
  document: SealedDocument;
  /** Absent: the store gives the next number of its own sequence in partition 0. */
  position?: LogPosition;
}

/** What became of one entry of an append. */
export type AppendOutcome =
  | { status: "stored"; position: LogPosition }
  /** An event of this tenant and id was there already; nothing changed. */
  | { status: "exists"; document: StoredDocument }
  /** The store can never hold this entry; the rest of the batch is not affected. */
  | { status: "rejected"; detail: string };

/** Highest log offset per partition: what was in the store at one moment. */
export type PositionVector = Readonly<Record<number, number>>;

/** Which events of one tenant are asked for. */
export interface StoreQuery {
  tenant: string;
  filter: Filter;
  /** `rows` leaves evidence out (attempts and reads of the trail); `attempts` is only those. */
  kind: "rows" | "attempts" | "all";
  /** Half-open range of `time.occurred`, milliseconds since the epoch. */
  from?: number;
  to?: number;
  /** Only events at or below these positions; a partition not named holds none. */
  asof?: PositionVector;
  /** Only events above these positions; of a partition not named, all. */
  above?: PositionVector;
}

/** Place of an event in the order of a timeline. */
export interface TimelinePoint {
  time: number;
  id: string;
}

/** One page of a timeline. */
export interface StorePage {
  documents: StoredDocument[];
  /** Where the next page starts; absent on the last page. */
  next?: TimelinePoint;
}

/** How often a value occurs. `value` is null for events without the field. */
export interface FacetCount {
  value: string | null;
  count: number;
}

/** One bucket of a date histogram: `[start, start + interval)` in milliseconds since the epoch. */
export interface HistogramBucket {
  start: number;
  count: number;
  /** Count per value of the field asked for by `by`; null for events without it. */
  by?: FacetCount[];
}

/** One page of quarantine, newest first. */
export interface QuarantinePage {
  entries: QuarantineEntry[];
  total: number;
  byReason: Partial<Record<QuarantineReason, number>>;
  next?: { recorded: number; id: string };
}

/**
 * Holds sealed events and answers questions about them.
 *
 * Every driver passes `describeEventStore` in ./contract.ts; a rule that is not in the contract is
 * not a rule. Methods reject with AuditError `store_unavailable` when the store cannot be reached or
 * is overloaded (the same call can succeed later) and `disposed` after close.
 */
export interface EventStore extends AsyncDisposable {
  readonly driver: "sqlite" | "elasticsearch";

  /**
   * Stores a batch; resolves once every `stored` entry is durable, with one outcome per entry in
   * order. Entries are identified by tenant and event id, also within a batch: the first one stays.
   */
  append(entries: readonly StoreEntry[]): Promise<AppendOutcome[]>;

  /** Makes everything appended or quarantined so far visible to every other method. */
  refresh(): Promise<void>;

  /** The stored events of a tenant among `ids`, by id. */
  get(tenant: string, ids: readonly string[]): Promise<Map<string, StoredDocument>>;

  /**
   * One page of at most `limit` (1 to 1,000) events ordered by (`time.occurred`, `event.id`), newest
   * or oldest first. Pages joined by `after` neither skip nor repeat an event that was there when the
   * first page was read.
   */
  search(
    query: StoreQuery,
    page: { limit: number; order: "newest" | "oldest"; after?: TimelinePoint },
  ): Promise<StorePage>;

  /**
   * All events of a query in the order of a timeline, in batches of at most 1,000 and constant memory
   * at any number. The scan begins with the first batch that is asked for, and gives exactly the events
   * that are visible then, each once, whatever is appended meanwhile. Batches are read little ahead of
   * those taken. Leaving the loop (`return()`) frees everything. A scan that is not continued for
   * minutes, or that retention takes its events from, is given up: it rejects with `query_timeout`.
   */
  scan(query: StoreQuery, order: "newest" | "oldest"): AsyncIterable<StoredDocument[]>;

  /**
   * Exact number of events; with `atMost`, counting stops above it and the answer is `atMost + 1` for
   * any larger number.
   */
  count(query: StoreQuery, atMost?: number): Promise<number>;

  /**
   * Counts per value of each facetable field, most frequent first (equal counts by value, null last),
   * at most `limit` values per field, exact.
   */
  facets(
    query: StoreQuery,
    fields: readonly FieldId[],
    limit: number,
  ): Promise<Partial<Record<FieldId, FacetCount[]>>>;

  /**
   * Counts per interval of `time.occurred`; buckets start at multiples of `interval` (milliseconds)
   * since the epoch, oldest first, empty ones left out. At most 10,000 buckets.
   *
   * @throws AuditError `query_invalid` when the range has more buckets.
   */
  histogram(query: StoreQuery, interval: number, by?: FieldId): Promise<HistogramBucket[]>;

  /**
   * Evidence (attempts and reads of the trail) of every tenant recorded in `[from, to)`, in order of (`time.recorded`, `event.id`), in
   * pages of at most `limit`: the ingester looks here for calls that never completed.
   */
  attempts(
    range: { from: number; to: number },
    page: { limit: number; after?: TimelinePoint },
  ): Promise<StorePage>;

  /**
   * The highest position per partition that is visible. It does not promise that every lower position
   * is visible too: of events that are stored at the same time, or by several writers, a higher one may
   * show first. Whoever needs that (an `asof` that never changes) takes the offsets up to which the log
   * was handled, and refreshes.
   */
  positions(): Promise<PositionVector>;

  /** Keeps entries by id; one that is there already stays as it is. Resolves once durable. */
  quarantine(entries: readonly QuarantineEntry[]): Promise<void>;

  /** Quarantine of a tenant, newest first, with exact totals. */
  listQuarantine(
    tenant: string,
    page: {
      limit: number;
      reason?: QuarantineReason;
      after?: { recorded: number; id: string };
    },
  ): Promise<QuarantinePage>;

  /**
   * Removes what is wholly older than `before` (milliseconds since the epoch) in whole parts or
   * indices; an event at or after `before` is never removed. Returns how many events went.
   */
  dropBefore(before: number): Promise<number>;

  /** Resolves when the store can take and find events now; the rejection says why not. */
  check(): Promise<void>;
}
