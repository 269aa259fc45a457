import type { PositionVector } from "@toolmark/event-store/event-store";
import type { Filter } from "@toolmark/schemas/filter";
import type { NormalizedEvent, StoredDocument } from "@toolmark/schemas/normalized-event";
import { fold } from "@toolmark/schemas/tokens";

import type { Reader, ReaderQuery } from "../access/reader.ts";
import { addLimit, nextPass, scanWithin } from "../profiles/bounded-scan.ts";
import type { Budget } from "../profiles/bounded-scan.ts";
import { allOf, anyOf, batchesOf, credentialNames, is, not } from "../profiles/filters.ts";
import { sectionsOf, totalsOf } from "../profiles/read-profile.ts";
import { createSightings } from "../profiles/sightings.ts";
import type { BlastRadiusAnswer, matchKinds } from "./answers.ts";
import { namesBackend } from "./names-backend.ts";
import { isSameRequest, seatOf } from "./same-request.ts";
import type { Seat } from "./same-request.ts";

type MatchKind = (typeof matchKinds)[number];

/** What everything was done through; all that is given must hold. */
export interface Through {
  server?: string;
  tool?: string;
  client?: string;
  credential?: string;
  actor?: string;
}

/** How far beyond a range the other record of a request may lie, milliseconds. */
const MARGIN_MS = 10 * 60 * 1000;
/** Most traces that are followed to other places. */
const MAX_TRACES = 20_000;
/** Most events of one trace that are compared. */
const MAX_SEATS = 1000;

/**
 * Reads everybody and everything that was touched through something. A server is found by its name; as
 * a system in downstream operations; and behind a gateway, whose events carry the name of a virtual
 * server, by `server.instance` and `server.url`. The same request seen from another place, such as a
 * gateway that knows the person where the server knows the gateway, is found by its trace.
 */
export async function readBlastRadius(
  reader: Reader,
  request: {
    through: Through;
    filter: Filter;
    range: Pick<ReaderQuery, "from" | "to"> & { asof: PositionVector };
    top: number;
    now: number;
    leaseMs: number;
  },
  budget: Budget,
): Promise<Omit<BlastRadiusAnswer, "through" | "query" | "complete" | "limits" | "asof">> {
  const { through, filter, range, top } = request;
  const { server } = through;
  const sightings = createSightings(budget, request);
  const matched: Record<MatchKind, number> = { direct: 0, downstream: 0, backend: 0, trace: 0 };
  const vantages: Record<string, number> = {};
  const found = new Set<string>();
  const traces = new Map<string, Seat[]>();

  function take(kind: MatchKind, event: NormalizedEvent, document: StoredDocument): void {
    if (event.audit !== undefined || found.has(event.event.id)) return;
    found.add(event.event.id);
    matched[kind]++;
    vantages[event.vantage] = (vantages[event.vantage] ?? 0) + 1;
    sightings.visit(event, document);
    if (kind !== "trace") follow(event);
  }

  function follow(event: NormalizedEvent): void {
    if (event.trace === undefined || event.call === undefined) return;
    const seats = traces.get(event.trace.id);
    if (seats === undefined) {
      if (traces.size >= MAX_TRACES) {
        addLimit(budget, {
          code: "values",
          bound: MAX_TRACES,
          detail: `there are more than ${MAX_TRACES} traces; those beyond were not followed to other places`,
        });
        return;
      }
      traces.set(event.trace.id, [seatOf(event)]);
    } else if (seats.length < MAX_SEATS) seats.push(seatOf(event));
  }

  const rest = conditionsOf(through);
  const base = { kind: "all", ...range } as const;
  const named = server === undefined ? [] : [anyOf(is("server", server), is("system", server))];
  await scanWithin(
    reader,
    { ...base, filter: allOf(...named, ...rest, filter) },
    "newest",
    budget,
    (event, document) => {
      const isDirect = server === undefined || isNamed(event, server);
      take(isDirect ? "direct" : "downstream", event, document);
    },
  );
  if (server !== undefined) {
    const others = allOf(
      { op: "has", field: "server" },
      not(is("server", server)),
      not(is("vantage", "server")),
      ...rest,
      filter,
    );
    const pass = nextPass(budget);
    await scanWithin(reader, { ...base, filter: others }, "newest", pass, (event, document) => {
      if (namesBackend(event, server)) take("backend", event, document);
    });
  }
  const around = {
    kind: "all",
    asof: range.asof,
    ...(range.from !== undefined && { from: range.from - MARGIN_MS }),
    ...(range.to !== undefined && { to: range.to + MARGIN_MS }),
  } as const;
  const pass = nextPass(budget);
  for (const batch of batchesOf("trace", traces.keys()))
    await scanWithin(reader, { ...around, filter: batch }, "newest", pass, (event, document) => {
      const seat = seatOf(event);
      const seats = traces.get(event.trace?.id ?? "") ?? [];
      if (seats.some((other) => isSameRequest(seat, other))) take("trace", event, document);
    });
  await sightings.settle(reader, range.asof);
  return {
    ...sightings.span,
    ...totalsOf(sightings),
    matched,
    vantages: Object.fromEntries(Object.entries(vantages).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    ...sectionsOf(sightings, top),
  };
}

function isNamed({ server }: NormalizedEvent, name: string): boolean {
  if (server === undefined) return false;
  const wanted = fold(name);
  return fold(server.name) === wanted || fold(`${server.name}/${server.version ?? ""}`) === wanted;
}

function conditionsOf({ tool, client, credential, actor }: Through): Filter[] {
  return [
    ...(tool === undefined ? [] : [is("tool", tool)]),
    ...(client === undefined ? [] : [is("client", client)]),
    ...(credential === undefined
      ? []
      : [anyOf(...credentialNames(credential).map((name) => is("credential", name)))]),
    ...(actor === undefined
      ? []
      : [anyOf(is("actor", actor), is("agent", actor), is("delegate", actor))]),
  ];
}
