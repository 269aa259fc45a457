import type { ReactNode } from "react";

import type { GridColumn } from "../../grid/grid-item.ts";
import { countOf } from "../../lib/format.ts";
import { clockText } from "../../lib/time.ts";
import { ianaOf } from "../../lib/zone.ts";
import type { Zone } from "../../lib/zone.ts";
import { DecisionMark } from "../../ui/decision-mark.tsx";
import { EffectBadge } from "../../ui/effect-badge.tsx";
import { Icon } from "../../ui/icon.tsx";
import { OutcomeMark } from "../../ui/outcome-mark.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import type { ActivityRow } from "./group-accesses.ts";
import { PartyText } from "./party-text.tsx";
import { linkOf, partyOf } from "./resource-access.ts";
import type { ResourceAccess } from "./resource-access.ts";
import { GroupText, WhatHappened } from "./what-happened.tsx";

import styles from "./activity-list.module.css";

/** A row of the list that is about one access or a group of reads. */
export type AccessRow = Extract<ActivityRow, { kind: "access" | "reads" }>;

/** The access that a row stands for: of a group the newest. */
export function accessOf(row: AccessRow): ResourceAccess | undefined {
  return row.kind === "access" ? row.access : row.reads[0];
}

/** The columns of the activity of a resource. */
export function activityColumns(options: {
  zone: Zone;
  zoneName: string;
  opened: ReadonlySet<string>;
  onToggle: (key: string) => void;
}): readonly GridColumn<AccessRow>[] {
  const { zone, zoneName, opened, onToggle } = options;
  const ofAccess = (show: (access: ResourceAccess) => ReactNode) => (row: AccessRow) => {
    const access = accessOf(row);
    return access === undefined ? null : show(access);
  };
  return [
    {
      id: "time",
      header: `Time, ${zoneName}`,
      width: 88,
      isRowHeader: true,
      cell: (row) => <RowTime row={row} zone={zone} />,
    },
    {
      id: "effect",
      header: <abbr title="Effect">Eff.</abbr>,
      width: 24,
      cell: ofAccess(({ effect }) => <EffectBadge effect={effect} />),
    },
    {
      id: "party",
      header: "Actor › agent",
      width: 152,
      cell: ofAccess((access) => <PartyText {...partyOf(access)} />),
    },
    {
      id: "what",
      header: "What happened",
      minWidth: 220,
      cell: (row) => (
        <span className={styles["what"]}>
          {row.kind === "access" ? (
            <WhatHappened access={row.access} note={row.note} />
          ) : (
            <>
              <button
                type="button"
                className={styles["group"]}
                aria-expanded={opened.has(row.key)}
                onClick={() => onToggle(row.key)}
              >
                <Icon
                  name={opened.has(row.key) ? "chevron-down" : "chevron-right"}
                  size={10}
                  stroke={2}
                />
                {countOf(row.reads.length, "read")}
              </button>
              <GroupText reads={row.reads} />
            </>
          )}
        </span>
      ),
    },
    {
      id: "link",
      header: "Linked by",
      title: "How it is known that the call has to do with this resource",
      width: 64,
      cell: ofAccess((access) => {
        const { link, title } = linkOf(access);
        return (
          <span className="dim" title={title}>
            {link}
          </span>
        );
      }),
    },
    {
      id: "decision",
      header: "Decision",
      width: 84,
      cell: ofAccess(({ decision, approval, enforced }) =>
        decision === undefined && approval?.status === undefined ? (
          <span className="dim">none</span>
        ) : (
          <DecisionMark decision={decision} approval={approval?.status} enforced={enforced} />
        ),
      ),
    },
    {
      id: "outcome",
      header: "Outcome",
      width: 106,
      cell: ofAccess(({ outcome, error, isLate, resolved_by: resolved }) => (
        <OutcomeMark status={outcome} code={error} late={isLate || resolved !== undefined} />
      )),
    },
  ];
}

function RowTime({ row, zone }: { row: AccessRow; zone: Zone }) {
  if (row.kind === "access")
    return <TimeText at={row.access.time} form="seconds" className={row.isInGroup && "dim"} />;
  const [newest] = row.reads;
  const oldest = row.reads.at(-1);
  if (newest === undefined || oldest === undefined) return null;
  const iana = ianaOf(zone);
  const [start, end] = [oldest, newest].map(({ time }) => clockText(time, iana).slice(0, 5));
  if (start === end) return <TimeText at={newest.time} form="seconds" />;
  return (
    <span className="mono" title={`${oldest.time} to ${newest.time}`}>
      {start}–{end}
    </span>
  );
}
