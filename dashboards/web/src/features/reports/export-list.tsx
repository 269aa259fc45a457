import { getRouteApi } from "@tanstack/react-router";
import type { ExportAnswer, ExportsAnswer } from "@toolmark/query-api/exports/answers";
import { useMemo } from "react";
import type { ReactNode } from "react";

import type { GridColumn, GridItem } from "../../grid/grid-item.ts";
import { VirtualGrid } from "../../grid/virtual-grid.tsx";
import { bytesText, countText } from "../../lib/format.ts";
import { useZone, zoneLabel } from "../../lib/zone.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { requestTexts, stateWords, whatText } from "./report-words.ts";
import { useExports } from "./use-exports.ts";

import styles from "./reports-page.module.css";

const route = getRouteApi("/reports");

/** The exports that were asked for, newest first; the chosen one is shown beside. */
export function ExportList({ selected }: { selected: string | undefined }): ReactNode {
  const query = useExports();
  const navigate = route.useNavigate();
  const zone = useZone();
  const columns = useMemo(() => exportColumns(zoneLabel(zone)), [zone]);
  const choose = (id: string) =>
    void navigate({ search: (old) => ({ ...old, tab: "exports", id }), replace: true });
  const listed = query.data?.exports;
  const items = useMemo(
    () => (listed ?? []).map((row): GridItem<ExportAnswer> => ({ kind: "row", id: row.id, row })),
    [listed],
  );
  return (
    <Panel<ExportsAnswer>
      label="Exports"
      fill
      query={query}
      className={styles["list"]}
      partial={
        query.data?.cursor !== undefined &&
        `The newest ${countText(query.data.exports.length)} of ${countText(query.data.total)} exports.`
      }
      empty={({ exports }) =>
        exports.length === 0 ? (
          <EmptyState kind="none" title="Nothing was exported yet">
            Make one under New.
          </EmptyState>
        ) : undefined
      }
    >
      <VirtualGrid
        label="Exports"
        columns={columns}
        items={items}
        total={{ count: items.length, isExact: true }}
        noun="export"
        order="newest first"
        selectedId={selected}
        onSelect={choose}
      />
    </Panel>
  );
}

function exportColumns(zoneName: string): readonly GridColumn<ExportAnswer>[] {
  return [
    {
      id: "state",
      header: "State",
      width: 88,
      cell: ({ state }) => (
        <StateWord
          tone={stateWords[state].tone}
          icon={state === "complete" ? "check" : state === "running" ? "clock" : undefined}
        >
          {stateWords[state].word}
        </StateWord>
      ),
    },
    {
      id: "asked",
      header: `Asked for, ${zoneName}`,
      width: 122,
      isRowHeader: true,
      cell: ({ requested }) => <TimeText at={requested.at} form="minute" />,
    },
    {
      id: "what",
      header: "What",
      width: 130,
      cell: ({ request }) => whatText(requestTexts(request)),
    },
    {
      id: "query",
      header: "Query",
      minWidth: 100,
      cell: ({ request }) => {
        const { q } = requestTexts(request);
        return q === "" ? (
          <span className="dim">all events</span>
        ) : (
          <SafeText value={q} className="mono" cap={160} />
        );
      },
    },
    {
      id: "by",
      header: "By",
      width: 84,
      cell: ({ requested }) => <SafeText value={requested.schedule ?? requested.by} cap={40} />,
    },
    {
      id: "rows",
      header: "Events",
      width: 62,
      align: "end",
      cell: ({ progress }) => countText(progress.rows),
    },
    {
      id: "size",
      header: "Size",
      width: 62,
      align: "end",
      cell: ({ file }) =>
        file === undefined ? <span className="dim">–</span> : bytesText(file.bytes),
    },
    {
      id: "taken",
      header: "Taken",
      title: "How often it was downloaded",
      width: 46,
      align: "end",
      cell: ({ downloads }) => countText(downloads.length),
    },
  ];
}
