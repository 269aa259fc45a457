import type { FacetCount } from "@toolmark/event-store/event-store";

import { compareText } from "../profiles/tally.ts";

/** How often a value occurs on both sides. */
export interface ShareDifference {
  value: string | null;
  selection: number;
  baseline: number;
  selection_share: number;
  baseline_share: number;
  difference: number;
}

/**
 * Compares the shares of values on two sides: largest absolute difference first, equal ones by value,
 * events without the field last; values whose share is the same are left out. Pure.
 */
export function compareShares(
  selection: { counts: readonly FacetCount[]; total: number },
  baseline: { counts: readonly FacetCount[]; total: number },
  limit: number,
): ShareDifference[] {
  const numbers = new Map<string | null, { selection: number; baseline: number }>();
  for (const { value, count } of selection.counts)
    numbers.set(value, { selection: count, baseline: 0 });
  for (const { value, count } of baseline.counts)
    numbers.set(value, { selection: numbers.get(value)?.selection ?? 0, baseline: count });
  return [...numbers]
    .map(([value, counts]) => {
      const own = share(counts.selection, selection.total);
      const other = share(counts.baseline, baseline.total);
      return {
        value,
        ...counts,
        selection_share: own,
        baseline_share: other,
        difference: own - other,
      };
    })
    .filter(({ difference }) => difference !== 0)
    .toSorted(
      (a, b) =>
        Math.abs(b.difference) - Math.abs(a.difference) ||
        Number(a.value === null) - Number(b.value === null) ||
        compareText(a.value ?? "", b.value ?? ""),
    )
    .slice(0, limit);
}

function share(count: number, total: number): number {
  return total === 0 ? 0 : count / total;
}

const MINUTE_MS = 60_000;

/** Events per minute of a range; null where the range is open. */
export function ratePerMinute(
  count: number,
  range: { from?: number | undefined; to?: number | undefined },
): number | null {
  const { from, to } = range;
  return from === undefined || to === undefined ? null : (count * MINUTE_MS) / (to - from);
}
