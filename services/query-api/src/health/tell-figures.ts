import type { EventLog } from "@toolmark/event-log/event-log";
import type { EventStore } from "@toolmark/event-store/event-store";
import { describeError } from "@toolmark/runtime/errors";
import type { Logger } from "@toolmark/runtime/logger";
import type { Principal } from "@toolmark/runtime/tokens";

import { createReader } from "../access/reader.ts";
import type { Reader } from "../access/reader.ts";
import type { HealthAnswer } from "../answers.ts";
import { keepAnswers } from "./keep-answers.ts";
import { oldestQuarantined } from "./oldest-quarantined.ts";
import { readEmitters } from "./read-emitters.ts";
import { readRecentEvents } from "./read-freshness.ts";

/** Figures of the health beside its checks. */
export type HealthFigures = Pick<
  HealthAnswer,
  "lag" | "freshness" | "emitters" | "quarantine" | "unavailable"
>;

/** How long the figures of one scope are kept at most, milliseconds. */
const KEPT_MS = { recent: 5000, emitters: 15_000, quarantine: 5000, oldest: 60_000 } as const;
const TIMEOUT_MS = 3000;

/**
 * Creates what tells a principal the figures of the health, about what it may see. Figures are kept
 * for some seconds and shared by those who may see the same. One that cannot be told within three
 * seconds is left out and named in `unavailable`; it never rejects.
 */
export function createHealthFigures(options: {
  store: EventStore;
  log: EventLog;
  /** Group of the ingesters. */
  group: string;
  logger: Logger;
}): (principal: Principal) => Promise<HealthFigures> {
  const { store, log, group, logger } = options;
  const recent = keepAnswers<Awaited<ReturnType<typeof readRecentEvents>>>(KEPT_MS.recent);
  const emitters = keepAnswers<Awaited<ReturnType<typeof readEmitters>>>(KEPT_MS.emitters);
  const waiting = keepAnswers<number>(KEPT_MS.recent);
  const quarantine = keepAnswers<NonNullable<HealthFigures["quarantine"]>>(KEPT_MS.quarantine);
  const oldest = keepAnswers<number>(KEPT_MS.oldest);

  async function countWaiting(): Promise<number> {
    return (await log.lag(group)).reduce((sum, { lag }) => sum + lag, 0);
  }

  async function readQuarantine(tenant: string): Promise<NonNullable<HealthFigures["quarantine"]>> {
    const { total, byReason, entries } = await store.listQuarantine(tenant, { limit: 1 });
    const newest = entries[0]?.recorded;
    const figures = { total, by_reason: byReason };
    if (newest === undefined) return figures;
    // Records leave only with retention, so the oldest one stays so for long.
    const at = await oldest(tenant, async () => await oldestQuarantined(store, tenant, newest));
    return { ...figures, oldest: new Date(Math.min(at, newest)).toISOString() };
  }

  return async (principal) => {
    const unavailable: NonNullable<HealthFigures["unavailable"]> = [];
    const reader = readerOf(principal);
    const { tenant, servers } = principal;
    const scope = JSON.stringify([tenant, servers]);
    const now = Date.now();

    const askRecent = async () =>
      await recent(scope, async () => await readRecentEvents(reader, now));
    const [fresh, lag, known, kept] = await Promise.all([
      told("freshness", askRecent),
      told("lag", async () => {
        const events = await waiting(group, countWaiting);
        if (events === 0) return { events, seconds: 0 };
        const { newest } = await askRecent();
        return {
          events,
          ...(newest !== undefined && { seconds: Math.max(0, Date.now() - newest) / 1000 }),
        };
      }),
      told(
        "emitters",
        async () => await emitters(scope, async () => await readEmitters(reader, now)),
      ),
      told(
        "quarantine",
        async () => await quarantine(tenant, async () => await readQuarantine(tenant)),
      ),
    ]);
    return {
      ...(kept && { quarantine: kept }),
      ...(lag && { lag }),
      ...(fresh?.freshness && { freshness: fresh.freshness }),
      ...(known && { emitters: known }),
      ...(unavailable.length > 0 && { unavailable: unavailable.toSorted() }),
    };

    async function told<Figure>(
      part: (typeof unavailable)[number],
      ask: () => Promise<Figure>,
    ): Promise<Figure | undefined> {
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(
        () => late.reject(new Error(`not told within ${TIMEOUT_MS / 1000} s`)),
        TIMEOUT_MS,
      );
      try {
        return await Promise.race([ask(), late.promise]);
      } catch (error) {
        logger.warn({ part, error: describeError(error) }, "a figure of the health is missing");
        unavailable.push(part);
        return undefined;
      } finally {
        clearTimeout(timer);
      }
    }
  };

  function readerOf(principal: Principal): Reader {
    return createReader({
      store,
      settled: async () => await store.positions(),
      principal,
      tenant: principal.tenant,
      visibility: { payload: false, personal: false },
    });
  }
}
