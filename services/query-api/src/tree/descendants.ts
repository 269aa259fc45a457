import type { EventView } from "../event-view.ts";
import type { TreeEvent } from "./tree-parts.ts";

/**
 * Of events that may belong to others: those of the same operations, and those of operations below
 * them, by the parent that they name or by the parent span of their trace. Pure.
 */
export function descendants(
  own: readonly TreeEvent[],
  candidates: Iterable<TreeEvent>,
): Set<TreeEvent> {
  const byOperation = new Map<string, TreeEvent[]>();
  const below = new Map<string, Set<string>>();
  for (const event of candidates) {
    const { operation, trace } = event.view;
    if (operation === undefined) continue;
    add(byOperation, operation.id, event);
    if (operation.parent_id !== undefined)
      addTo(below, `operation ${operation.parent_id}`, operation.id);
    if (trace?.parent_span_id !== undefined)
      addTo(below, `span ${trace.id} ${trace.parent_span_id}`, operation.id);
  }
  const kept = new Set(own);
  const seen = new Set<string>();
  const queue = own.flatMap(({ view }) => view.operation?.id ?? []);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const event of byOperation.get(id) ?? []) {
      kept.add(event);
      for (const name of namesOf(event.view)) queue.push(...(below.get(name) ?? []));
    }
  }
  return kept;
}

function namesOf({ operation, trace }: EventView): string[] {
  return [
    ...(operation === undefined ? [] : [`operation ${operation.id}`]),
    ...(trace?.span_id === undefined ? [] : [`span ${trace.id} ${trace.span_id}`]),
  ];
}

function add(map: Map<string, TreeEvent[]>, key: string, event: TreeEvent): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [event]);
  else list.push(event);
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([value]));
  else set.add(value);
}
