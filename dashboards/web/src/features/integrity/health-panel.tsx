import type { HealthAnswer } from "@toolmark/query-api/answers";
import type { ReactNode } from "react";

import { countText, durationText } from "../../lib/format.ts";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { useHealth } from "../overview/use-health.ts";

import styles from "./integrity-page.module.css";

const states = {
  ok: { tone: "good", icon: "check", word: "ok" },
  degraded: { tone: "wait", icon: "warning", word: "degraded" },
  failing: { tone: "deny", icon: "deny", word: "failing" },
} as const;

/** The health of each part with its reason, the lag of ingesters, and how fresh events are. */
export function HealthPanel(): ReactNode {
  const query = useHealth();
  return (
    <Panel<HealthAnswer> label="Health of the parts" query={query} rows={2}>
      {(health) => (
        <ul className={styles["checks"]} aria-label="Parts">
          {health.checks.map((check) => {
            const { tone, icon, word } = states[check.status];
            return (
              <li key={check.name}>
                <span className={styles["label"]}>
                  <SafeText value={check.name} cap={40} />
                </span>
                <StateWord tone={tone} icon={icon}>
                  {word}
                </StateWord>
                <span className={styles["note"]}>
                  <SafeText value={check.reason ?? figuresOf(check)} cap={200} />
                </span>
              </li>
            );
          })}
          <li>
            <span className={styles["label"]}>lag</span>
            <b>{lagText(health)}</b>
            <span className={styles["note"]}>
              {health.lag === undefined
                ? "not told now"
                : `${countText(health.lag.events)} events wait in the log`}
            </span>
          </li>
          <li>
            <span className={styles["label"]}>freshness</span>
            <b>
              {health.freshness === undefined
                ? "–"
                : `p99 ${durationText(health.freshness.p99_ms)}`}
            </b>
            <span className={styles["note"]}>
              {health.freshness === undefined
                ? "no event came lately"
                : `p50 ${durationText(health.freshness.p50_ms)}, of ${countText(health.freshness.events)} events in ${durationText(health.freshness.window_ms)}`}
            </span>
          </li>
        </ul>
      )}
    </Panel>
  );
}

function lagText({ lag }: HealthAnswer): string {
  if (lag === undefined) return "–";
  return lag.seconds === undefined ? "idle" : durationText(lag.seconds * 1000);
}

/** The figures that a check tells, in its own names. Pure. */
function figuresOf(check: HealthAnswer["checks"][number]): string {
  return Object.entries(check)
    .flatMap(([name, value]) => (typeof value === "number" ? [`${countText(value)} ${name}`] : []))
    .join(", ");
}
