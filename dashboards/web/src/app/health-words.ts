import type { HealthAnswer } from "@toolmark/query-api/answers";

import { countOf, durationText } from "../lib/format.ts";

/** How a part of the health stands: colour comes last, after the icon and the word. */
export type HealthTone = "good" | "plain" | "warn" | "bad";

/** One part of the health in words. */
export interface HealthWord {
  tone: HealthTone;
  /** Said before the figure. */
  word: string;
  figure?: string;
  /** Said on pointing at it. */
  title: string;
}

const BEHIND_S = 30;

/**
 * How the way of events into the store is. A check that fails speaks first, then events that wait too
 * long, then how long events take.
 */
export function ingestWord(health: HealthAnswer | undefined, isStale: boolean): HealthWord {
  if (health === undefined || isStale)
    return { tone: "warn", word: "health unknown", title: "the service did not tell its health" };
  const failing = health.checks.find((check) => check.status === "failing");
  if (failing !== undefined)
    return { tone: "bad", word: `${failing.name} failing`, title: failing.reason ?? "" };
  const { lag, freshness } = health;
  if (lag?.seconds !== undefined && lag.seconds > BEHIND_S)
    return {
      tone: "warn",
      word: "ingest behind",
      figure: durationText(lag.seconds * 1000),
      title: `${countOf(lag.events, "event")} wait in the log`,
    };
  const degraded = health.checks.find((check) => check.status === "degraded");
  if (degraded !== undefined)
    return { tone: "warn", word: `${degraded.name} degraded`, title: degraded.reason ?? "" };
  if (freshness === undefined && health.emitters === undefined)
    return { tone: "plain", word: "service works", title: "figures are told of your own tenant" };
  if (freshness === undefined)
    return { tone: "plain", word: "ingest idle", title: "no event came lately" };
  return {
    tone: "good",
    word: "ingest lag",
    figure: durationText(freshness.p99_ms),
    title: `99 of 100 events arrive within it; half within ${durationText(freshness.p50_ms)}`,
  };
}

/** Emitters that went silent; undefined where none did. */
export function silenceWord(health: HealthAnswer | undefined): HealthWord | undefined {
  const silent = health?.emitters?.silent ?? 0;
  if (silent === 0) return undefined;
  const names = (health?.emitters?.emitters ?? [])
    .filter((emitter) => emitter.silent_since !== undefined)
    .map((emitter) => emitter.name)
    .slice(0, 5);
  return { tone: "warn", word: `${countOf(silent, "emitter")} silent`, title: names.join(", ") };
}
