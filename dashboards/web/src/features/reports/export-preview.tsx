import type { ExportFormatName } from "@toolmark/exports/export-formats";
import type { SearchAnswer } from "@toolmark/query-api/answers";
import type { EventView } from "@toolmark/query-api/event-view";
import { useMemo } from "react";
import type { ReactNode } from "react";

import type { GridColumn, GridItem } from "../../grid/grid-item.ts";
import { VirtualGrid } from "../../grid/virtual-grid.tsx";
import { bytesText, countText } from "../../lib/format.ts";
import { eventPath } from "../../lib/paths.ts";
import { useZone, zoneLabel } from "../../lib/zone.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { EffectBadge } from "../../ui/effect-badge.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { OutcomeMark } from "../../ui/outcome-mark.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { PanelQuery } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { formats } from "./report-words.ts";
import { PREVIEW_ROWS } from "./use-exports.ts";

import styles from "./reports-page.module.css";

/** The first events of an export, how many there are exactly, and about how large the file is. */
export function ExportPreview(props: {
  query: PanelQuery<SearchAnswer>;
  format: ExportFormatName;
}): ReactNode {
  const { query, format } = props;
  const zone = useZone();
  const columns = useMemo(() => previewColumns(zoneLabel(zone)), [zone]);
  return (
    <Panel
      title="Preview"
      note={query.data && `the first ${countText(Math.min(PREVIEW_ROWS, query.data.total))} events`}
      fill
      query={query}
      className={styles["preview"]}
      actions={
        query.data && (
          <span className={styles["size"]} aria-live="polite">
            exactly <b>{countText(query.data.total)}</b> events, about{" "}
            <b>{bytesText(sizeOf(query.data, format))}</b>
          </span>
        )
      }
      empty={({ total }) =>
        total === 0 ? <EmptyState kind="window" title="No event in this scope" /> : undefined
      }
    >
      {({ events }) => <PreviewGrid events={events} columns={columns} />}
    </Panel>
  );
}

/** Bytes of a file, from those of the events that are known. */
function sizeOf(
  { events, total }: Pick<SearchAnswer, "events" | "total">,
  format: ExportFormatName,
): number {
  if (events.length === 0) return 0;
  const known = events.reduce((sum, event) => sum + JSON.stringify(event).length, 0);
  return Math.round((known / events.length) * total * formats[format].size);
}

function PreviewGrid(props: {
  events: readonly EventView[];
  columns: readonly GridColumn<EventView>[];
}) {
  const { events, columns } = props;
  const items = useMemo(
    () => events.map((row): GridItem<EventView> => ({ kind: "row", id: row.event.id, row })),
    [events],
  );
  return <VirtualGrid label="Preview" columns={columns} items={items} hasNoFoot />;
}

function previewColumns(zoneName: string): readonly GridColumn<EventView>[] {
  return [
    {
      id: "time",
      header: `Time, ${zoneName}`,
      width: 178,
      isRowHeader: true,
      cell: ({ event, time }) => (
        <AppLink href={eventPath(event.id)}>
          <TimeText at={time.occurred} form="full" />
        </AppLink>
      ),
    },
    {
      id: "actor",
      header: "Actor",
      width: 100,
      cell: ({ actor }) => <SafeText value={actor?.id} cap={60} />,
    },
    {
      id: "agent",
      header: "Agent",
      width: 100,
      cell: ({ actor }) => <SafeText value={actor?.agent?.id ?? actor?.agent?.name} cap={60} />,
    },
    {
      id: "effect",
      header: <abbr title="Effect">Eff.</abbr>,
      width: 24,
      cell: ({ effect }) => <EffectBadge effect={effect?.class} />,
    },
    {
      id: "what",
      header: "Tool or kind",
      minWidth: 140,
      cell: ({ tool, event }) => <SafeText value={tool?.name ?? event.type} cap={100} />,
    },
    {
      id: "resource",
      header: "Touched",
      minWidth: 130,
      cell: ({ downstream, resource }) => (
        <SafeText
          value={downstream?.find(({ uri }) => uri !== undefined)?.uri ?? resource?.uri}
          className="mono"
          cap={120}
        />
      ),
    },
    {
      id: "outcome",
      header: "Outcome",
      width: 96,
      cell: ({ outcome, marks }) => (
        <OutcomeMark status={outcome?.status} late={marks.includes("late")} />
      ),
    },
  ];
}
