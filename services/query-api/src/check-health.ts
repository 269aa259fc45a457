import type { EventLog, LogConsumer } from "@toolmark/event-log/event-log";
import type { EventStore } from "@toolmark/event-store/event-store";
import { AuditError, describeError } from "@toolmark/runtime/errors";
import type { Logger } from "@toolmark/runtime/logger";

import type { HealthCheck } from "./answers.ts";

/** What is checked. */
export interface HealthSources {
  store: Pick<EventStore, "check">;
  log?: Pick<EventLog, "check" | "lag"> | undefined;
  /** Consumer of this process, where it has one. */
  consumer?: Pick<LogConsumer, "state"> | undefined;
  /** Group whose lag is told. */
  consumerGroup?: string | undefined;
  /** Checks of what else the process is composed of. One that rejects counts as failing. */
  healthChecks?: readonly (() => Promise<HealthCheck>)[] | undefined;
  logger: Logger;
}

const TIMEOUT_MS = 3000;
const KEPT_MS = 1000;

/**
 * Checks everything at once. A check that does not answer within three seconds fails. Answers are
 * kept for a second and shared by those who ask meanwhile, because anyone may ask.
 */
export function createHealthChecker(sources: HealthSources): () => Promise<HealthCheck[]> {
  let last: { at: number; answer: Promise<HealthCheck[]> } | undefined;
  return async () => {
    if (last === undefined || Date.now() - last.at > KEPT_MS)
      last = { at: Date.now(), answer: checkAll(sources) };
    return await last.answer;
  };
}

/** The worst status among checks. */
export function worstStatus(checks: readonly HealthCheck[]): HealthCheck["status"] {
  if (checks.some((check) => check.status === "failing")) return "failing";
  return checks.some((check) => check.status === "degraded") ? "degraded" : "ok";
}

async function checkAll(sources: HealthSources): Promise<HealthCheck[]> {
  const { store, log, consumer, consumerGroup, healthChecks = [], logger } = sources;
  const checks: Promise<HealthCheck>[] = [
    guarded("store", "failing", async () => {
      await store.check();
      return { name: "store", status: "ok" };
    }),
  ];
  if (log !== undefined) {
    // Questions can be answered without the log, so its loss does not take this service away.
    checks.push(
      guarded("log", "degraded", async () => {
        await log.check();
        return { name: "log", status: "ok" };
      }),
    );
  }
  if (consumer !== undefined) {
    checks.push(
      guarded("consumer", "degraded", async () => {
        const { ready, reason } = consumer.state();
        if (ready) return { name: "consumer", status: "ok" };
        return { name: "consumer", status: "degraded", reason: reason ?? "it is not ready" };
      }),
    );
  }
  if (log !== undefined && consumerGroup !== undefined) {
    checks.push(
      guarded("lag", "degraded", async () => {
        const partitions = await log.lag(consumerGroup);
        const total = partitions.reduce((sum, { lag }) => sum + lag, 0);
        return { name: "lag", status: "ok", total, partitions };
      }),
    );
  }
  for (const [index, check] of healthChecks.entries())
    checks.push(guarded(`check ${index + 1}`, "failing", check));
  return await Promise.all(checks);

  async function guarded(
    name: string,
    onFailure: HealthCheck["status"],
    check: () => Promise<HealthCheck>,
  ): Promise<HealthCheck> {
    const late = Promise.withResolvers<HealthCheck>();
    const timer = setTimeout(() => {
      late.resolve({
        name,
        status: onFailure,
        reason: `it did not answer within ${TIMEOUT_MS / 1000} s`,
      });
    }, TIMEOUT_MS);
    try {
      return await Promise.race([check(), late.promise]);
    } catch (error) {
      if (error instanceof AuditError) return { name, status: onFailure, reason: error.message };
      logger.warn({ check: name, error: describeError(error) }, "health check failed");
      return { name, status: onFailure, reason: "it failed; the log of the service says why" };
    } finally {
      clearTimeout(timer);
    }
  }
}
