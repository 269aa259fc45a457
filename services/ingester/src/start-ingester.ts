import type { EventLog, LogBatch, LogRecord, ReceivedRecord } from "@toolmark/event-log/event-log";
import type { EventStore } from "@toolmark/event-store/event-store";
import { describeError } from "@toolmark/runtime/errors";
import type { Logger } from "@toolmark/runtime/logger";
import { withSpan } from "@toolmark/runtime/telemetry";
import type { QuarantineEntry } from "@toolmark/schemas/normalized-event";
import { INGESTER_GROUP, logHeaders, provenances } from "@toolmark/schemas/topics";
import type { Provenance } from "@toolmark/schemas/topics";

import { conflictRecord } from "./derived-events.ts";
import type { Stamp } from "./normalize-event.ts";
import { isSameEvent, processRecord, quarantineEntry } from "./process-record.ts";
import type { ProcessedRecord } from "./process-record.ts";
import { startFactPublisher } from "./start-fact-publisher.ts";
import { startResolver } from "./start-resolver.ts";

/** What an ingester needs and how it behaves. */
export interface IngesterOptions {
  log: EventLog;
  store: EventStore;
  logger: Logger;
  /** Called once when the ingester can never go on; the process must then end. */
  onFailure: (error: unknown) => void;
  /** How long a call may take before it counts as unresolved, milliseconds. */
  leaseMs: number;
  /** Tenant of records that carry no stamp. */
  tenant: string;
  /**
   * Whether the headers of log records can be believed: true when only collectors may write to the
   * topic. Otherwise everything is stamped `unauthenticated` in `tenant`.
   */
  trustHeaders: boolean;
}

/** Counts since the start, and whether the consumer works. */
export interface IngesterState {
  ready: boolean;
  reason?: string;
  stored: number;
  duplicates: number;
  quarantined: number;
  conflicts: number;
}

/** A running ingester. Disposing finishes the batch in hand, publishes own facts, and stops. */
export interface Ingester extends AsyncDisposable {
  state(): IngesterState;
}

/**
 * Takes records from the log to the store: what can be believed is stored, everything else goes to
 * quarantine with its reason, both before the batch counts as consumed. Nothing is dropped.
 */
export async function startIngester(options: IngesterOptions): Promise<Ingester> {
  const { log, store, logger } = options;
  const counts = { stored: 0, duplicates: 0, quarantined: 0, conflicts: 0 };
  await using resources = new AsyncDisposableStack();
  const facts = startFactPublisher({ log, logger });

  const handle = (batch: LogBatch) =>
    withSpan("ingest batch", { partition: batch.partition, records: batch.records.length }, () =>
      ingest(batch),
    );

  async function ingest(batch: LogBatch): Promise<void> {
    const processed = batch.records.map((record) => process(record, options));
    const faults = processed.flatMap((item) => (item.kind === "quarantine" ? [item.entry] : []));
    const events = processed.flatMap((item, index) =>
      item.kind === "event" ? [{ ...item, record: batch.records[index] }] : [],
    );
    const outcomes = await store.append(events.map((item) => item.entry));
    const conflicts: QuarantineEntry[] = [];
    const own: LogRecord[] = [];
    outcomes.forEach((outcome, index) => {
      const item = events[index];
      if (item?.record === undefined) return;
      if (outcome.status === "stored") counts.stored++;
      else if (outcome.status === "rejected") {
        faults.push(quarantine(item.record, options, "store_rejected", outcome.detail, item));
      } else if (isSameEvent(outcome.document, item.entry.document)) counts.duplicates++;
      else {
        const detail = "an event with this id and another body is stored already";
        const entry = quarantine(item.record, options, "conflict", detail, item);
        conflicts.push(entry);
        own.push(conflictRecord(entry, item.event.time.occurred));
      }
    });
    if (faults.length + conflicts.length > 0) await store.quarantine([...faults, ...conflicts]);
    counts.quarantined += faults.length + conflicts.length;
    counts.conflicts += conflicts.length;
    if (faults.length + conflicts.length > 0) {
      const reasons = Map.groupBy([...faults, ...conflicts], (entry) => entry.reason);
      logger.warn(
        { reasons: Object.fromEntries([...reasons].map(([reason, all]) => [reason, all.length])) },
        "records quarantined",
      );
    }
    facts.publish(own);
  }

  const consumer = resources.use(await log.consume(INGESTER_GROUP, handle, options.onFailure));
  // Closed before the consumer, which the embedded log needs to take the last facts.
  resources.use(facts);
  resources.use(startResolver({ store, facts, logger, leaseMs: options.leaseMs }));
  const owned = resources.move();
  return {
    state: () => ({ ...consumer.state(), ...counts }),
    async [Symbol.asyncDispose]() {
      await owned.disposeAsync().catch((error: unknown) => {
        logger.error({ error: describeError(error) }, "ingester did not stop cleanly");
        throw error;
      });
    },
  };
}

function process(record: ReceivedRecord, options: IngesterOptions): ProcessedRecord {
  return processRecord(record.value, { ...contextOf(record, options), leaseMs: options.leaseMs });
}

function quarantine(
  record: ReceivedRecord,
  options: IngesterOptions,
  reason: QuarantineEntry["reason"],
  detail: string,
  item: Extract<ProcessedRecord, { kind: "event" }>,
): QuarantineEntry {
  const context = contextOf(record, options);
  return quarantineEntry(record.value, context, reason, detail, item.event.event.id);
}

function contextOf(record: ReceivedRecord, options: IngesterOptions) {
  return {
    stamp: stampOf(record.headers, options),
    now: Date.now(),
    ...(record.position === undefined ? {} : { position: record.position }),
  };
}

function stampOf(headers: ReceivedRecord["headers"], options: IngesterOptions): Stamp {
  const tenant = headers[logHeaders.tenant];
  if (!options.trustHeaders || tenant === undefined)
    return { tenant: options.tenant, provenance: "unauthenticated" };
  const emitter = headers[logHeaders.emitter];
  return {
    tenant,
    provenance: provenanceOf(headers[logHeaders.provenance]),
    ...(emitter === undefined ? {} : { emitter }),
  };
}

function provenanceOf(value: string | undefined): Provenance {
  return provenances.find((known) => known === value) ?? "unauthenticated";
}
