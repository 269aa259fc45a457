import { describeCall } from "./describe-call.ts";
import type { CallRecords } from "./describe-call.ts";
import type { EventView } from "./event-view.ts";

/** What happened in an operation or session, in numbers. A call counts once, however often recorded. */
export interface TimelineSummary {
  /** False: there are more events than were counted, and every figure is a lower bound. */
  complete: boolean;
  events: number;
  calls: number;
  /** Calls that write or destroy, by what is known of their tool, whatever came of them. */
  writes: number;
  /** Calls that were blocked. */
  denied: number;
  /** Calls that ended in an error, a refusal of the request or a timeout. */
  errors: number;
  /** Calls without a recorded result that should have one. */
  unresolved: number;
  /** Calls that may still be running. */
  running: number;
  actors: string[];
  clients: string[];
  first_time?: string;
  last_time?: string;
}

const MAX_NAMES = 100;
const errors = new Set(["tool_error", "protocol_error", "rejected", "timeout"]);

/** Counts a timeline that is given oldest first. Pure. */
export function summarizeTimeline(
  events: readonly EventView[],
  options: { complete: boolean; now: number; leaseMs: number },
): TimelineSummary {
  const calls = new Map<string, CallRecords & { writes?: boolean }>();
  const actors = new Set<string>();
  const clients = new Set<string>();
  for (const event of events) {
    if (event.actor?.id !== undefined && actors.size < MAX_NAMES) actors.add(event.actor.id);
    if (event.client?.name !== undefined && clients.size < MAX_NAMES)
      clients.add(event.client.name);
    const record = recordOf(event);
    if (event.call === undefined || record === undefined) continue;
    const id = event.call.id.toLowerCase();
    const call = calls.get(id) ?? {};
    call[record] ??= event;
    call.writes ||= event.effect !== undefined && event.effect.class !== "read";
    calls.set(id, call);
  }
  const summary: TimelineSummary = {
    complete: options.complete,
    events: events.length,
    calls: calls.size,
    writes: 0,
    denied: 0,
    errors: 0,
    unresolved: 0,
    running: 0,
    actors: [...actors],
    clients: [...clients],
  };
  for (const call of calls.values()) {
    const { status } = describeCall(call, options.now, options.leaseMs);
    if (call.writes === true) summary.writes++;
    if (status === "denied") summary.denied++;
    else if (status === "running") summary.running++;
    else if (status === "unresolved" || status === "unknown") summary.unresolved++;
    else if (errors.has(status)) summary.errors++;
  }
  const first = events[0];
  const last = events.at(-1);
  if (first !== undefined) summary.first_time = first.time.occurred;
  if (last !== undefined) summary.last_time = last.time.occurred;
  return summary;
}

/** Which record of its call an event is; undefined for facts. */
export function recordOf(event: EventView): keyof CallRecords | undefined {
  const { type } = event.event;
  if (type === "call.attempted") return "attempted";
  if (type === "call.completed") return "completed";
  return type === "call.unresolved" ? "unresolved" : undefined;
}
