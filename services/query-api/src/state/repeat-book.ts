import { hash } from "node:crypto";

import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";

import type { Observation } from "./observe-event.ts";

/** Tells what two places saw of one call from what was done twice. */
export interface RepeatBook {
  /** Whether a change was told by another place already, or a doubt was settled by one. */
  isRepeated(event: NormalizedEvent, observed: Observation): boolean;
}

/**
 * Starts to follow who saw what: a gateway and a server each record a call they both see, with an id
 * of their own and one trace. A change counts as often as the place that saw it most often saw it; a
 * place that saw no change says nothing against one that did.
 */
export function startRepeatBook(): RepeatBook {
  const seen = new Map<string, Map<string, number>>();
  const changed = new Set<string>();
  return {
    isRepeated(event, observed) {
      const keys = [
        event.call && `call ${event.call.id}`,
        event.trace && `trace ${event.trace.id}`,
      ];
      const named = keys.filter((key) => key !== undefined);
      if (observed.kind === "unseen") return named.some((key) => changed.has(key));
      if (observed.kind !== "change") return false;
      const { operation, before, after, named: fields } = observed;
      const what = hash("sha256", JSON.stringify([operation, before, after, fields]), "base64url");
      let isRepeated = false;
      for (const key of named) {
        const counts = seen.get(`${key} ${what}`) ?? new Map<string, number>();
        const count = (counts.get(event.vantage) ?? 0) + 1;
        for (const [vantage, others] of counts)
          if (vantage !== event.vantage && others >= count) isRepeated = true;
        counts.set(event.vantage, count);
        seen.set(`${key} ${what}`, counts);
        changed.add(key);
      }
      return isRepeated;
    },
  };
}
