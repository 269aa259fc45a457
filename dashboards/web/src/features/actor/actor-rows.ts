import type { FacetsAnswer, HistogramAnswer } from "@toolmark/query-api/answers";
import type { EventView } from "@toolmark/query-api/event-view";
import { fold } from "@toolmark/schemas/tokens";

import { toMs } from "../../lib/time.ts";
import type { ActorKind } from "./actor-kinds.ts";

/** How often one value was seen, and what came of it. */
export interface ActorRow {
  value: string;
  events: number;
  writes: number;
  denied: number;
  errors: number;
}

/** A credential and who used it. */
export interface CredentialRow extends ActorRow {
  people: string[];
  clients: string[];
  /** Kind of the credential, such as `oauth_access_token`. */
  type: string | undefined;
  last: number;
}

/** Counts of one field under several conditions, as rows; events without the field are left out. */
export function joinCounts(
  field: Exclude<ActorKind, "credential">,
  answers: { all: FacetsAnswer; writes: FacetsAnswer; denied: FacetsAnswer; errors: FacetsAnswer },
): ActorRow[] {
  const countsOf = (answer: FacetsAnswer) =>
    new Map((answer.facets[field] ?? []).map(({ value, count }) => [value, count]));
  const [writes, denied, errors] = [answers.writes, answers.denied, answers.errors].map(countsOf);
  return (answers.all.facets[field] ?? []).flatMap(({ value, count }) =>
    value === null
      ? []
      : [
          {
            value,
            events: count,
            writes: writes?.get(value) ?? 0,
            denied: denied?.get(value) ?? 0,
            errors: errors?.get(value) ?? 0,
          },
        ],
  );
}

/** The value of a kind that an event has; a credential by what the service finds it by. */
export function valueOf(event: EventView, kind: ActorKind): string | undefined {
  const { actor, client, server } = event;
  switch (kind) {
    case "actor":
      return actor?.id;
    case "agent":
      return actor?.agent?.id ?? actor?.agent?.name;
    case "client":
      return client?.name;
    case "server":
      return server?.name;
    case "credential":
      return actor?.credential?.fingerprint ?? actor?.credential?.id;
  }
}

/** When each value was last seen among some events, milliseconds since the epoch, by folded value. */
export function lastSeen(events: readonly EventView[], kind: ActorKind): Map<string, number> {
  const found = new Map<string, number>();
  for (const event of events) {
    const value = valueOf(event, kind);
    if (value === undefined) continue;
    const at = toMs(event.time.occurred);
    const key = fold(value);
    if (at > (found.get(key) ?? Number.NEGATIVE_INFINITY)) found.set(key, at);
  }
  return found;
}

/** The course of each value's events over the buckets of a histogram, by value; empty buckets are 0. */
export function courses(
  { buckets, interval_ms: interval }: HistogramAnswer,
  range: { from: number; to: number },
): Map<string, number[]> {
  const first = Math.floor(range.from / interval);
  const length = Math.max(1, Math.ceil(range.to / interval) - first);
  const found = new Map<string, number[]>();
  for (const { start, by = [] } of buckets) {
    const place = Math.floor(toMs(start) / interval) - first;
    if (place < 0 || place >= length) continue;
    for (const { value, count } of by) {
      if (value === null) continue;
      const course = found.get(value) ?? Array.from({ length }, () => 0);
      found.set(value, course);
      course[place] = (course[place] ?? 0) + count;
    }
  }
  return found;
}

const denials: ReadonlySet<string> = new Set(["denied", "rejected"]);
const failures: ReadonlySet<string> = new Set(["tool_error", "protocol_error", "timeout"]);

/** Credentials among some events, shared ones first, then those used most. Only people count as users. */
export function groupCredentials(events: readonly EventView[]): CredentialRow[] {
  const found = new Map<string, CredentialRow>();
  for (const event of events) {
    const value = valueOf(event, "credential");
    if (value === undefined) continue;
    const { actor, client, effect, outcome } = event;
    const row = found.get(fold(value)) ?? {
      value,
      events: 0,
      writes: 0,
      denied: 0,
      errors: 0,
      people: [],
      clients: [],
      type: actor?.credential?.type,
      last: toMs(event.time.occurred),
    };
    found.set(fold(value), row);
    row.events++;
    if (effect !== undefined && effect.class !== "read") row.writes++;
    if (denials.has(outcome?.status ?? "")) row.denied++;
    if (failures.has(outcome?.status ?? "")) row.errors++;
    if (actor?.type === "user") addText(row.people, actor.id);
    addText(row.clients, client?.name);
  }
  const isShared = ({ people }: CredentialRow) => Number(people.length > 1);
  return [...found.values()].toSorted((a, b) => isShared(b) - isShared(a) || b.events - a.events);
}

function addText(list: string[], text: string | undefined): void {
  if (text !== undefined && !list.includes(text)) list.push(text);
}
