import { AuditError } from "@toolmark/runtime/errors";
import type { Principal } from "@toolmark/runtime/tokens";

import { keyOf } from "../cases/own-facts.ts";

/** Counts the tails that are open. */
export interface TailSlots {
  /**
   * Takes a place, which disposing gives back.
   *
   * @throws AuditError `overloaded` when the principal, or the process, has as many as it may.
   */
  take(principal: Principal): Disposable;
}

/** Creates places for tails: so many for each principal, and so many in all. */
export function createTailSlots(limits: { perPrincipal: number; inAll: number }): TailSlots {
  const { perPrincipal, inAll } = limits;
  const taken = new Map<string, number>();
  let total = 0;
  return {
    take(principal) {
      const key = JSON.stringify([principal.tenant, principal.role, keyOf(principal)]);
      const own = taken.get(key) ?? 0;
      if (own >= perPrincipal)
        throw new AuditError("overloaded", `${perPrincipal} tails are open already; end one first`);
      if (total >= inAll)
        throw new AuditError("overloaded", "too many tails are open here; try again later");
      taken.set(key, own + 1);
      total++;
      let isTaken = true;
      return {
        [Symbol.dispose]() {
          if (!isTaken) return;
          isTaken = false;
          total--;
          const left = (taken.get(key) ?? 1) - 1;
          if (left === 0) taken.delete(key);
          else taken.set(key, left);
        },
      };
    },
  };
}
