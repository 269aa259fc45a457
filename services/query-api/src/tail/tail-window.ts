import type { PositionVector } from "@toolmark/event-store/event-store";
import type { StoredDocument } from "@toolmark/schemas/normalized-event";

/** An event of a tail with the positions that all up to it stands for. */
export interface TailItem {
  document: StoredDocument;
  after: PositionVector;
}

/**
 * The next stretch of the log behind `at`, of at most `size` positions over all partitions (at least
 * one of each that has news), and never beyond what is settled. Undefined where there is nothing new.
 * Positions never go back: an instance that knows less than another gives nothing instead. Pure.
 */
export function nextWindow(
  at: PositionVector,
  settled: PositionVector,
  size: number,
): PositionVector | undefined {
  const news = Object.entries(settled)
    .map(([name, end]) => ({ partition: Number(name), end }))
    .filter(({ partition, end }) => end > (at[partition] ?? -1));
  if (news.length === 0) return undefined;
  const share = Math.max(1, Math.floor(size / news.length));
  const window: Record<number, number> = { ...at };
  for (const { partition, end } of news)
    window[partition] = Math.min(end, (at[partition] ?? -1) + share);
  return window;
}

/**
 * The events of one window in the order of (partition, offset), each with the positions after it:
 * who goes on from there gets exactly the rest. Pure.
 */
export function orderWindow(
  documents: readonly StoredDocument[],
  at: PositionVector,
  window: PositionVector,
): TailItem[] {
  const sorted = documents.toSorted(
    ({ log: left }, { log: right }) =>
      left.partition - right.partition || left.offset - right.offset,
  );
  return sorted.map((document) => {
    const { partition, offset } = document.log;
    const after: Record<number, number> = { ...at, [partition]: offset };
    for (const [name, end] of Object.entries(window))
      if (Number(name) < partition) after[Number(name)] = end;
    return { document, after };
  });
}
