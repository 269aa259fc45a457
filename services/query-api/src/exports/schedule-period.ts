/** Lengths of time that schedules are made of; all begin at midnight UTC, weeks on Monday. */
export const periods = ["day", "week", "month"] as const;
/** One of them. */
export type Period = (typeof periods)[number];

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Start of the period that holds an instant, milliseconds since the epoch. */
export function startOf(period: Period, time: number): number {
  const date = new Date(time);
  const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  switch (period) {
    case "day":
      return midnight;
    case "week":
      return midnight - ((date.getUTCDay() + 6) % 7) * DAY_MS;
    case "month":
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  }
}

/** The whole period before the one that holds an instant, half-open. */
export function previous(period: Period, time: number): { from: number; to: number } {
  const to = startOf(period, time);
  return { from: startOf(period, to - 1), to };
}

/** When a schedule runs: at this hour of the first day of each period. */
export interface Rhythm {
  every: Period;
  /** UTC. */
  hour: number;
}

/** The last run of a rhythm at or before an instant. */
export function lastRun({ every, hour }: Rhythm, time: number): number {
  const start = startOf(every, time);
  const run = start + hour * HOUR_MS;
  return run <= time ? run : startOf(every, start - 1) + hour * HOUR_MS;
}

/** The first run of a rhythm after an instant. */
export function nextRun({ every, hour }: Rhythm, time: number): number {
  // Longer than any period, shorter than two.
  const longest = { day: 1, week: 7, month: 31 } as const;
  const last = lastRun({ every, hour }, time);
  return startOf(every, last - hour * HOUR_MS + longest[every] * DAY_MS) + hour * HOUR_MS;
}

/**
 * The runs of a rhythm in `(after, until]`, oldest first, the newest `limit` of them: what a process
 * that was away has to make up for.
 */
export function runsBetween(
  rhythm: Rhythm,
  range: { after: number; until: number },
  limit: number,
): number[] {
  const runs: number[] = [];
  let run = lastRun(rhythm, range.until);
  while (run > range.after && runs.length < limit) {
    runs.unshift(run);
    run = lastRun(rhythm, run - 1);
  }
  return runs;
}
