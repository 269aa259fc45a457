import type { ReactNode } from "react";

import type { GridItem } from "../../grid/grid-item.ts";
import { dayText, toMs } from "../../lib/time.ts";
import { zoneLabel } from "../../lib/zone.ts";
import type { Zone } from "../../lib/zone.ts";
import { Icon } from "../../ui/icon.tsx";
import { GapLine } from "./gap-line.tsx";
import type { EventRow } from "./group-repeats.ts";
import type { ListLine } from "./list-lines.ts";

/** Lines as the grid takes them. */
export function listItems(lines: readonly ListLine[], zone: Zone): GridItem<EventRow>[] {
  return lines.map((line): GridItem<EventRow> => {
    switch (line.kind) {
      case "event":
        return itemOf(line.row);
      case "gap":
        return { kind: "gap", id: line.gap.id, content: <GapLine gap={line.gap} /> };
      case "day":
        // Noon is on the day in every zone.
        return {
          kind: "day",
          id: `day ${line.date}`,
          content: `${dayText(`${line.date}T12:00:00Z`, "UTC")}, ${zoneLabel(zone, toMs(`${line.date}T12:00:00Z`))}`,
        };
    }
  });
}

// A row is not drawn again while its item is the same.
const kept = new WeakMap<EventRow, GridItem<EventRow>>();

function itemOf(row: EventRow): GridItem<EventRow> {
  const known = kept.get(row);
  if (known !== undefined) return known;
  const { marks, event } = row.event;
  const item: GridItem<EventRow> = {
    kind: "row",
    id: event.id,
    row,
    ...(marks.length > 0 && { mark: <Mark marks={marks} /> }),
  };
  kept.set(row, item);
  return item;
}

function Mark({ marks }: { marks: readonly string[] }): ReactNode {
  return (
    <span title={marks.includes("late") ? "came late" : `marked ${marks.join(", ")}`}>
      <Icon name="clock" size={12} />
      <span className="sr">{marks.join(", ")}</span>
    </span>
  );
}
