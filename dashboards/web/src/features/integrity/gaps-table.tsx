import { printCondition } from "@toolmark/schemas/query/print-query";
import type { ReactNode } from "react";

import { countText, durationText } from "../../lib/format.ts";
import { investigatePath } from "../../lib/paths.ts";
import { useZone, zoneLabel } from "../../lib/zone.ts";
import { AppLink } from "../../ui/app-link.tsx";
import type { IconName } from "../../ui/icon-paths.ts";
import { SafeText } from "../../ui/safe-text.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import type { StateTone } from "../../ui/state-word.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { ValueMenu } from "../../ui/value-menu.tsx";
import { aroundGap } from "./gap-rows.ts";
import type { GapRow } from "./gap-rows.ts";

import styles from "../policy/facts-table.module.css";

const words: Readonly<Record<GapRow["kind"], { word: string; tone: StateTone; icon?: IconName }>> =
  {
    missing: { word: "missing", tone: "deny", icon: "warning" },
    silence: { word: "silent", tone: "wait", icon: "warning" },
    told: { word: "lost, as told", tone: "wait" },
    restart: { word: "restart", tone: "gap", icon: "refresh" },
    quarantined: { word: "in quarantine", tone: "gap" },
  };

/** Gaps with their times, each leading to the events around it. */
export function GapsTable({ rows }: { rows: readonly GapRow[] }): ReactNode {
  const zone = zoneLabel(useZone());
  return (
    <table className={styles["table"]} aria-label="Gaps">
      <thead>
        <tr>
          <th>Kind</th>
          <th>Emitter</th>
          <th>What</th>
          <th className={styles["number"]}>Events</th>
          <th>From ({zone})</th>
          <th>To ({zone})</th>
          <th className={styles["number"]}>Length</th>
          <th>Events around</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row }: { row: GapRow }): ReactNode {
  const { kind, emitter, text, reason, count, from, to, isRecent } = row;
  const { word, tone, icon } = words[kind];
  const around = aroundGap(row);
  const isCounted = kind !== "silence" && kind !== "restart";
  return (
    <tr>
      <td>
        <StateWord tone={tone} icon={icon}>
          {word}
        </StateWord>
      </td>
      <td>
        <ValueMenu field="emitter" value={emitter} />
      </td>
      <td>
        {text}
        {isRecent && <span className="dim">, may still come</span>}
        {reason !== undefined && (
          <>
            {": "}
            <SafeText value={reason} cap={120} />
          </>
        )}
      </td>
      <td className={styles["number"]}>{isCounted ? countText(count) : "–"}</td>
      <td>{from === undefined ? "–" : <TimeText at={from} form="full" />}</td>
      <td>
        {to === undefined ? (
          <span className="dim">{kind === "restart" ? "–" : "not over"}</span>
        ) : (
          <TimeText at={to} form="full" />
        )}
      </td>
      <td className={styles["number"]}>
        {from === undefined || to === undefined ? "–" : durationText(to - from)}
      </td>
      <td>
        {around !== undefined && (
          <AppLink
            href={investigatePath({
              q: printCondition("emitter", emitter),
              kind: "all",
              ...around,
            })}
          >
            show<span className="sr"> events around</span>
          </AppLink>
        )}
      </td>
    </tr>
  );
}
