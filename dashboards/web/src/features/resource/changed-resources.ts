import type { EventView } from "@toolmark/query-api/event-view";
import { fold } from "@toolmark/schemas/tokens";

/** A resource that was changed lately. */
export interface ChangedResource {
  uri: string;
  /** Events that changed it among those looked at. */
  changes: number;
  /** Different people among these. */
  people: string[];
  systems: string[];
  /** The newest of these events. */
  last: EventView;
  /** What that event did to it. */
  operation: string;
}

/**
 * Groups events by the resources that they changed, those changed last first.
 *
 * @param events newest first.
 * @param prefix what the URIs begin with, whatever their case.
 */
export function groupChanged(events: readonly EventView[], prefix = ""): ChangedResource[] {
  const found = new Map<string, ChangedResource>();
  const wanted = fold(prefix);
  for (const event of events) {
    const seen = new Set<string>();
    for (const { uri, operation, system } of event.downstream ?? []) {
      if (uri === undefined || operation === "read" || operation === "list") continue;
      const key = fold(uri);
      if (!key.startsWith(wanted)) continue;
      const known = found.get(key) ?? {
        uri,
        changes: 0,
        people: [],
        systems: [],
        last: event,
        operation,
      };
      found.set(key, known);
      if (!seen.has(key)) known.changes++;
      seen.add(key);
      const person = event.actor?.id;
      if (person !== undefined && !known.people.includes(person)) known.people.push(person);
      if (!known.systems.includes(system)) known.systems.push(system);
    }
  }
  return [...found.values()];
}
