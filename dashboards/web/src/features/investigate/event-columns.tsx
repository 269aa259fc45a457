import type { ReactNode } from "react";

import type { GridColumn } from "../../grid/grid-item.ts";
import { countOf, countText, durationText } from "../../lib/format.ts";
import { DecisionMark } from "../../ui/decision-mark.tsx";
import { EffectBadge } from "../../ui/effect-badge.tsx";
import { OutcomeMark } from "../../ui/outcome-mark.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { typeText } from "../event/tool-parts.ts";
import { ActorCell, ResourceCell, ToolCell } from "./event-cells.tsx";
import type { EventRow } from "./group-repeats.ts";
import { valueAt } from "./shown-event.ts";
import type { ColumnId } from "./shown-event.ts";

type EventColumn = Omit<GridColumn<EventRow>, "id">;

/** The columns of the list. */
export function eventColumns(parts: {
  ids: readonly ColumnId[];
  /** Zone as it is printed in the head of the time. */
  zone: string;
}): GridColumn<EventRow>[] {
  return parts.ids.map((id) => ({ id, ...columnOf(id, parts.zone) }));
}

/** The name of a column, for menus. */
export function columnName(id: ColumnId): string {
  const { header, title } = columnOf(id, "");
  return title ?? (typeof header === "string" ? header.replace(/, $/, "") : id);
}

function columnOf(id: ColumnId, zone: string): EventColumn {
  switch (id) {
    case "time":
      return {
        header: `Time, ${zone}`,
        width: 84,
        isRowHeader: true,
        isSortable: true,
        cell: ({ event }) => <TimeText at={event.time.occurred} />,
      };
    case "actor":
      return {
        header: "Actor › agent",
        grow: 1.25,
        minWidth: 96,
        cell: ({ event }) => <ActorCell event={event} />,
      };
    case "client":
      return {
        header: "Client",
        grow: 0.62,
        minWidth: 62,
        cell: ({ event: { client } }) =>
          client?.name !== undefined && (
            <span className="dim" title={client.version}>
              <SafeText value={client.name} cap={40} />
            </span>
          ),
      };
    case "tool":
      return {
        header: "Server, tool",
        grow: 1.6,
        minWidth: 116,
        cell: (row) => <ToolCell row={row} />,
      };
    case "effect":
      return {
        header: "Eff.",
        title: "Effect",
        width: 20,
        cell: ({ event }) => <EffectBadge effect={event.effect?.class} />,
      };
    case "decision":
      return {
        header: "Decision",
        width: 78,
        cell: ({ event: { policy, approval } }) =>
          (policy !== undefined || approval?.status !== undefined) && (
            <DecisionMark
              decision={policy?.decision}
              approval={approval?.status}
              enforced={policy?.enforced}
            />
          ),
      };
    case "outcome":
      return {
        header: "Outcome",
        width: 84,
        cell: ({ event: { outcome, error, marks } }) => (
          <OutcomeMark status={outcome?.status} code={error?.code} late={marks.includes("late")} />
        ),
      };
    case "resource":
      return {
        header: "Resource",
        grow: 1.15,
        minWidth: 96,
        cell: ({ event }) => <ResourceCell event={event} />,
      };
    case "ms":
      return {
        header: "ms",
        title: "Duration",
        width: 46,
        align: "end",
        cell: ({ event }) =>
          event.outcome !== undefined && <Milliseconds ms={event.time.duration_ms} />,
      };
    case "type":
      return {
        header: "Type",
        grow: 0.8,
        minWidth: 100,
        cell: ({ event }) => <span className="mid">{typeText(event.event.type)}</span>,
      };
    case "recorded":
      return {
        header: `Recorded, ${zone}`,
        width: 96,
        cell: ({ event }) => <TimeText at={event.time.recorded} className="mid" />,
      };
    case "id":
      return {
        header: "Event id",
        grow: 1.2,
        minWidth: 120,
        cell: ({ event }) => <SafeText value={event.event.id} className="mono" cap={64} />,
      };
    case "system":
      return {
        header: "Downstream",
        grow: 0.7,
        minWidth: 84,
        cell: ({ event: { downstream = [] } }) => {
          const systems = new Set(downstream.map(({ system }) => system));
          const [first] = systems;
          return (
            first !== undefined && (
              <span className="mid" title={countOf(downstream.length, "operation")}>
                <SafeText value={first} cap={40} />
                {systems.size > 1 && <span className="dim"> and {systems.size - 1} more</span>}
              </span>
            )
          );
        },
      };
    case "agent":
    case "session":
    case "conversation":
    case "emitter":
    case "environment":
    case "method":
    case "rule":
    case "approver":
    case "error":
    case "credential":
    case "operation":
    case "trace":
      return {
        header: id.charAt(0).toUpperCase() + id.slice(1),
        grow: 0.8,
        minWidth: 84,
        cell: ({ event }) => (
          <span className={identifiers.has(id) ? "mono mid" : "mid"}>
            <SafeText value={valueAt(event, id)?.value} cap={64} />
          </span>
        ),
      };
  }
}

const identifiers: ReadonlySet<ColumnId> = new Set([
  "session",
  "conversation",
  "operation",
  "credential",
  "trace",
]);

// The head names the unit; longer durations name theirs.
function Milliseconds({ ms }: { ms: number | undefined }): ReactNode {
  if (ms === undefined) return <span className="dim">–</span>;
  if (ms < 1000) return <span className="mid">{Math.round(ms)}</span>;
  // The larger unit alone fits; pointing at it tells milliseconds.
  const [size, unit] = durationText(ms).split(" ");
  return (
    <span className={ms >= 10_000 ? "strong" : "mid"} title={`${countText(ms)} ms`}>
      {size} {unit}
    </span>
  );
}
