import type { EventView } from "@toolmark/query-api/event-view";

import { toMs } from "../../lib/time.ts";

/** A session as far as the loaded events tell. */
export interface SessionRow {
  id: string;
  /** First and last of its loaded events, milliseconds since the epoch. */
  from: number;
  to: number;
  /** The actor of its newest event that names one; `actors` says how many there are. */
  actor?: string;
  actors: number;
  agent?: string;
  client?: string;
  clients: number;
  calls: number;
  writes: number;
  denied: number;
  failed: number;
  /** Calls of which no end was seen. */
  unknown: number;
  servers: readonly string[];
}

const failures: ReadonlySet<string> = new Set([
  "tool_error",
  "protocol_error",
  "rejected",
  "timeout",
]);

/**
 * Groups events by session, the session with the newest event first. Each call counts once, however
 * many of its records are there. Pure.
 *
 * @param events in any order.
 */
export function groupSessions(events: readonly EventView[]): SessionRow[] {
  const sessions = new Map<string, EventView[]>();
  for (const event of events) {
    const id = event.session?.id;
    if (id === undefined) continue;
    const list = sessions.get(id);
    if (list === undefined) sessions.set(id, [event]);
    else list.push(event);
  }
  return [...sessions]
    .map(([id, list]) => rowOf(id, list))
    .toSorted((left, right) => right.to - left.to || (left.id < right.id ? -1 : 1));
}

function rowOf(id: string, events: readonly EventView[]): SessionRow {
  const times = events.map(({ time }) => toMs(time.occurred));
  const newest = events.toSorted(
    (left, right) => toMs(right.time.occurred) - toMs(left.time.occurred),
  );
  const actors = new Set(
    newest.map(({ actor }) => actor?.id).filter((actor) => actor !== undefined),
  );
  const agent = newest.map(({ actor }) => actor?.agent?.id ?? actor?.agent?.name).find(Boolean);
  const clients = new Set(newest.map(clientName).filter((client) => client !== undefined));
  const [actor] = actors;
  const [client] = clients;
  const calls = callsOf(newest);
  const count = (is: (call: EventView) => boolean) => calls.filter(is).length;
  return {
    id,
    from: times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY),
    to: times.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY),
    ...(actor !== undefined && { actor }),
    actors: actors.size,
    ...(agent !== undefined && { agent }),
    ...(client !== undefined && { client }),
    clients: clients.size,
    calls: calls.length,
    writes: count(({ effect }) => effect !== undefined && effect.class !== "read"),
    denied: count(({ outcome }) => outcome?.status === "denied"),
    failed: count(({ outcome }) => outcome !== undefined && failures.has(outcome.status)),
    unknown: count(({ event }) => event.type === "call.unresolved"),
    servers: [
      ...new Set(newest.map(({ server }) => server?.name).filter((server) => server !== undefined)),
    ].toSorted(),
  };
}

// An end says more than that none came, and that more than an attempt.
const ranks: Readonly<Record<string, number>> = { "call.completed": 2, "call.unresolved": 1 };

function callsOf(events: readonly EventView[]): EventView[] {
  const calls = new Map<string, EventView>();
  for (const event of events) {
    const id = event.call?.id.toLowerCase();
    if (id === undefined || !event.event.type.startsWith("call.")) continue;
    const known = calls.get(id);
    if (known === undefined || rankOf(event) > rankOf(known)) calls.set(id, event);
  }
  return [...calls.values()];
}

function rankOf({ event }: EventView): number {
  return ranks[event.type] ?? 0;
}

function clientName({ client }: EventView): string | undefined {
  const { name, version } = client ?? {};
  return name === undefined || version === undefined ? name : `${name} ${version}`;
}
