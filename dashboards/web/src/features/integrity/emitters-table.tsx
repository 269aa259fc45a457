import type { EmitterGaps } from "@toolmark/query-api/gaps/answers";
import { printCondition } from "@toolmark/schemas/query/print-query";
import type { ReactNode } from "react";

import { cx } from "../../lib/cx.ts";
import { agoText, countText, durationText } from "../../lib/format.ts";
import { investigatePath } from "../../lib/paths.ts";
import { bothZones } from "../../lib/time.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { ValueMenu } from "../../ui/value-menu.tsx";

import styles from "../policy/facts-table.module.css";
import page from "./integrity-page.module.css";

/** Props of `EmittersTable`. */
export interface EmittersTableProps {
  emitters: readonly EmitterGaps[];
  range: { from: string; to: string };
  now: number;
}

const basisWords = {
  heartbeat: "heartbeats",
  rhythm: "its rhythm",
  none: "not judged",
} as const;

/** Each emitter with what is missing from it, how its clock is, and by what its silence is judged. */
export function EmittersTable({ emitters, range, now }: EmittersTableProps): ReactNode {
  return (
    <table className={styles["table"]} aria-label="Emitters">
      <thead>
        <tr>
          <th>Emitter</th>
          <th className={styles["number"]}>Events</th>
          <th className={styles["number"]}>Last seen</th>
          <th className={styles["number"]}>Missing</th>
          <th className={styles["number"]}>Told lost</th>
          <th className={styles["number"]}>Silences</th>
          <th className={styles["number"]}>Runs</th>
          <th className={styles["number"]}>Skewed</th>
          <th className={styles["number"]}>Late</th>
          <th>Silence judged by</th>
        </tr>
      </thead>
      <tbody>
        {emitters.map((emitter) => (
          <Row key={emitter.emitter} {...{ emitter, range, now }} />
        ))}
      </tbody>
    </table>
  );
}

function Row(props: { emitter: EmitterGaps; range: EmittersTableProps["range"]; now: number }) {
  const { emitter, range, now } = props;
  const { emitter: name, epochs, told, silences, skewed, late, silence, last_seen: seen } = emitter;
  const q = printCondition("emitter", name);
  const missing = epochs
    .flatMap((epoch) => epoch.missing)
    .reduce((sum, { status, count }) => sum + (status === "unexplained" ? count : 0), 0);
  const isNumbered = emitter.unnumbered < emitter.events || emitter.events === 0;
  return (
    <tr>
      <td>
        <ValueMenu field="emitter" value={name} />
      </td>
      <td className={styles["number"]}>
        <AppLink href={investigatePath({ q, kind: "all", ...range })}>
          {countText(emitter.events)}
        </AppLink>
      </td>
      <td className={styles["number"]} title={bothZones(seen.time)}>
        {agoText(Date.parse(seen.time), now)}
      </td>
      <td className={cx(styles["number"], missing > 0 && page["bad"])}>
        {isNumbered ? countText(missing) : <span className="dim">not numbered</span>}
      </td>
      <td className={styles["number"]}>
        {countText(told.reduce((sum, { count, recovered }) => sum + count - recovered, 0))}
      </td>
      <td className={cx(styles["number"], silences.length > 0 && page["wait"])}>
        {countText(silences.length)}
      </td>
      <td className={styles["number"]}>{countText(epochs.length)}</td>
      <td className={styles["number"]}>
        {skewed.count === 0 ? (
          "0"
        ) : (
          <AppLink
            href={investigatePath({ q: `${q} mark:skewed`, kind: "all", ...range })}
            title={`recorded ${durationText(skewed.min_ms ?? 0)} to ${durationText(skewed.max_ms ?? 0)} after they say`}
          >
            {countText(skewed.count)}
          </AppLink>
        )}
      </td>
      <td className={styles["number"]}>
        {late.count === 0 ? (
          "0"
        ) : (
          <AppLink href={investigatePath({ q: `${q} mark:late`, ...range })}>
            {countText(late.count)}
          </AppLink>
        )}
      </td>
      <td>
        {basisWords[silence.basis]}
        {silence.threshold_ms !== undefined && (
          <span className="dim">, from {durationText(silence.threshold_ms)} on</span>
        )}
      </td>
    </tr>
  );
}
