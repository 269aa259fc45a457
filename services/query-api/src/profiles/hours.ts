import { addLimit } from "./bounded-scan.ts";
import type { Budget } from "./bounded-scan.ts";
import { noCalls } from "./tally.ts";
import type { CallCounts } from "./tally.ts";

const HOUR_MS = 3_600_000;
/** A year and a day. */
const MAX_HOURS = 366 * 24;

/** Calls per hour of UTC. */
export interface Hours {
  /** The counts of the hour of a time; undefined beyond the bound. */
  at(time: string): CallCounts | undefined;
  /** Hours with calls, oldest first. */
  list(): ({ start: string } & CallCounts)[];
}

/** Creates hours without calls. */
export function createHours(budget: Budget): Hours {
  const hours = new Map<number, CallCounts>();
  return {
    at(time) {
      const hour = Math.floor(Date.parse(time) / HOUR_MS);
      const known = hours.get(hour);
      if (known !== undefined) return known;
      if (hours.size >= MAX_HOURS) {
        addLimit(budget, {
          code: "values",
          bound: MAX_HOURS,
          detail: `there are more than ${MAX_HOURS} hours with calls; those beyond are left out of the activity`,
        });
        return undefined;
      }
      const counts = noCalls();
      hours.set(hour, counts);
      return counts;
    },
    list: () =>
      [...hours]
        .toSorted(([a], [b]) => a - b)
        .map(([hour, counts]) => ({ start: new Date(hour * HOUR_MS).toISOString(), ...counts })),
  };
}
