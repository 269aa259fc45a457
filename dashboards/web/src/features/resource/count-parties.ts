import { toMs } from "../../lib/time.ts";
import { partyKey, partyOf } from "./resource-access.ts";
import type { AccessAction, Party, ResourceAccess } from "./resource-access.ts";

/** How often one party did what. */
export interface PartyCounts {
  key: string;
  party: Party;
  counts: Record<AccessAction, number>;
  /** Newest access, milliseconds since the epoch. */
  last: number;
}

/** Columns of the matrix in their order. */
export const actionColumns: readonly AccessAction[] = ["read", "change", "aim", "denied"];

/**
 * Counts events by party and action, most first. An event with several operations on the resource
 * counts once, as what is most severe among them, as in the API's own counts.
 */
export function countParties(accesses: readonly ResourceAccess[]): PartyCounts[] {
  const events = new Map<string, ResourceAccess>();
  for (const access of accesses) {
    const known = events.get(access.event_id);
    if (known === undefined || isStronger(access.action, known.action))
      events.set(access.event_id, access);
  }
  const found = new Map<string, PartyCounts>();
  for (const access of events.values()) {
    const party = partyOf(access);
    const key = partyKey(party);
    const at = toMs(access.time);
    let entry = found.get(key);
    if (entry === undefined) {
      entry = { key, party, counts: { read: 0, change: 0, aim: 0, denied: 0 }, last: at };
      found.set(key, entry);
    }
    entry.counts[access.action]++;
    entry.last = Math.max(entry.last, at);
  }
  return [...found.values()].toSorted(
    (a, b) => totalOf(b) - totalOf(a) || (a.key < b.key ? -1 : 1),
  );
}

/** All events of a party. */
export function totalOf({ counts }: PartyCounts): number {
  return counts.read + counts.change + counts.aim + counts.denied;
}

const strength: readonly AccessAction[] = ["read", "aim", "change", "denied"];

function isStronger(one: AccessAction, other: AccessAction): boolean {
  return strength.indexOf(one) > strength.indexOf(other);
}
