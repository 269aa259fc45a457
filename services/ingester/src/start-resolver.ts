import type { EventStore, TimelinePoint } from "@toolmark/event-store/event-store";
import { openDocument } from "@toolmark/integrity/open-document";
import { describeError } from "@toolmark/runtime/errors";
import type { Logger } from "@toolmark/runtime/logger";
import { callEventId } from "@toolmark/schemas/ids";
import type { StoredDocument } from "@toolmark/schemas/normalized-event";

import { unresolvedRecord } from "./derived-events.ts";
import type { FactPublisher } from "./start-fact-publisher.ts";

/** How far back the first look after a start goes, milliseconds. */
const FIRST_LOOK_BACK_MS = 24 * 60 * 60 * 1000;

/**
 * An attempt is found at the latest this long after its `recorded` time, milliseconds: stores give up
 * an append sooner, and one that is tried again is recorded anew. Leases shorter than this make looks
 * overlap by the difference.
 */
const VISIBLE_AFTER_MS = 60 * 1000;

const PAGE = 500;

/**
 * Finds calls whose attempt is older than its lease and that have no end, and publishes the fact that
 * their outcome is unknown. Every instance may do so: the fact's id and body follow from the attempt,
 * so that the store keeps one.
 */
export function startResolver(options: {
  store: EventStore;
  facts: FactPublisher;
  logger: Logger;
  leaseMs: number;
}): AsyncDisposable {
  const { store, facts, logger, leaseMs } = options;
  const interval = Math.min(30_000, Math.max(250, leaseMs / 4));
  let from = Date.now() - leaseMs - FIRST_LOOK_BACK_MS;
  let running: Promise<void> | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    const to = Date.now() - leaseMs;
    if (to <= from) return;
    await store.refresh();
    let after: TimelinePoint | undefined;
    do {
      const page = await store.attempts(
        { from, to },
        { limit: PAGE, ...(after === undefined ? {} : { after }) },
      );
      const records = (await withoutEnd(store, page.documents)).flatMap((attempt) => {
        const record = unresolvedRecord(attempt);
        return record === undefined ? [] : [record];
      });
      if (records.length > 0) {
        await facts.publishNow(records);
        logger.info({ calls: records.length }, "calls without a recorded result");
      }
      after = page.next;
    } while (after !== undefined && !stopped);
    if (!stopped) from = Math.max(from, to - Math.max(0, VISIBLE_AFTER_MS - leaseMs));
  }

  const timer = setInterval(() => {
    running ??= look()
      .catch((error: unknown) => {
        if (!stopped) logger.warn({ error: describeError(error) }, "could not look for open calls");
      })
      .finally(() => {
        running = undefined;
      });
  }, interval);

  return {
    async [Symbol.asyncDispose]() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

async function withoutEnd(
  store: EventStore,
  attempts: readonly StoredDocument[],
): Promise<StoredDocument[]> {
  const byTenant = Map.groupBy(attempts, (attempt) => openDocument(attempt).tenant);
  const open: StoredDocument[] = [];
  for (const [tenant, group] of byTenant) {
    const ends = new Map(group.map((attempt) => [attempt, endIds(attempt)] as const));
    const found = await store.get(tenant, [...ends.values()].flat());
    for (const [attempt, ids] of ends) {
      if (ids.length > 0 && !ids.some((id) => found.has(id))) open.push(attempt);
    }
  }
  return open;
}

function endIds(attempt: StoredDocument): string[] {
  const { event, call } = openDocument(attempt);
  // Reads of the trail are evidence as attempts are; they are no calls.
  const id = event.type === "call.attempted" ? call?.id : undefined;
  return id === undefined ? [] : [callEventId(id, "completed"), callEventId(id, "unresolved")];
}
