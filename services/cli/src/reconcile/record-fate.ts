import type { ReceivedRecord } from "@toolmark/event-log/event-log";
import type { EventStore } from "@toolmark/event-store/event-store";
import { isSameEvent, processRecord, quarantineEntry } from "@toolmark/ingester/process-record";
import { quarantineReasons } from "@toolmark/schemas/normalized-event";
import type { LogPosition, SealedDocument } from "@toolmark/schemas/normalized-event";
import { logHeaders, provenances } from "@toolmark/schemas/topics";

type Stamp = Parameters<typeof processRecord>[1]["stamp"];

/** How the ingesters stamp records; the same settings as theirs. */
export interface StampOptions {
  tenant: string;
  trustHeaders: boolean;
  leaseMs: number;
}

/** A record of the log and what the store should hold for it. */
export interface Expected {
  record: ReceivedRecord;
  position: LogPosition;
  tenant: string;
  /** Id and content of the event, where the record is one. */
  event?: { id: string; document: SealedDocument };
}

/** A record for which the store holds nothing, or something else. */
export interface Unaccounted {
  expected: Expected;
  status: "missing" | "altered";
}

/** What the store should hold for a record. Pure but for the salts. */
export function expectedOf(record: ReceivedRecord, options: StampOptions, now: number): Expected {
  const stamp = stampOf(record.headers, options);
  const { leaseMs } = options;
  const processed = processRecord(record.value, { stamp, now, leaseMs });
  return {
    record,
    position: record.position ?? { partition: 0, offset: 0 },
    tenant: stamp.tenant,
    ...(processed.kind === "event" && {
      event: { id: processed.event.event.id, document: processed.entry.document },
    }),
  };
}

/** Those of a batch for which the store has no event, or another one; quarantine is not looked at. */
export async function findUnstored(
  store: Pick<EventStore, "get">,
  batch: readonly Expected[],
): Promise<Unaccounted[]> {
  const unaccounted: Unaccounted[] = [];
  for (const [tenant, expected] of Map.groupBy(batch, (one) => one.tenant)) {
    const ids = expected.flatMap(({ event }) => (event === undefined ? [] : [event.id]));
    const stored = ids.length === 0 ? new Map<string, never>() : await store.get(tenant, ids);
    for (const one of expected) {
      const found = one.event && stored.get(one.event.id);
      if (found === undefined || one.event === undefined)
        unaccounted.push({ expected: one, status: "missing" });
      else if (!isSameEvent(found, one.event.document))
        unaccounted.push({ expected: one, status: "altered" });
    }
  }
  return unaccounted;
}

/** Removes those that quarantine holds, for whatever reason. */
export async function withoutQuarantined(
  store: Pick<EventStore, "listQuarantine">,
  unaccounted: readonly Unaccounted[],
): Promise<Unaccounted[]> {
  const open = new Set(unaccounted);
  for (const [tenant, group] of Map.groupBy(unaccounted, ({ expected }) => expected.tenant)) {
    const byId = new Map<string, Unaccounted[]>();
    for (const one of group)
      for (const id of quarantineIds(one.expected)) byId.set(id, [...(byId.get(id) ?? []), one]);
    let after: { recorded: number; id: string } | undefined;
    do {
      const page = await store.listQuarantine(tenant, { limit: 1000, ...(after && { after }) });
      for (const { id } of page.entries) for (const one of byId.get(id) ?? []) open.delete(one);
      after = page.next;
    } while (after !== undefined && group.some((one) => open.has(one)));
  }
  return [...open];
}

// The id of an entry follows from tenant, reason and bytes.
function quarantineIds({ record, tenant }: Expected): string[] {
  const context = { stamp: { tenant, provenance: "unauthenticated" as const }, now: 0 };
  return quarantineReasons.map((reason) => quarantineEntry(record.value, context, reason, "").id);
}

// As the ingester does it.
function stampOf(headers: ReceivedRecord["headers"], options: StampOptions): Stamp {
  const tenant = headers[logHeaders.tenant];
  if (!options.trustHeaders || tenant === undefined)
    return { tenant: options.tenant, provenance: "unauthenticated" };
  const emitter = headers[logHeaders.emitter];
  const level = headers[logHeaders.provenance];
  return {
    tenant,
    provenance: provenances.find((known) => known === level) ?? "unauthenticated",
    ...(emitter !== undefined && { emitter }),
  };
}
