import type { PolicyDecisionsAnswer } from "@toolmark/query-api/approvals/answers";
import { printCondition } from "@toolmark/schemas/query/print-query";
import type { ReactNode } from "react";

import { cx } from "../../lib/cx.ts";
import { countText, percentText } from "../../lib/format.ts";
import { investigatePath } from "../../lib/paths.ts";
import { stringifySearch } from "../../lib/search-codec.ts";
import { useZone, zoneLabel } from "../../lib/zone.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { Tag } from "../../ui/tag.tsx";
import { compareVersions } from "./compare-versions.ts";
import type { RuleHistory, RuleVersion } from "./compare-versions.ts";
import { EventTimeLink } from "./event-time-link.tsx";

import styles from "./facts-table.module.css";
import shares from "./rules-table.module.css";

/** Points of percent from which on a change of the share of denials stands out. */
const NOTABLE = 5;

/** Props of `RulesTable`. */
export interface RulesTableProps {
  answer: PolicyDecisionsAnswer;
  range: { from: string; to: string };
}

/** What each rule decided, version by version, and what a new version changed. */
export function RulesTable({ answer, range }: RulesTableProps): ReactNode {
  const zone = zoneLabel(useZone());
  const histories = compareVersions(answer.rules, {
    from: Date.parse(range.from),
    to: Date.parse(range.to),
  });
  return (
    <table className={styles["table"]} aria-label="Decisions by rule">
      <thead>
        <tr>
          <th>Rule</th>
          <th>Version</th>
          <th>First decision ({zone})</th>
          <th className={styles["number"]}>Allow</th>
          <th className={styles["number"]}>Deny</th>
          <th className={styles["number"]}>Other</th>
          <th>Denied share</th>
          <th>Against the version before</th>
        </tr>
      </thead>
      {histories.map((history) => (
        <tbody key={JSON.stringify([history.rule, history.check, history.mode])}>
          {history.versions.map((version, index) => (
            <VersionRow
              key={version.first}
              history={history}
              version={version}
              isFirst={index === 0}
              range={range}
            />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function VersionRow(props: {
  history: RuleHistory;
  version: RuleVersion;
  isFirst: boolean;
  range: { from: string; to: string };
}): ReactNode {
  const { history, version, isFirst, range } = props;
  const { rule, check, mode } = history;
  const q = printCondition("rule", rule);
  return (
    <tr>
      <td>
        {isFirst && (
          <>
            <AppLink href={investigatePath({ q, ...range })} className={styles["strong"]}>
              <SafeText value={rule} cap={80} />
            </AppLink>{" "}
            <span className="dim">{check !== rule && <SafeText value={check} cap={80} />}</span>
            {mode === "audit" && (
              <span className={shares["mode"]}>
                <Tag title="checked only: it stops nothing">not enforced</Tag>
              </span>
            )}
          </>
        )}
      </td>
      <td>
        {version.version === undefined ? (
          <span className="dim">none told</span>
        ) : (
          <SafeText value={version.version} cap={60} />
        )}
      </td>
      <td>
        <EventTimeLink id={version.first} at={version.firstAt} what="first decision" />
      </td>
      <td className={styles["number"]}>{countText(version.allow)}</td>
      <td className={cx(styles["number"], version.deny > 0 && shares["deny"])}>
        {version.deny === 0 ? (
          "0"
        ) : (
          <AppLink
            href={`/policy${stringifySearch({ ...range, tab: "blocked", rule })}`}
            title="Show what it blocked"
          >
            {countText(version.deny)}
          </AppLink>
        )}
      </td>
      <td className={styles["number"]}>{countText(version.other)}</td>
      <td>
        <DenyShare {...version} />
      </td>
      <td>
        <Change points={version.denyChange} />
      </td>
    </tr>
  );
}

function DenyShare({ deny, total }: Pick<RuleVersion, "deny" | "total">): ReactNode {
  const width = total === 0 ? 0 : (deny / total) * 72;
  return (
    <span className={shares["share"]}>
      <svg width="72" height="8" aria-hidden="true">
        <rect className={shares["track"]} y="1" width="72" height="6" rx="1" />
        <rect
          className={shares["bar"]}
          y="1"
          width={Math.max(deny > 0 ? 2 : 0, width)}
          height="6"
          rx="1"
        />
      </svg>
      {percentText(deny, total)}
    </span>
  );
}

function Change({ points }: { points: number | undefined }): ReactNode {
  if (points === undefined) return <span className="dim">–</span>;
  const sign = points > 0 ? "+" : points < 0 ? "−" : "±";
  return (
    <span className={Math.abs(points) >= NOTABLE ? shares["notable"] : "dim"}>
      denials {sign}
      {Math.abs(points).toFixed(1)} pt
    </span>
  );
}
