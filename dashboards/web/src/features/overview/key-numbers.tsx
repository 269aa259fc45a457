import type { MetricFact, OverviewAnswer } from "@toolmark/query-api/overview/answers";
import type { ReactNode } from "react";

import { agoText, countOf, countText, percentText } from "../../lib/format.ts";
import { investigatePath } from "../../lib/paths.ts";
import { stringifySearch } from "../../lib/search-codec.ts";
import { SafeText } from "../../ui/safe-text.tsx";
import { countChange, shareChange } from "./change-text.ts";
import { KeyNumber } from "./key-number.tsx";
import { perHour } from "./per-hour.ts";

import styles from "./key-numbers.module.css";

/** Props of `KeyNumbers`. */
export interface KeyNumbersProps {
  overview: OverviewAnswer;
  /** Whether they are compared with the time before. */
  isCompared: boolean;
}

/** Six numbers that say what agents did, each with the time before. */
export function KeyNumbers({ overview, isCompared }: KeyNumbersProps): ReactNode {
  const { metrics, from, to } = overview;
  const { calls, errors, approvals } = metrics;
  const now = Date.parse(to);
  const link = (name: keyof typeof metrics) =>
    investigatePath({ q: metrics[name].query, from, to });
  const of = (name: keyof typeof metrics) => {
    const metric = metrics[name];
    return {
      metric,
      value: countText(metric.count),
      href: link(name),
      isCompared,
      change: isCompared ? countChange(metric.count, metric.previous) : undefined,
    };
  };
  return (
    <ul className={styles["numbers"]} aria-label="Key numbers">
      <KeyNumber {...of("calls")} label="Calls" role="read">
        {perHour(calls.count, now - Date.parse(from))}
      </KeyNumber>
      <KeyNumber {...of("writes")} label="Writes" role="write" warns>
        <WritesNote facts={metrics.writes.facts} />
      </KeyNumber>
      <KeyNumber {...of("destructive")} label="Destructive" role="destructive" warns>
        <DestructiveNote facts={metrics.destructive.facts} count={metrics.destructive.count} />
      </KeyNumber>
      <KeyNumber {...of("denied")} label="Denied" role="denied" warns>
        <FactNote fact={factOf(metrics.denied.facts, "rule")} words="by rule" />
      </KeyNumber>
      <KeyNumber
        {...of("errors")}
        label="Errors"
        role="error"
        warns
        value={calls.count === 0 ? countText(errors.count) : percentText(errors.count, calls.count)}
        change={
          isCompared
            ? shareChange(
                { part: errors.count, whole: calls.count },
                { part: errors.previous, whole: calls.previous },
              )
            : undefined
        }
      >
        {countOf(errors.count, "call")}
        <MostlyNote fact={factOf(errors.facts, "error")} of={errors.count} />
      </KeyNumber>
      <KeyNumber
        {...of("approvals")}
        label="Approvals"
        role="good"
        href={`/policy${stringifySearch({ from, to })}`}
      >
        <ApprovalsNote facts={approvals.facts} now={now} />
      </KeyNumber>
    </ul>
  );
}

function factOf(facts: readonly MetricFact[], name: string): MetricFact | undefined {
  return facts.find((fact) => fact.name === name);
}

function countIn(facts: readonly MetricFact[], name: string): number {
  return factOf(facts, name)?.count ?? 0;
}

function WritesNote({ facts }: { facts: readonly MetricFact[] }): ReactNode {
  const [client, server] = [factOf(facts, "client"), factOf(facts, "server")];
  if (client === undefined && server === undefined) return "none";
  return (
    <>
      most
      {client !== undefined && (
        <>
          {" by "}
          <SafeText value={client.value} cap={40} />
        </>
      )}
      {server !== undefined && (
        <>
          {" in "}
          <SafeText value={server.value} cap={40} />
        </>
      )}
    </>
  );
}

function DestructiveNote(props: { facts: readonly MetricFact[]; count: number }): ReactNode {
  const { facts, count } = props;
  if (count === 0) return "none";
  return `${countText(countIn(facts, "approved"))} approved, ${countText(countIn(facts, "blocked"))} blocked, ${countText(countIn(facts, "unapproved"))} without`;
}

function FactNote({ fact, words }: { fact: MetricFact | undefined; words: string }): ReactNode {
  if (fact === undefined) return "no rule is named";
  return (
    <>
      {countText(fact.count)} {words} <SafeText value={fact.value} cap={60} />
    </>
  );
}

function MostlyNote({ fact, of }: { fact: MetricFact | undefined; of: number }): ReactNode {
  if (fact === undefined || fact.count * 4 < of) return null;
  return (
    <>
      {fact.count * 2 > of ? ", mostly " : ", often "}
      <SafeText value={fact.value} cap={40} />
    </>
  );
}

function ApprovalsNote({ facts, now }: { facts: readonly MetricFact[]; now: number }): ReactNode {
  const waiting = factOf(facts, "waiting");
  if (waiting !== undefined && waiting.count > 0)
    return (
      <>
        <span className={styles["waiting"]}>{countText(waiting.count)} waiting</span>
        {waiting.since !== undefined && `, oldest ${agoText(Date.parse(waiting.since), now)}`}
      </>
    );
  if (facts.every(({ count }) => count === 0)) return "none";
  return `${countText(countIn(facts, "granted"))} granted, ${countText(countIn(facts, "denied"))} refused`;
}
