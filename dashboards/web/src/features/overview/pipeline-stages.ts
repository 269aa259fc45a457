import type { HealthAnswer } from "@toolmark/query-api/answers";

import { agoText, countOf, countText, durationText } from "../../lib/format.ts";

/** How one part of the pipeline stands: what merely works says nothing loudly. */
export type StageTone = "ok" | "warn" | "bad" | "unknown";

/** One part of the way of events, from their emitters to the store. */
export interface Stage {
  id: string;
  label: string;
  tone: StageTone;
  /** The figure that tells most. */
  figure: string;
  /** The figure explained; names in it come from events. */
  detail: string;
}

/** How many events ingesters took, at two moments. */
export interface IngestRate {
  /** Events per second; undefined until two samples were taken. */
  perSecond: number | undefined;
}

const BEHIND_S = 30;

/**
 * The way of events in parts, first to last, as far as the health tells of them: gateway and ledger are
 * shown only where it knows them. Pure.
 */
export function pipelineStages(health: HealthAnswer, rate: IngestRate, now: number): Stage[] {
  const stages = [
    emittersStage(health, now),
    namedStage(health, "gateway", "Gateway"),
    logStage(health),
    ingesterStage(health, rate),
    storeStage(health),
    namedStage(health, "ledger", "Ledger"),
  ];
  return stages.filter((stage) => stage !== undefined);
}

function emittersStage({ emitters }: HealthAnswer, now: number): Stage {
  const base = { id: "emitters", label: "Emitters" } as const;
  if (emitters === undefined)
    return { ...base, tone: "unknown", figure: "–", detail: "not told now" };
  const { known, silent } = emitters;
  const more = emitters.complete ? "" : "+";
  if (known === 0) return { ...base, tone: "unknown", figure: "none", detail: "none in 7 days" };
  const first = emitters.emitters.find(({ silent_since }) => silent_since !== undefined);
  if (silent === 0 || first?.silent_since === undefined)
    return { ...base, tone: "ok", figure: `${countText(known)}${more}`, detail: "none is silent" };
  const since = agoText(Date.parse(first.silent_since), now);
  const others = silent > 1 ? `, ${countText(silent - 1)} more` : "";
  return {
    ...base,
    tone: "warn",
    figure: `${countText(known - silent)} of ${countText(known)}${more}`,
    detail: `${first.name} silent ${since}${others}`,
  };
}

function logStage(health: HealthAnswer): Stage {
  const base = { id: "log", label: "Event log" } as const;
  const failed = failureOf(health, ["log", "lag"]);
  if (failed !== undefined) return { ...base, ...failed };
  const { lag } = health;
  if (lag === undefined) return { ...base, tone: "unknown", figure: "–", detail: "lag not told" };
  const isBehind = (lag.seconds ?? 0) > BEHIND_S;
  return {
    ...base,
    tone: isBehind ? "warn" : "ok",
    figure:
      lag.seconds === undefined || lag.seconds === 0
        ? lag.events === 0
          ? "0 behind"
          : countText(lag.events)
        : durationText(lag.seconds * 1000),
    detail: lag.events === 0 ? "nothing waits" : `${countOf(lag.events, "event")} behind`,
  };
}

function ingesterStage(health: HealthAnswer, { perSecond }: IngestRate): Stage {
  const base = { id: "ingester", label: "Ingester" } as const;
  const failed = failureOf(health, ["ingester", "consumer"]);
  if (failed !== undefined) return { ...base, ...failed };
  const check = health.checks.find(({ name }) => name === "ingester");
  const stored = numberOf(check, "stored");
  // In the scaled form ingesters are processes of their own: what they took shows in the freshness.
  if (stored === undefined) {
    const { freshness } = health;
    if (freshness === undefined)
      return { ...base, tone: "ok", figure: "idle", detail: "no event came lately" };
    const minutes = Math.max(1, Math.round(freshness.window_ms / 60_000));
    return {
      ...base,
      tone: "ok",
      figure: countText(freshness.events),
      detail: `events looked at in ${minutes} m`,
    };
  }
  const duplicates = numberOf(check, "duplicates") ?? 0;
  const refused = numberOf(check, "quarantined") ?? 0;
  return {
    ...base,
    tone: "ok",
    figure: perSecond === undefined ? countText(stored) : `${rateText(perSecond)} /s`,
    detail:
      perSecond === undefined
        ? `stored since its start, ${countText(refused)} refused`
        : `${countText(refused)} refused, ${countOf(duplicates, "duplicate")}`,
  };
}

function storeStage(health: HealthAnswer): Stage {
  const base = { id: "store", label: "Store" } as const;
  const failed = failureOf(health, ["store"]);
  if (failed !== undefined) return { ...base, ...failed };
  const { freshness } = health;
  if (freshness === undefined)
    return { ...base, tone: "ok", figure: "ready", detail: "no event came lately" };
  return {
    ...base,
    tone: freshness.p99_ms > BEHIND_S * 1000 ? "warn" : "ok",
    figure: durationText(freshness.p50_ms),
    detail: `event to recorded, p99 ${durationText(freshness.p99_ms)}`,
  };
}

function namedStage(health: HealthAnswer, name: string, label: string): Stage | undefined {
  const check = health.checks.find((found) => found.name === name);
  if (check === undefined) return undefined;
  const failed = failureOf(health, [name]);
  return { id: name, label, ...(failed ?? { tone: "ok", figure: "ok", detail: "works" }) };
}

function failureOf(
  { checks }: HealthAnswer,
  names: readonly string[],
): Pick<Stage, "tone" | "figure" | "detail"> | undefined {
  const found = checks.filter(({ name, status }) => names.includes(name) && status !== "ok");
  const worst = found.find(({ status }) => status === "failing") ?? found[0];
  if (worst === undefined) return undefined;
  return {
    tone: worst.status === "failing" ? "bad" : "warn",
    figure: worst.status,
    detail: worst.reason ?? "no reason was given",
  };
}

function numberOf(check: HealthAnswer["checks"][number] | undefined, name: string) {
  const value = check?.[name];
  return typeof value === "number" ? value : undefined;
}

/** A rate with no more digits than it deserves: `812`, `3.4`, `0`. */
export function rateText(perSecond: number): string {
  return perSecond >= 10 || perSecond === 0
    ? countText(Math.round(perSecond))
    : perSecond.toFixed(1);
}
