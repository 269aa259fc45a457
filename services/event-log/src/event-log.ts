import type { LogPosition } from "@toolmark/schemas/normalized-event";

/** A record to publish. Records with the same key keep their order. */
export interface LogRecord {
  key: string;
  /** The event as its emitter wrote it; the log never looks inside. */
  value: Uint8Array;
  headers: Readonly<Record<string, string>>;
}

/** A record as it comes out of the log. */
export interface ReceivedRecord {
  key: string | null;
  /** Null for a tombstone, which a foreign producer can write. */
  value: Uint8Array | null;
  headers: Readonly<Record<string, string>>;
  /** Absent where the log keeps no positions of its own (embedded: the store's sequence is used). */
  position?: LogPosition;
}

/** Records of one partition, in order. */
export interface LogBatch {
  partition: number;
  records: readonly ReceivedRecord[];
  /** Aborted when the consumer is being closed or has lost the partition: finish or throw soon. */
  signal: AbortSignal;
}

/** How far a group is behind in one partition; offsets are those of the next record. */
export interface PartitionLag {
  partition: number;
  committed: number;
  end: number;
  lag: number;
}

/** A running consumer. Disposing lets the batch in hand finish, then leaves the group. */
export interface LogConsumer extends AsyncDisposable {
  /**
   * Whether the consumer works: `ready` once it has joined and while it makes progress or has nothing
   * to do; `reason` says in words what it waits for otherwise.
   */
  state(): { ready: boolean; reason?: string };
}

/**
 * Carries events from those who record them to the ingester: at least once, in order per key.
 *
 * Every driver passes `describeEventLog` in ./contract.ts; a rule that is not in the contract is not
 * a rule. Where a driver cannot hold one, its test names the deviation and the reason.
 */
export interface EventLog extends AsyncDisposable {
  readonly driver: "kafka" | "embedded";

  /**
   * Resolves once every record is durable (kafka: all in-sync replicas; embedded: the consumer's
   * handler has committed it to the store). A rejection says nothing about single records: publish
   * the same ones again, duplicates are found by event id.
   *
   * @throws AuditError `payload_too_large` for a record above the log's limit (nothing of the call is
   *   published), `log_unavailable` when the log cannot be reached or does not answer in time,
   *   `overloaded` when too much is in flight, `disposed` after close.
   */
  publish(records: readonly LogRecord[]): Promise<void>;

  /**
   * Hands batches to `handler`, one at a time per partition. A batch counts as consumed only when the
   * handler resolves; when it throws, the same records come again after a pause. New groups start at
   * the oldest record. `onFailure` is called once when the consumer can never continue: the process
   * must then end, so that its supervisor starts a new one.
   */
  consume(
    group: string,
    handler: (batch: LogBatch) => Promise<void>,
    onFailure: (error: unknown) => void,
  ): Promise<LogConsumer>;

  /** How far `group` is behind, per partition. */
  lag(group: string): Promise<PartitionLag[]>;

  /** Resolves when the log can take records now; the rejection says why not. */
  check(): Promise<void>;
}
