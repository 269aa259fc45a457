import type { EventLog } from "@toolmark/event-log/event-log";
import type { EventStore, PositionVector } from "@toolmark/event-store/event-store";

const MAX_AGE_MS = 500;

/**
 * Tells up to which log positions everything is visible, now and later: an answer that stands for
 * these never changes. Embedded, a commit is one step, so the store's own positions are it. On a real
 * log, an event at a lower position can become visible after a higher one; what the ingesters have
 * committed is acknowledged by the store, and visible after a refresh.
 */
export function createSettledPositions(options: {
  store: EventStore;
  log: EventLog;
  /** Group of the ingesters. */
  group: string;
}): () => Promise<PositionVector> {
  const { store, log, group } = options;
  if (log.driver === "embedded") return async () => await store.positions();
  let known: { positions: PositionVector; at: number } | undefined;
  let running: Promise<PositionVector> | undefined;

  async function read(): Promise<PositionVector> {
    const at = Date.now();
    const lag = await log.lag(group);
    await store.refresh();
    const positions = Object.fromEntries(
      lag
        .filter(({ committed }) => committed > 0)
        .map(({ partition, committed }) => [partition, committed - 1]),
    );
    known = { positions, at };
    return positions;
  }

  return async () => {
    if (known !== undefined && Date.now() - known.at < MAX_AGE_MS) return known.positions;
    running ??= read().finally(() => {
      running = undefined;
    });
    return await running;
  };
}
