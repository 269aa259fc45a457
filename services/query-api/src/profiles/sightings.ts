import type { PositionVector } from "@toolmark/event-store/event-store";
import type { NormalizedEvent, StoredDocument } from "@toolmark/schemas/normalized-event";
import { fold } from "@toolmark/schemas/tokens";

import type { Reader } from "../access/reader.ts";
import type { CallStatus } from "../describe-call.ts";
import type { Budget } from "./bounded-scan.ts";
import { createCallBook } from "./call-book.ts";
import { createHours } from "./hours.ts";
import type { Hours } from "./hours.ts";
import { compareText, countCall, createTally, mostOf, noCalls, widen } from "./tally.ts";
import type { CallCounts, Citation, Entry, Span, Tally } from "./tally.ts";
import { createTouches } from "./touches.ts";
import type { Touches } from "./touches.ts";

/** What is kept per value beside counts. */
export interface Details {
  /** Server of a tool. */
  server?: string;
  /** Versions of a client or server, as they said, sorted. */
  versions?: string[];
  /** Kinds of actor seen under this id, sorted. */
  types?: string[];
  fingerprint?: string;
  id?: string;
  client_id?: string;
  /** Most severe effect of a tool's calls. */
  effect?: string;
}

type Seen = Entry<CallCounts & Details>;

/** One dimension of an answer: how many values it has, and the first of them. */
export interface Section {
  total: number;
  items: Seen[];
}

/** Dimensions by which events are counted. */
export const dimensions = [
  "actors",
  "agents",
  "clients",
  "credentials",
  "servers",
  "tools",
  "sessions",
] as const;
export type Dimension = (typeof dimensions)[number];

/** Everything that a set of events shows about who used what. */
export interface Sightings extends CallCounts {
  events: number;
  span: Span | undefined;
  /** Calls per status and per effect. */
  outcomes: Record<string, number>;
  effects: Record<string, number>;
  readonly touches: Touches;
  readonly hours: Hours;
  visit(event: NormalizedEvent, document: StoredDocument): void;
  /** Counts what is still open; to be called once after the last visit. */
  settle(reader: Reader, asof: PositionVector | undefined): Promise<void>;
  section(dimension: Dimension, limit: number): Section;
  tally(dimension: Dimension): Tally<CallCounts & Details>;
}

/** Creates sightings of nothing yet. */
export function createSightings(
  budget: Budget,
  options: { now: number; leaseMs: number },
): Sightings {
  const tallies = Object.fromEntries(
    dimensions.map((name) => [name, createTally<CallCounts & Details>(name, budget, noCalls)]),
  ) as Record<Dimension, Tally<CallCounts & Details>>;
  const touches = createTouches(budget);
  const hours = createHours(budget);
  const book = createCallBook(onCall, options);

  function seenBy(event: NormalizedEvent): Seen[] {
    const at = citationOf(event);
    return valuesOf(event).flatMap(({ dimension, value, key, details }) => {
      const entry = tallies[dimension].see(value, at, key);
      if (entry === undefined) return [];
      merge(entry, details);
      return [entry];
    });
  }

  function onCall(event: NormalizedEvent, status: CallStatus): void {
    const effect = event.effect?.class;
    const isWrite = effect !== undefined && effect !== "read";
    for (const counts of [sightings, ...seenBy(event), hours.at(event.time.occurred)])
      if (counts !== undefined) countCall(counts, status, isWrite);
    const name = effect ?? "unknown";
    sightings.outcomes[status] = (sightings.outcomes[status] ?? 0) + 1;
    sightings.effects[name] = (sightings.effects[name] ?? 0) + 1;
    if (event.event.type !== "call.completed") touches.visit(event);
  }

  const sightings: Sightings = {
    ...noCalls(),
    events: 0,
    span: undefined,
    outcomes: {},
    effects: {},
    touches,
    hours,
    visit(event, document) {
      sightings.events++;
      const at = citationOf(event);
      if (sightings.span === undefined) sightings.span = { first: at, last: at };
      else widen(sightings.span, at);
      seenBy(event);
      const { type } = event.event;
      if (type === "call.completed" || type === "downstream.touched") touches.visit(event);
      book.add(event, document);
    },
    settle: async (reader, asof) => await book.settle(reader, asof),
    section(dimension, limit) {
      if (dimension !== "sessions") return mostOf(tallies[dimension], ({ calls }) => calls, limit);
      const items = [...tallies.sessions.entries()].toSorted(
        (a, b) => compareText(b.first.time, a.first.time) || compareText(a.value, b.value),
      );
      return { total: items.length, items: items.slice(0, limit) };
    },
    tally: (dimension) => tallies[dimension],
  };
  return sightings;
}

/** An event as evidence. */
export function citationOf(event: NormalizedEvent): Citation {
  return { event_id: event.event.id, time: event.time.occurred };
}

interface Value {
  dimension: Dimension;
  value: string;
  key?: string;
  details: Details;
}

function valuesOf(event: NormalizedEvent): Value[] {
  const { actor, client, server, tool, session } = event;
  const values: Value[] = [];
  const agent = actor?.agent?.id ?? actor?.agent?.name;
  if (actor?.id !== undefined)
    values.push({ dimension: "actors", value: actor.id, details: { types: [actor.type] } });
  if (agent !== undefined) values.push({ dimension: "agents", value: agent, details: {} });
  if (client?.name !== undefined)
    values.push({ dimension: "clients", value: client.name, details: versions(client.version) });
  if (server !== undefined)
    values.push({ dimension: "servers", value: server.name, details: versions(server.version) });
  if (session !== undefined) values.push({ dimension: "sessions", value: session.id, details: {} });
  if (tool !== undefined)
    values.push({
      dimension: "tools",
      value: tool.name,
      key: `${fold(server?.name ?? "")}\0${fold(tool.name)}`,
      details: {
        ...(server && { server: server.name }),
        ...(event.effect && { effect: event.effect.class }),
      },
    });
  const { fingerprint, id, client_id } = actor?.credential ?? {};
  const credential = fingerprint ?? id ?? client_id;
  if (credential !== undefined)
    values.push({
      dimension: "credentials",
      value: credential,
      details: {
        ...(fingerprint !== undefined && { fingerprint }),
        ...(id !== undefined && { id }),
        ...(client_id !== undefined && { client_id }),
      },
    });
  return values;
}

function versions(version: string | undefined): Details {
  return version === undefined ? {} : { versions: [version] };
}

const MAX_DETAILS = 100;
const severity = ["read", "write", "destructive"];

function merge(entry: Details, { versions: said, types, effect, ...plain }: Details): void {
  for (const [name, value] of Object.entries(plain)) entry[name as "server"] ??= value;
  const [version] = said ?? [];
  if (version !== undefined) entry.versions = withText(entry.versions, version);
  const [type] = types ?? [];
  if (type !== undefined) entry.types = withText(entry.types, type);
  if (effect !== undefined && severity.indexOf(effect) > severity.indexOf(entry.effect ?? ""))
    entry.effect = effect;
}

function withText(known: string[] | undefined, text: string): string[] {
  if (known === undefined) return [text];
  if (known.includes(text) || known.length >= MAX_DETAILS) return known;
  return [...known, text].toSorted(compareText);
}
