import { useNavigate } from "@tanstack/react-router";
import { printCondition } from "@toolmark/schemas/query/print-query";
import { fold } from "@toolmark/schemas/tokens";
import { useMemo, useState } from "react";
import type { ReactNode } from "react";

import { Sparkline } from "../../charts/sparkline.tsx";
import type { GridColumn, GridItem } from "../../grid/grid-item.ts";
import { VirtualGrid } from "../../grid/virtual-grid.tsx";
import { countText, percentText } from "../../lib/format.ts";
import { actorPath, investigatePath } from "../../lib/paths.ts";
import { useZone, zoneLabel } from "../../lib/zone.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { Tag } from "../../ui/tag.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { kindWords } from "./actor-kinds.ts";
import type { ActorKind } from "./actor-kinds.ts";
import type { ActorRow } from "./actor-rows.ts";
import { countQuery } from "./use-actors.ts";
import type { CountedAs } from "./use-actors.ts";

import styles from "./actors.module.css";

/** Values of one kind with their counts, and what else is known of them by now. */
export interface ActorsGridProps {
  kind: Exclude<ActorKind, "credential">;
  rows: readonly ActorRow[];
  /** RFC 3339. */
  range: { from: string; to: string };
  /** When values were last seen, by folded value, as far as the newest events tell. */
  last: ReadonlyMap<string, number> | undefined;
  /** Kinds of actors by id. */
  types: ReadonlyMap<string | undefined, string | undefined> | undefined;
  before: { values: ReadonlySet<string | null>; isWhole: boolean } | undefined;
  /** Course of the events of each value. */
  course: ReadonlyMap<string, readonly number[]> | undefined;
}

/** Who was seen how often; each count opens its events, Enter the chosen one's profile. */
export function ActorsGrid(props: ActorsGridProps): ReactNode {
  const { kind, rows, range } = props;
  const zone = useZone();
  const navigate = useNavigate();
  const [selected, setSelected] = useState<string>();
  const { last, types, before, course } = props;
  const { from, to } = range;
  const columns = useMemo(
    () =>
      actorColumns(
        { kind, range: { from, to }, last, types, before, course },
        rows[0]?.events ?? 0,
        zoneLabel(zone),
      ),
    [kind, from, to, last, types, before, course, rows, zone],
  );
  const items = useMemo(
    () => rows.map((row): GridItem<ActorRow> => ({ kind: "row", id: row.value, row })),
    [rows],
  );
  return (
    <VirtualGrid
      label={kindWords[kind].many}
      columns={columns}
      items={items}
      total={{ count: items.length, isExact: true }}
      noun={kindWords[kind].one}
      order="most events first"
      selectedId={selected}
      onSelect={setSelected}
      onOpen={(value) => void navigate({ href: actorPath(value, kindWords[kind].profile) })}
    />
  );
}

function actorColumns(
  props: Omit<ActorsGridProps, "rows">,
  most: number,
  zoneName: string,
): readonly GridColumn<ActorRow>[] {
  const { kind, range, last, types, before, course } = props;
  const { field, profile, one } = kindWords[kind];
  const count = (row: ActorRow, value: number, counted?: CountedAs) =>
    value === 0 ? (
      <span className="dim">·</span>
    ) : (
      <AppLink
        href={investigatePath({
          q: countQuery(printCondition(field, row.value), counted),
          ...range,
        })}
      >
        {countText(value)}
      </AppLink>
    );
  return [
    {
      id: "value",
      header: one.charAt(0).toUpperCase() + one.slice(1),
      minWidth: 220,
      isRowHeader: true,
      cell: (row) => (
        <>
          <AppLink href={actorPath(row.value, profile)} className="strong">
            <SafeText value={row.value} cap={120} />
          </AppLink>{" "}
          {kind === "actor" && <SafeText value={types?.get(row.value)} className="dim" cap={20} />}
        </>
      ),
    },
    {
      id: "new",
      header: "First seen",
      width: 108,
      cell: ({ value }) => <FirstSeen value={value} before={before} />,
    },
    {
      id: "course",
      header: "In this time",
      width: 150,
      cell: ({ value }) => {
        const values = course?.get(value);
        return values && <Sparkline values={values} role="read" width={146} height={20} />;
      },
    },
    {
      id: "events",
      header: "Events",
      width: 72,
      align: "end",
      cell: (row) => count(row, row.events),
    },
    {
      id: "share",
      header: <span className="sr">Of the most</span>,
      title: "Of those of the one with the most",
      width: 84,
      cell: ({ events }) => <ShareBar share={most === 0 ? 0 : events / most} />,
    },
    {
      id: "writes",
      header: "Writes",
      width: 64,
      align: "end",
      cell: (row) => count(row, row.writes, "writes"),
    },
    {
      id: "denied",
      header: "Denied",
      width: 64,
      align: "end",
      cell: (row) => count(row, row.denied, "denied"),
    },
    {
      id: "errors",
      header: "Errors",
      width: 64,
      align: "end",
      cell: (row) => count(row, row.errors, "errors"),
    },
    {
      id: "rate",
      header: "Denied or failed",
      width: 100,
      align: "end",
      cell: ({ denied, errors, events }) => (
        <span className="dim">{percentText(denied + errors, events)}</span>
      ),
    },
    {
      id: "last",
      header: <span className={styles["lead"]}>Last seen, {zoneName}</span>,
      width: 200,
      cell: ({ value }) => (
        <span className={styles["lead"]}>
          <LastSeen at={last?.get(fold(value))} isKnown={last !== undefined} />
        </span>
      ),
    },
  ];
}

/** Whether a value was seen before the range. */
function FirstSeen(props: { value: string; before: ActorsGridProps["before"] }): ReactNode {
  const { value, before } = props;
  if (before === undefined) return null;
  if (before.values.has(value)) return <span className="dim">before</span>;
  return before.isWhole ? (
    <Tag tone="new">new in this time</Tag>
  ) : (
    <span className="dim">not known</span>
  );
}

function LastSeen({ at, isKnown }: { at: number | undefined; isKnown: boolean }) {
  if (at !== undefined) return <TimeText at={at} form="full" />;
  return isKnown ? (
    <span className="dim" title="not among the newest events that were looked at">
      earlier
    </span>
  ) : null;
}

function ShareBar({ share }: { share: number }) {
  // At least a sign of it: something is never nothing.
  const width = `${Math.max(2, Math.round(share * 100))}%`;
  return <span className={styles["share"]} style={{ backgroundSize: `${width} 6px, 100% 6px` }} />;
}
