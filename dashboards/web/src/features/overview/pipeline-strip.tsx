import type { HealthAnswer } from "@toolmark/query-api/answers";
import type { ReactNode } from "react";

import { agoText, countText } from "../../lib/format.ts";
import { AppLink } from "../../ui/app-link.tsx";
import type { IconName } from "../../ui/icon-paths.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { pipelineStages } from "./pipeline-stages.ts";
import type { Stage, StageTone } from "./pipeline-stages.ts";
import { useHealth, useIngestRate } from "./use-health.ts";

import styles from "./pipeline-strip.module.css";

const icons: Readonly<Record<StageTone, IconName>> = {
  ok: "check",
  warn: "warning",
  bad: "deny",
  unknown: "question",
};
const words: Readonly<Record<StageTone, string>> = {
  ok: "works",
  warn: "needs a look",
  bad: "fails",
  unknown: "not known",
};

/** The way of events from emitters to the store, and what was refused on it: is the trail healthy? */
export function PipelineStrip(): ReactNode {
  const { data, error, refetch, dataUpdatedAt } = useHealth();
  const ingester = data?.checks.find(({ name }) => name === "ingester");
  const stored = ingester?.["stored"];
  const rate = useIngestRate(typeof stored === "number" ? stored : undefined, dataUpdatedAt);
  return (
    <section className={styles["strip"]} aria-label="Pipeline health">
      {data === undefined ? (
        error === null ? (
          <div className={styles["wait"]} />
        ) : (
          <ProblemNote error={error} onRetry={refetch} />
        )
      ) : (
        <>
          <ol className={styles["stages"]}>
            {pipelineStages(data, rate, dataUpdatedAt).map((stage) => (
              <StageItem key={stage.id} stage={stage} isStale={error !== null} />
            ))}
          </ol>
          <Quarantine health={data} now={dataUpdatedAt} />
        </>
      )}
    </section>
  );
}

function StageItem({ stage, isStale }: { stage: Stage; isStale: boolean }): ReactNode {
  const tone = isStale && stage.tone === "ok" ? "unknown" : stage.tone;
  return (
    <li data-tone={tone}>
      <AppLink href="/integrity" className={styles["stage"]}>
        <span className={styles["label"]}>
          <Icon name={icons[tone]} size={12} stroke={tone === "ok" ? 2 : 1.7} />
          <span className="sr">{words[tone]}: </span>
          {stage.label}
        </span>
        <b>
          <SafeText value={stage.figure} cap={40} />
        </b>
        <span className={styles["detail"]} title={isStale ? "from the last answer" : undefined}>
          <SafeText value={stage.detail} cap={120} />
        </span>
      </AppLink>
    </li>
  );
}

function Quarantine({ health, now }: { health: HealthAnswer; now: number }): ReactNode {
  const { quarantine } = health;
  const total = quarantine?.total;
  const oldest =
    quarantine?.oldest === undefined ? undefined : agoText(Date.parse(quarantine.oldest), now);
  return (
    <AppLink href="/integrity?tab=quarantine" className={styles["quarantine"]}>
      <span className={styles["label"]}>Quarantine</span>
      <b>{total === undefined ? "–" : countText(total)}</b>
      <span className={styles["detail"]}>
        {total === undefined
          ? "not told now"
          : total === 0
            ? "nothing was refused"
            : `kept with bytes${oldest === undefined ? "" : `, oldest ${oldest}`}`}
      </span>
    </AppLink>
  );
}
