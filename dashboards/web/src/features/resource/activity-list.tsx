import { useMemo, useState } from "react";
import type { ReactNode } from "react";

import type { GridItem } from "../../grid/grid-item.ts";
import { VirtualGrid } from "../../grid/virtual-grid.tsx";
import { durationText } from "../../lib/format.ts";
import { eventPath } from "../../lib/paths.ts";
import { dayText, isSameDay } from "../../lib/time.ts";
import { ianaOf, useZone, zoneLabel } from "../../lib/zone.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Icon } from "../../ui/icon.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { accessOf, activityColumns } from "./activity-columns.tsx";
import type { AccessRow } from "./activity-columns.tsx";
import { groupAccesses, openGroups } from "./group-accesses.ts";
import type { ActivityRow, ResourceGap } from "./group-accesses.ts";
import type { ResourceAccess } from "./resource-access.ts";

import styles from "./activity-list.module.css";

/** What happened with a resource. */
export interface ActivityListProps {
  /** Newest first. */
  accesses: readonly ResourceAccess[];
  gaps: readonly ResourceGap[];
  /** Whether there are no older ones. */
  isWhole: boolean;
  /** Event that is chosen. */
  selected: string | undefined;
  onSelect: (access: ResourceAccess) => void;
  /** Enter or a double click: all that is known of the event. */
  onOpen: (access: ResourceAccess) => void;
  /** Asked for when the end comes near, while there is more. */
  onMore: (() => void) | undefined;
  isLoadingMore: boolean;
  empty: ReactNode;
}

/** Who accessed a resource, newest first: a row an access, reads in groups, gaps where they are. */
export function ActivityList(props: ActivityListProps): ReactNode {
  const { accesses, gaps, selected, onSelect } = props;
  const zone = useZone();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());

  const columns = useMemo(() => {
    const toggle = (key: string) =>
      setOpened((old) => {
        const next = new Set(old);
        if (!next.delete(key)) next.add(key);
        return next;
      });
    return activityColumns({ zone, zoneName: zoneLabel(zone), opened, onToggle: toggle });
  }, [zone, opened]);
  const rows = useMemo(
    () => openGroups(groupAccesses(accesses, gaps, ianaOf(zone)), opened),
    [accesses, gaps, zone, opened],
  );
  const items = useMemo(() => rows.map((row) => itemOf(row, ianaOf(zone))), [rows, zone]);
  const byKey = useMemo(
    () => new Map(rows.filter(isAccessRow).map((row) => [row.key, row])),
    [rows],
  );
  const selectedId = rows.find((row) => isAccessRow(row) && isEvent(row, selected))?.key;
  const accessAt = (key: string) => {
    const row = byKey.get(key);
    return row && accessOf(row);
  };

  return (
    <VirtualGrid
      label="Activity"
      columns={columns}
      items={items}
      {...(props.isWhole && { total: { count: byKey.size, isExact: true } })}
      hasMore={!props.isWhole}
      noun="row"
      order="newest first"
      selectedId={selectedId}
      onSelect={(key) => {
        const access = accessAt(key);
        if (access !== undefined) onSelect(access);
      }}
      onOpen={(key) => {
        const access = accessAt(key);
        if (access !== undefined) props.onOpen(access);
      }}
      onEndReached={props.onMore}
      isLoadingMore={props.isLoadingMore}
      empty={props.empty}
    />
  );
}

function isAccessRow(row: ActivityRow): row is AccessRow {
  return row.kind === "access" || row.kind === "reads";
}

function isEvent(row: AccessRow, id: string | undefined): boolean {
  if (id === undefined) return false;
  if (row.kind === "access") return row.access.event_id === id;
  return row.reads[0]?.event_id === id;
}

function itemOf(row: ActivityRow, iana: string): GridItem<AccessRow> {
  switch (row.kind) {
    case "day":
      return { kind: "day", id: row.key, content: <DayName at={row.at} iana={iana} /> };
    case "gap":
      return { kind: "gap", id: row.key, content: <GapText gap={row.gap} /> };
    case "access":
    case "reads": {
      const isLate = accessOf(row)?.isLate === true;
      return {
        kind: "row",
        id: row.key,
        row,
        ...(isLate && { mark: <Icon name="clock" size={10} /> }),
      };
    }
  }
}

function DayName({ at, iana }: { at: number; iana: string }) {
  const now = Date.now();
  return (
    <>
      {dayText(at, iana)}
      {isSameDay(at, now, iana) && ", today"}
    </>
  );
}

function GapText({ gap }: { gap: ResourceGap }) {
  const length = gap.to - gap.from;
  return (
    <span className={styles["gap"]}>
      <b className="strong">{gap.title}</b>
      <span>
        <SafeText value={gap.detail} cap={240} />
        {length > 0 && `, within ${durationText(length)}`}
      </span>
      {gap.eventId !== undefined && (
        <AppLink href={eventPath(gap.eventId)} className={styles["link"]}>
          Show the event beside it
        </AppLink>
      )}
    </span>
  );
}
