import { inOrder, isApprovalFact } from "./approval-event.ts";
import type { ApprovalEvent } from "./approval-event.ts";

/** The events of one approval, in the order of a timeline. */
export interface ApprovalGroup {
  /** Its id, or the operation, call or event that stands for one without. */
  key: string;
  id?: string;
  events: ApprovalEvent[];
}

/**
 * Puts events together that belong to one approval: those that carry its id, then those of the same
 * call, then those of the same operation, of which retries may each have an approval: an event
 * without id belongs to the last approval that was there before it. Pure.
 */
export function groupApprovals(events: readonly ApprovalEvent[]): ApprovalGroup[] {
  const groups = new Map<string, ApprovalGroup>();
  const ofCall = new Map<string, Set<ApprovalGroup>>();
  const ofOperation = new Map<string, Set<ApprovalGroup>>();

  function join(group: ApprovalGroup, event: ApprovalEvent): void {
    group.events.push(event);
    if (event.call_id !== undefined) add(ofCall, event.call_id, group);
    if (event.operation_id !== undefined) add(ofOperation, event.operation_id, group);
  }

  function groupAt(key: string, id?: string): ApprovalGroup {
    const known = groups.get(key);
    if (known !== undefined) return known;
    const made: ApprovalGroup = { key, ...(id !== undefined && { id }), events: [] };
    groups.set(key, made);
    return made;
  }

  const sorted = events.toSorted(inOrder);
  const rest: ApprovalEvent[] = [];
  for (const event of sorted) {
    const id = event.approval?.id;
    if (id === undefined) rest.push(event);
    else join(groupAt(`approval ${id}`, id), event);
  }
  const ends: ApprovalEvent[] = [];
  for (const event of rest) {
    if (!isAboutApproval(event)) {
      ends.push(event);
      continue;
    }
    const known =
      lastBefore(ofCall, event.call_id, event) ??
      lastBefore(ofOperation, event.operation_id, event);
    join(known ?? groupAt(standInFor(event)), event);
  }
  for (const event of ends) {
    const known =
      lastBefore(ofCall, event.call_id, event) ??
      startedBefore(ofOperation, event.operation_id, event);
    if (known !== undefined) join(known, event);
  }
  for (const group of groups.values()) group.events.sort(inOrder);
  return [...groups.values()];
}

/** Whether an event says that an approval was asked for or decided. */
export function isAboutApproval(event: ApprovalEvent): boolean {
  return isApprovalFact(event) || event.status !== undefined || event.approval?.id !== undefined;
}

function add(map: Map<string, Set<ApprovalGroup>>, key: string, group: ApprovalGroup): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([group]));
  else known.add(group);
}

function lastBefore(
  map: ReadonlyMap<string, ReadonlySet<ApprovalGroup>>,
  key: string | undefined,
  event: ApprovalEvent,
): ApprovalGroup | undefined {
  if (key === undefined) return undefined;
  let last: ApprovalGroup | undefined;
  for (const group of map.get(key) ?? []) {
    const began = group.events[0];
    if (last === undefined || (began !== undefined && inOrder(began, event) < 0)) last = group;
  }
  return last;
}

// What an operation did before an approval was asked for needed none.
function startedBefore(
  map: ReadonlyMap<string, ReadonlySet<ApprovalGroup>>,
  key: string | undefined,
  event: ApprovalEvent,
): ApprovalGroup | undefined {
  const group = lastBefore(map, key, event);
  const began = group?.events[0];
  return began !== undefined && inOrder(began, event) < 0 ? group : undefined;
}

function standInFor({ operation_id, call_id, event_id }: ApprovalEvent): string {
  if (operation_id !== undefined) return `operation ${operation_id}`;
  return call_id === undefined ? `event ${event_id}` : `call ${call_id}`;
}
