import { OWN_EMITTER } from "@toolmark/event-log/own-record";
import type { PositionVector } from "@toolmark/event-store/event-store";
import { everything } from "@toolmark/schemas/filter";

import type { Reader, ReaderQuery } from "../access/reader.ts";
import { addLimit, nextPass, scanWithin } from "../profiles/bounded-scan.ts";
import type { Budget } from "../profiles/bounded-scan.ts";
import { is } from "../profiles/filters.ts";
import { compareText } from "../profiles/tally.ts";
import type { EmitterGaps, GapsAnswer } from "./answers.ts";
import { describeEmitter } from "./describe-emitter.ts";
import type { Window } from "./find-missing.ts";
import { readEdges } from "./read-edges.ts";
import { readQuarantine } from "./read-quarantine.ts";
import { summarizeGaps } from "./summarize-gaps.ts";
import { addTo, emittedOf, toldGapOf } from "./track-emitters.ts";
import type { EmitterEvents, ToldGap } from "./track-emitters.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** How far before a range emitters are looked for that fell silent, milliseconds. */
const LOOK_BACK_MS = 7 * DAY_MS;
/** Most emitters whose events around the range are looked at. */
const MAX_EMITTERS = 200;

/** Reads what is missing from the record of a range. */
export async function readGaps(
  reader: Reader,
  request: {
    range: Pick<ReaderQuery, "from" | "to"> & { asof: PositionVector };
    /** How long an emitter may be quiet, milliseconds. */
    silence: number;
    now: number;
  },
  budget: Budget,
): Promise<Pick<GapsAnswer, "summary" | "totals" | "emitters" | "quarantine">> {
  const { range, silence, now } = request;
  const isScoped = reader.principal.servers !== undefined;
  if (isScoped)
    addLimit(budget, {
      code: "scope",
      detail:
        "sequence numbers run over all events of an emitter, of which this token opens a part: no number is said to be missing",
    });
  const events: EmitterEvents = new Map();
  const query = { filter: everything, kind: "all", ...range } as const;
  const until = await scanWithin(reader, query, "oldest", budget, (event, document) => {
    const emitted = emittedOf(event, document);
    if (emitted !== undefined) addTo(events, event.emitter.id, emitted);
  });
  const reached = until === undefined ? undefined : Date.parse(until);
  const covered = { ...range, ...(reached !== undefined && { to: reached }) };
  const window: Window = {
    from: range.from ?? Number.NEGATIVE_INFINITY,
    to: Math.min(covered.to ?? now, now),
  };
  for (const emitter of await emittersBefore(reader, range))
    if (!events.has(emitter)) events.set(emitter, []);
  const told = await toldGaps(reader, range, nextPass(budget));
  const quarantine = await readQuarantine(reader, range, budget);

  const emitters: EmitterGaps[] = [];
  const names = [...events.keys()].toSorted(compareText);
  for (const [index, emitter] of names.entries()) {
    const own = events.get(emitter) ?? [];
    const epochs = new Set(own.flatMap(({ epoch }) => (epoch === undefined ? [] : [epoch])));
    const isLooked = index < MAX_EMITTERS;
    if (!isLooked)
      addLimit(budget, {
        code: "edges",
        bound: MAX_EMITTERS,
        detail: `there are more than ${MAX_EMITTERS} emitters; of those beyond, only events within the range were looked at`,
      });
    const edges = isLooked
      ? await readEdges(reader, emitter, covered, epochs)
      : { before: [], after: [], unknown: epochs };
    const described = describeEmitter({
      emitter,
      events: own,
      edges: reached === undefined ? edges : { ...edges, after: [] },
      told: told.get(emitter) ?? [],
      quarantined: (epoch) => quarantine?.sequences.get(`${emitter}\0${epoch}`) ?? [],
      window,
      silence,
      now,
      isNumbered: !isScoped,
    });
    if (described === undefined) continue;
    for (const epoch of edges.unknown)
      if (epochs.has(epoch))
        addLimit(budget, {
          code: "edges",
          detail: `whether ${emitter} had lost events of epoch ${epoch} before the first one in the range is not known: too many others lie between`,
        });
    emitters.push(described);
  }
  const totals = totalsOf(emitters);
  return {
    summary: summarizeGaps(emitters, totals, quarantine, budget),
    totals,
    emitters,
    ...(quarantine && {
      quarantine: { total: quarantine.total, by_reason: quarantine.by_reason },
    }),
  };
}

async function emittersBefore(
  reader: Reader,
  { from, asof }: Pick<ReaderQuery, "from" | "asof">,
): Promise<string[]> {
  if (from === undefined) return [];
  const week = { from: from - LOOK_BACK_MS, to: from, ...(asof && { asof }) };
  const { emitter = [] } = await reader.facets(
    { filter: everything, kind: "all", ...week },
    ["emitter"],
    1000,
  );
  return emitter.flatMap(({ value }) => (value === null || value === OWN_EMITTER ? [] : [value]));
}

async function toldGaps(
  reader: Reader,
  { from, asof }: Pick<ReaderQuery, "from" | "asof">,
  budget: Budget,
): Promise<Map<string, ToldGap[]>> {
  const told = new Map<string, ToldGap[]>();
  // A loss is often told of after the range, and at its beginning of one before.
  const query = {
    filter: is("type", "emitter.gap"),
    kind: "rows",
    ...(from !== undefined && { from: from - DAY_MS }),
    ...(asof && { asof }),
  } as const;
  await scanWithin(reader, query, "oldest", budget, (event) => {
    const gap = toldGapOf(event);
    if (gap !== undefined) addTo(told, event.emitter.id, gap);
  });
  return told;
}

function totalsOf(emitters: readonly EmitterGaps[]): GapsAnswer["totals"] {
  const sum = (of: (emitter: EmitterGaps) => number) =>
    emitters.reduce((total, emitter) => total + of(emitter), 0);
  const missing = (status: string) =>
    sum(({ epochs }) =>
      epochs
        .flatMap((epoch) => epoch.missing)
        .reduce((total, range) => total + (range.status === status ? range.count : 0), 0),
    );
  return {
    emitters: emitters.length,
    missing: missing("unexplained"),
    told: missing("told"),
    quarantined: missing("quarantined"),
    restarts: sum(({ restarts }) => restarts.length),
    silences: sum(({ silences }) => silences.length),
    skewed: sum(({ skewed }) => skewed.count),
    late: sum(({ late }) => late.count),
  };
}
