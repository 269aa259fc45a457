import { timeParts, toMs } from "../../lib/time.ts";
import type { EventRow } from "./group-repeats.ts";
import type { TrailGap } from "./trail-gaps.ts";

/** One line of the list. */
export type ListLine =
  | { kind: "event"; row: EventRow }
  | { kind: "gap"; gap: TrailGap }
  | { kind: "day"; date: string };

/**
 * Puts gaps and days between events, each where it belongs in time. Gaps beyond the last event that is
 * loaded wait until the events around them are. Pure.
 *
 * @param options.gaps oldest first.
 * @param options.isWhole there are no more events than these.
 * @param options.iana zone of the days; days are told only where the range has several.
 */
export function listLines(
  rows: readonly EventRow[],
  options: {
    gaps: readonly TrailGap[];
    order: "newest" | "oldest";
    isWhole: boolean;
    iana: string | undefined;
  },
): ListLine[] {
  const { order, isWhole, iana } = options;
  const isNewest = order === "newest";
  // A hole stands between the event before it and the one after it, from whichever side one comes.
  const gaps = isNewest
    ? options.gaps.toReversed()
    : options.gaps.toSorted((a, b) => a.from - b.from);
  const lines: ListLine[] = [];
  let next = 0;
  let day: string | undefined;
  for (const row of rows) {
    const at = toMs(row.event.time.occurred);
    for (let gap = gaps[next]; gap !== undefined; gap = gaps[++next]) {
      if (isNewest ? at >= gap.to : at <= gap.from) break;
      lines.push({ kind: "gap", gap });
    }
    const date = iana === undefined ? undefined : timeParts(at, iana).date;
    if (date !== undefined && date !== day) lines.push({ kind: "day", date });
    day = date;
    lines.push({ kind: "event", row });
  }
  if (isWhole) for (const gap of gaps.slice(next)) lines.push({ kind: "gap", gap });
  return lines;
}
