import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { fold } from "@toolmark/schemas/tokens";

import type { Budget } from "./bounded-scan.ts";
import { createTally, mostOf } from "./tally.ts";
import type { Citation, Entry } from "./tally.ts";

/** How often a resource was touched, in events: the end of a call, or a late fact of it. */
export interface TouchCounts {
  /** Events with at least one operation that reads it. */
  reads: number;
  /** Events with at least one operation that is not a read. */
  changes: number;
  /** Events that aimed at it without a recorded operation: blocked or failed calls, mostly. */
  aims: number;
}

/** Resources that events touched. */
export interface Touches {
  visit(event: NormalizedEvent): void;
  /** The resources touched most, those changed before those read. */
  most(limit: number): { total: number; items: Entry<TouchCounts>[] };
  /** Resources changed at least once. */
  readonly changed: number;
}

/** Creates touches of nothing yet. */
export function createTouches(budget: Budget): Touches {
  const tally = createTally<TouchCounts>("resources", budget, () => ({
    reads: 0,
    changes: 0,
    aims: 0,
  }));
  return {
    visit(event) {
      const at: Citation = { event_id: event.event.id, time: event.time.occurred };
      const kinds = new Map<string, { uri: string; kinds: Set<keyof TouchCounts> }>();
      const note = (uri: string, kind: keyof TouchCounts) => {
        const key = fold(uri);
        const known = kinds.get(key);
        if (known === undefined) kinds.set(key, { uri, kinds: new Set([kind]) });
        else known.kinds.add(kind);
      };
      for (const { uri, operation } of event.downstream ?? [])
        if (uri !== undefined)
          note(uri, operation === "read" || operation === "list" ? "reads" : "changes");
      const aimed = event.resource?.uri;
      if (aimed !== undefined && !kinds.has(fold(aimed)))
        note(aimed, event.outcome?.status === "success" && isRead(event) ? "reads" : "aims");
      for (const [key, { uri, kinds: found }] of kinds) {
        const entry = tally.see(uri, at, key);
        if (entry !== undefined) for (const kind of found) entry[kind]++;
      }
    },
    most: (limit) =>
      mostOf(tally, ({ reads, changes, aims }) => changes * MANY + reads + aims / MANY, limit),
    get changed() {
      let changed = 0;
      for (const { changes } of tally.entries()) if (changes > 0) changed++;
      return changed;
    },
  };
}

// Orders by changes first: an answer never looks at so many events.
const MANY = 1_000_000;

function isRead(event: NormalizedEvent): boolean {
  return event.effect?.class === "read";
}
