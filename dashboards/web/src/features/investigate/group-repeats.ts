import type { EventView } from "@toolmark/query-api/event-view";

import { toMs } from "../../lib/time.ts";
import { shownResource } from "./shown-event.ts";

/** Events that stand in one row. */
export interface EventRow {
  /** The first of them in the order of the list. */
  event: EventView;
  /** The others: the same call again, within a minute of the first. */
  repeats: readonly EventView[];
}

/** Repeats further from the first than this begin a new row, milliseconds. */
const REPEAT_MS = 60_000;

/** Every event in a row of its own. Pure. */
export function singleRows(events: readonly EventView[]): EventRow[] {
  return events.map((event) => ({ event, repeats: noRepeats }));
}

const noRepeats: readonly EventView[] = [];

/**
 * Events of the same actor, agent, server, tool, resource and outcome within a minute as one row, in the
 * place of the first. Events that are no calls stay alone. Pure.
 */
export function groupRepeats(events: readonly EventView[]): EventRow[] {
  const rows: { event: EventView; repeats: EventView[] }[] = [];
  const open = new Map<string, { row: { repeats: EventView[] }; at: number }>();
  for (const event of events) {
    const key = repeatKey(event);
    const at = toMs(event.time.occurred);
    const last = key === undefined ? undefined : open.get(key);
    if (last !== undefined && Math.abs(at - last.at) < REPEAT_MS) {
      last.row.repeats.push(event);
      continue;
    }
    const row = { event, repeats: [] };
    rows.push(row);
    if (key !== undefined) open.set(key, { row, at });
  }
  return rows;
}

/** The row that an event stands in. Pure. */
export function rowOf(rows: readonly EventRow[], id: string | undefined): EventRow | undefined {
  if (id === undefined) return undefined;
  return rows.find(
    ({ event, repeats }) =>
      event.event.id === id || repeats.some((repeat) => repeat.event.id === id),
  );
}

function repeatKey(event: EventView): string | undefined {
  const { actor, server, tool, outcome, event: head } = event;
  if (tool === undefined) return undefined;
  return JSON.stringify([
    head.type,
    actor?.id,
    actor?.agent?.id ?? actor?.agent?.name,
    server?.name,
    tool.name,
    shownResource(event),
    outcome?.status,
  ]);
}
