import { callEventId } from "@toolmark/schemas/ids";
import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { fold } from "@toolmark/schemas/tokens";

import type { CatalogueAnswer, descriptorParts } from "./catalogue-answers.ts";
import { compareText } from "./tally.ts";

type History = CatalogueAnswer["histories"][number];
type Digest = History["digests"][number];
type Part = (typeof descriptorParts)[number];

/** What one event says about the descriptor of a tool. */
export interface Observation {
  event_id: string;
  type: string;
  time: string;
  /** When the descriptor was in force: for a call, when it began; milliseconds since the epoch. */
  at: number;
  server: string | undefined;
  call_id?: string;
  actor?: string;
  sha256?: string;
  description_sha256?: string;
  input_schema_sha256?: string;
  /** The emitter itself says that it is another than before. */
  isChanged: boolean;
}

const MAX_LISTED = 100;

/** What an event says about the tool; undefined where it is about another. Pure. */
export function observationOf(event: NormalizedEvent, tool: string): Observation | undefined {
  const { server, catalogue, call, actor } = event;
  const ended = Date.parse(event.time.occurred);
  const base = {
    event_id: event.event.id,
    type: event.event.type,
    time: event.time.occurred,
    at: ended - Math.floor(event.time.duration_ms ?? 0),
    server: server?.name,
    isChanged: false,
  };
  if (event.event.type === "tools.listed") {
    const listed = catalogue?.tools?.find(({ name }) => fold(name) === fold(tool));
    return listed && { ...base, sha256: listed.sha256 };
  }
  if (event.tool === undefined || fold(event.tool.name) !== fold(tool)) return undefined;
  const isCall = call !== undefined && event.event.type.startsWith("call.");
  if (!isCall && event.event.type !== "tool.changed") return undefined;
  const { descriptor } = event.tool;
  return {
    ...base,
    ...(isCall && { call_id: call.id }),
    ...(isCall && actor?.id !== undefined && { actor: actor.id }),
    ...(descriptor && { sha256: descriptor.sha256 }),
    ...(descriptor?.description_sha256 !== undefined && {
      description_sha256: descriptor.description_sha256,
    }),
    ...(descriptor?.input_schema_sha256 !== undefined && {
      input_schema_sha256: descriptor.input_schema_sha256,
    }),
    isChanged: descriptor?.changed === true,
  };
}

/**
 * Keeps one observation per call, from when it began: the attempt says when, the end is the row that
 * searches show. The result is in the order in which the descriptors were in force. Pure.
 */
export function onePerCall(observations: readonly Observation[]): Observation[] {
  const calls = new Map<string, Observation>();
  const others: Observation[] = [];
  for (const observation of observations) {
    const { call_id } = observation;
    if (call_id === undefined) {
      others.push(observation);
      continue;
    }
    const known = calls.get(call_id);
    if (known === undefined) {
      calls.set(call_id, observation);
      continue;
    }
    const isEnd = observation.event_id === callEventId(call_id, "completed");
    const [kept, other] = isEnd ? [observation, known] : [known, observation];
    calls.set(call_id, { ...other, ...kept, at: Math.min(kept.at, other.at) });
  }
  return [...others, ...calls.values()].toSorted(inForceOrder);
}

/** The order in which descriptors were in force. */
export function inForceOrder(a: Observation, b: Observation): number {
  return a.at - b.at || compareText(a.event_id, b.event_id);
}

/** The history of a tool's descriptors per server. Pure. */
export function historiesOf(observations: readonly Observation[], top: number): History[] {
  const groups = Map.groupBy(observations, ({ server }) =>
    server === undefined ? null : fold(server),
  );
  return [...groups]
    .toSorted(([a], [b]) => compareText(a ?? "", b ?? ""))
    .map(([, group]) => historyOf(group, top));
}

function historyOf(group: readonly Observation[], top: number): History {
  const digests = new Map<string, Digest>();
  const changes: History["changes"] = [];
  let undescribed = 0;
  let current: Observation | undefined;
  for (const observation of group) {
    const { sha256, event_id, time, type, call_id, actor } = observation;
    if (sha256 === undefined) {
      if (call_id !== undefined) undescribed++;
      continue;
    }
    const at = { event_id, time };
    const digest = digests.get(sha256) ?? newDigest(sha256, at);
    digests.set(sha256, digest);
    digest.last = at;
    digest.changed ||= observation.isChanged;
    if (observation.description_sha256 !== undefined)
      digest.description_sha256 ??= observation.description_sha256;
    if (observation.input_schema_sha256 !== undefined)
      digest.input_schema_sha256 ??= observation.input_schema_sha256;
    if (call_id === undefined) {
      digest.listings++;
      digest.listed_by.unshift(event_id);
      digest.listed_by.splice(MAX_LISTED);
    } else {
      digest.calls++;
      digest.newest_calls.unshift({ ...at, call_id, ...(actor !== undefined && { actor }) });
      digest.newest_calls.splice(top);
    }
    if (current?.sha256 !== undefined && current.sha256 !== sha256) {
      digest.changed = true;
      const parts = changedParts(digests.get(current.sha256), observation);
      changes.push({ ...at, type, from: current.sha256, to: sha256, ...(parts && { parts }) });
    }
    current = observation;
  }
  return {
    server: group[0]?.server ?? null,
    digests: [...digests.values()],
    changes,
    undescribed_calls: undescribed,
  };
}

function newDigest(sha256: string, at: Digest["first"]): Digest {
  return {
    sha256,
    first: at,
    last: at,
    changed: false,
    calls: 0,
    newest_calls: [],
    listings: 0,
    listed_by: [],
  };
}

type Described = Record<
  "sha256" | "description_sha256" | "input_schema_sha256",
  string | undefined
>;

/** What changed between two descriptors; undefined where one side does not tell. Pure. */
export function changedParts(
  before: Partial<Described> | undefined,
  after: Partial<Described> | undefined,
): Part[] | undefined {
  const parts: Part[] = [];
  for (const [part, name] of [
    ["description", "description_sha256"],
    ["input_schema", "input_schema_sha256"],
  ] as const) {
    const [a, b] = [before?.[name], after?.[name]];
    if (a === undefined || b === undefined) return undefined;
    if (a !== b) parts.push(part);
  }
  return parts.length === 0 && before?.sha256 !== after?.sha256 ? ["other"] : parts;
}
