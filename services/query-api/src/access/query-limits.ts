import { AuditError } from "@toolmark/runtime/errors";
import type { Principal } from "@toolmark/runtime/tokens";

/** How much one principal may ask of one process. */
export interface QueryLimits {
  /** Requests per second in the long run. */
  rate: number;
  /** Requests at once after a pause. */
  burst: number;
  /** Requests in work at once. */
  concurrency: number;
  /** Milliseconds that a request waits for others of the same principal to end. */
  waitMs: number;
}

/** Limits of a process that says nothing else: far above what people and their tools ask. */
export const defaultQueryLimits: QueryLimits = {
  rate: 50,
  burst: 200,
  concurrency: 8,
  waitMs: 2000,
};

/** The limits for a rate of requests a second. */
export function queryLimits(rate: number): QueryLimits {
  return { ...defaultQueryLimits, rate, burst: rate * 4 };
}

/** Keeps principals from taking the service from each other. */
export interface Limiter {
  /**
   * Takes one request from what a principal may ask.
   *
   * @returns undefined when it may be worked on, else the refusal.
   */
  take(principal: Principal): Refusal | undefined;
  /**
   * Waits until the principal has few enough requests in work; disposing the slot frees it.
   *
   * @throws AuditError `overloaded` when that takes too long.
   */
  enter(principal: Principal): Promise<Disposable>;
}

/** A request that is one too many. */
export interface Refusal {
  error: AuditError;
  /** Whether it is the first for a second: that one is recorded, so that records stay bounded. */
  isFirst: boolean;
}

interface Usage {
  tokens: number;
  filledAt: number;
  refusedAt: number;
  active: number;
  waiting: (() => void)[];
}

/** Above so many, principals with nothing in work and a full budget are forgotten. */
const MAX_PRINCIPALS = 10_000;
const MAX_WAITING = 256;

/** Creates a limiter; `now` is a clock in milliseconds. */
export function createLimiter(
  limits: QueryLimits,
  now: () => number = () => performance.now(),
): Limiter {
  const usages = new Map<string, Usage>();
  let cleanedAt = Number.NEGATIVE_INFINITY;

  function usageOf({ issuer, subject, name, tenant, role }: Principal): Usage {
    const key = JSON.stringify([issuer, subject ?? name, tenant, role]);
    const known = usages.get(key);
    if (known !== undefined) return known;
    if (usages.size >= MAX_PRINCIPALS && now() - cleanedAt >= 1000) forgetIdle();
    const usage: Usage = {
      tokens: limits.burst,
      filledAt: now(),
      refusedAt: Number.NEGATIVE_INFINITY,
      active: 0,
      waiting: [],
    };
    usages.set(key, usage);
    return usage;
  }

  function fill(usage: Usage): void {
    const at = now();
    usage.tokens = Math.min(
      limits.burst,
      usage.tokens + ((at - usage.filledAt) / 1000) * limits.rate,
    );
    usage.filledAt = at;
  }

  function forgetIdle(): void {
    cleanedAt = now();
    for (const [key, usage] of usages) {
      fill(usage);
      if (usage.active === 0 && usage.tokens >= limits.burst) usages.delete(key);
    }
  }

  function leave(usage: Usage): void {
    const next = usage.waiting.shift();
    if (next === undefined) usage.active--;
    else next();
  }

  return {
    take(principal) {
      const usage = usageOf(principal);
      fill(usage);
      if (usage.tokens >= 1) {
        usage.tokens--;
        return undefined;
      }
      const isFirst = usage.filledAt - usage.refusedAt >= 1000;
      if (isFirst) usage.refusedAt = usage.filledAt;
      return {
        isFirst,
        error: new AuditError(
          "overloaded",
          `more than ${limits.rate} requests a second of one token; send this one again later`,
        ),
      };
    },

    async enter(principal) {
      const usage = usageOf(principal);
      if (usage.active < limits.concurrency) usage.active++;
      else if (usage.waiting.length >= MAX_WAITING || !(await isNext(usage)))
        throw new AuditError(
          "overloaded",
          `more than ${limits.concurrency} requests of one token at once; send this one again later`,
        );
      let isInside = true;
      return {
        [Symbol.dispose]() {
          if (isInside) leave(usage);
          isInside = false;
        },
      };
    },
  };

  // Who leaves hands its place on, so that nobody who comes later is quicker.
  async function isNext(usage: Usage): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const enter = () => resolve(true);
    usage.waiting.push(enter);
    const timer = setTimeout(() => {
      const place = usage.waiting.indexOf(enter);
      if (place === -1) return;
      usage.waiting.splice(place, 1);
      resolve(false);
    }, limits.waitMs);
    const entered = await promise;
    clearTimeout(timer);
    return entered;
  }
}
