/** Sequence numbers from `from` to `to`, both included. */
export interface SequenceRange {
  from: number;
  to: number;
}

/** How many numbers ranges hold that do not overlap. */
export function sizeOf(ranges: readonly SequenceRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}

/** Sorts ranges and joins those that touch or overlap. Pure. */
export function joinRanges(ranges: readonly SequenceRange[]): SequenceRange[] {
  const joined: SequenceRange[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}

/**
 * Cuts a range by others: what lies in one of them, and what is left. `others` are sorted and do not
 * overlap. Pure.
 */
export function cutRange(
  range: SequenceRange,
  others: readonly SequenceRange[],
): { inside: SequenceRange[]; left: SequenceRange[] } {
  const inside: SequenceRange[] = [];
  const left: SequenceRange[] = [];
  let next = range.from;
  for (const { from, to } of others) {
    if (to < next) continue;
    if (from > range.to) break;
    if (from > next) left.push({ from: next, to: from - 1 });
    inside.push({ from: Math.max(from, next), to: Math.min(to, range.to) });
    next = to + 1;
    if (next > range.to) break;
  }
  if (next <= range.to) left.push({ from: next, to: range.to });
  return { inside, left };
}
