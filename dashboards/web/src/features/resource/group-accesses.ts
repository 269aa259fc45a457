import { timeParts, toMs } from "../../lib/time.ts";
import type { ResourceAccess } from "./resource-access.ts";

/** A stretch in which something may be missing. */
export interface ResourceGap {
  key: string;
  /** Milliseconds since the epoch; equal where only one instant is known. */
  from: number;
  to: number;
  /** What is missing, short. */
  title: string;
  /** Whose, where, and what the emitter said of it. */
  detail: string;
  /** Event that tells of it. */
  eventId?: string;
}

/** A row of the activity list. */
export type ActivityRow =
  | { kind: "day"; key: string; day: string; at: number }
  | { kind: "access"; key: string; access: ResourceAccess; note?: string; isInGroup?: true }
  | { kind: "reads"; key: string; reads: ResourceAccess[] }
  | { kind: "gap"; key: string; gap: ResourceGap };

/** Reads of one party with one tool that follow each other within this time are one row. */
export const READ_GROUP_MS = 10 * 60_000;
/** A read so shortly before a change of the same party belongs to it. */
const NEAR_MS = 60_000;

/**
 * Lays accesses out as rows, newest first: a row for each day of a zone, reads that belong together
 * as one, and a row for each gap where it is. Nothing is grouped across a change, a refusal, a gap
 * or the end of a day, so the order of what matters is kept.
 *
 * @param accesses newest first.
 * @param gaps in any order.
 */
export function groupAccesses(
  accesses: readonly ResourceAccess[],
  gaps: readonly ResourceGap[],
  iana: string,
): ActivityRow[] {
  const rows: ActivityRow[] = [];
  const open = new Map<string, Extract<ActivityRow, { kind: "reads" }>>();
  const left = gaps.toSorted((a, b) => b.to - a.to);
  let day = "";

  const startDay = (at: number) => {
    const { date } = timeParts(at, iana);
    if (date === day) return;
    day = date;
    open.clear();
    rows.push({ kind: "day", key: `day ${date}`, day: date, at });
  };
  const addGapsAfter = (at: number) => {
    while (left[0] !== undefined && left[0].to >= at) {
      const gap = left.shift();
      if (gap === undefined) return;
      open.clear();
      startDay(gap.to);
      rows.push({ kind: "gap", key: `gap ${gap.key}`, gap });
    }
  };

  for (const [index, access] of accesses.entries()) {
    const at = toMs(access.time);
    addGapsAfter(at);
    startDay(at);
    const key = `${access.event_id} ${index}`;
    if (access.action !== "read") {
      open.clear();
      rows.push({ kind: "access", key, access });
      continue;
    }
    const group = groupKey(access);
    const known = open.get(group);
    const newest = known?.reads[0];
    if (known !== undefined && newest !== undefined && toMs(newest.time) - at <= READ_GROUP_MS) {
      known.reads.push(access);
      continue;
    }
    const row = { kind: "reads", key, reads: [access] } as const;
    const added: Extract<ActivityRow, { kind: "reads" }> = { ...row, reads: [access] };
    open.set(group, added);
    rows.push(added);
  }
  addGapsAfter(Number.NEGATIVE_INFINITY);
  return rows.map((row, index) => single(row, rows, index));
}

/** A group of one read is a row of its own, with what it has to do with a change beside it. */
function single(row: ActivityRow, rows: readonly ActivityRow[], index: number): ActivityRow {
  if (row.kind !== "reads" || row.reads.length > 1) return row;
  const [access] = row.reads;
  if (access === undefined) return row;
  const note = noteOf(access, rows, index);
  return { kind: "access", key: row.key, access, ...(note !== undefined && { note }) };
}

function noteOf(
  access: ResourceAccess,
  rows: readonly ActivityRow[],
  index: number,
): string | undefined {
  if (isNearChange(access, rows[index - 1])) return "read before the change";
  return isNearChange(access, rows[index + 1]) ? "read after the change" : undefined;
}

function isNearChange(access: ResourceAccess, row: ActivityRow | undefined): boolean {
  if (row?.kind !== "access" || row.access.action !== "change") return false;
  const { actor, agent, time } = row.access;
  return (
    actor?.id === access.actor?.id &&
    agent === access.agent &&
    Math.abs(toMs(time) - toMs(access.time)) <= NEAR_MS
  );
}

function groupKey({ actor, agent, client, server, tool, outcome, decision }: ResourceAccess) {
  return JSON.stringify([actor?.id, agent, client?.name, server, tool, outcome, decision]);
}

/** The rows with those of opened groups under them. */
export function openGroups(
  rows: readonly ActivityRow[],
  opened: ReadonlySet<string>,
): ActivityRow[] {
  return rows.flatMap((row) => {
    if (row.kind !== "reads" || !opened.has(row.key)) return [row];
    const reads = row.reads.map((access, index): ActivityRow => {
      const key = `${row.key} ${index}`;
      return { kind: "access", key, access, isInGroup: true };
    });
    return [row, ...reads];
  });
}
