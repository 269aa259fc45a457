import { OWN_EMITTER } from "@toolmark/event-log/own-record";
import type { PositionVector, TimelinePoint } from "@toolmark/event-store/event-store";
import { openDocument } from "@toolmark/integrity/open-document";
import { everything } from "@toolmark/schemas/filter";

import type { Reader } from "../access/reader.ts";
import { findMissing } from "../gaps/find-missing.ts";
import type { Missing } from "../gaps/find-missing.ts";
import { findSilences } from "../gaps/find-silence.ts";
import { readQuarantine } from "../gaps/read-quarantine.ts";
import { addTo, byTime, emittedOf, toldGapOf } from "../gaps/track-emitters.ts";
import type { EmitterEvents, Emitted, ToldGap } from "../gaps/track-emitters.ts";
import { addLimit } from "../profiles/bounded-scan.ts";
import type { Budget } from "../profiles/bounded-scan.ts";
import { allOf, is } from "../profiles/filters.ts";
import type { Attention } from "./answers.ts";
import { condition, conditionOf } from "./condition.ts";
import type { Period } from "./periods.ts";
import { amount, names, quoted, say } from "./sentence.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** How long an emitter may be quiet at least before it counts as silent. */
const SILENCE_MS = 10 * MINUTE;
/** How far back an emitter is looked for that fell silent. */
const LOOK_BACK_MS = 7 * DAY;
/** Most silent emitters that are looked at. */
const MAX_SILENT = 40;
/** Up to so many silent emitters are told one by one. */
const TOLD_ALONE = 3;
/** Events of an emitter from which its rhythm is known. */
const RHYTHM = 30;
/** Newest events of which the sequence numbers are looked at. */
const MAX_NUMBERED = 3000;
/** Most records in quarantine of which the claimed numbers are read. */
const MAX_QUARANTINED = 500;
/** How long after the event behind it was recorded a hole may still close. */
const RECENT_MS = MINUTE;
/** What is shown around a hole or a silence. */
const AROUND_MS = 10 * MINUTE;

/** Emitters from which nothing comes at the end of a period although something was to be expected. */
export async function silentEmitters(
  reader: Reader,
  end: number,
  asof: PositionVector,
  budget: Budget,
): Promise<Attention[]> {
  if (reader.principal.servers !== undefined) return [];
  const rows = { filter: everything, kind: "rows", to: end, asof } as const;
  const [known, active] = await Promise.all(
    [LOOK_BACK_MS, SILENCE_MS].map(async (length) => {
      const { emitter = [] } = await reader.facets(
        { ...rows, from: end - length },
        ["emitter"],
        1000,
      );
      return emitter.flatMap(({ value }) =>
        value === null || value === OWN_EMITTER ? [] : [value],
      );
    }),
  );
  const isActive = new Set(active);
  const quiet = (known ?? []).filter((emitter) => !isActive.has(emitter));
  if (quiet.length > MAX_SILENT)
    addLimit(budget, {
      code: "edges",
      bound: MAX_SILENT,
      detail: `more than ${MAX_SILENT} emitters are quiet; of those beyond, none is said to be silent`,
    });
  const found = await Promise.all(
    quiet.slice(0, MAX_SILENT).map(async (emitter): Promise<Attention[]> => {
      const page = await reader.search(
        { filter: is("emitter", emitter), kind: "all", to: end, asof },
        { limit: RHYTHM, order: "newest" },
      );
      const heartbeat = await reader.search(
        {
          filter: allOf(is("emitter", emitter), is("type", "emitter.heartbeat")),
          kind: "rows",
          to: end,
          asof,
        },
        { limit: 1, order: "newest" },
      );
      const events = [...heartbeat.documents, ...page.documents]
        .flatMap((document) => emittedOf(openDocument(document), document) ?? [])
        .toSorted(byTime);
      // Only a silence that still goes on at the end.
      const { silences, basis } = findSilences(events, { from: end - 1, to: end }, SILENCE_MS);
      const [silence] = silences;
      if (silence === undefined) return [];
      const { at } = silence.after;
      const expected = basis === "heartbeat" ? "it sends heartbeats" : "it wrote regularly before";
      return [
        {
          id: `emitter_silent ${emitter}`,
          kind: "emitter_silent",
          severity: silence.ms > DAY || basis !== "heartbeat" ? "medium" : "high",
          title: "Emitter is silent",
          ...say`nothing came from ${quoted(emitter)} for ${duration(silence.ms)}; ${expected}`,
          subject: emitter,
          count: Math.floor(silence.ms / MINUTE),
          unit: "minutes",
          last: new Date(at).toISOString(),
          query: condition("emitter", emitter),
          from: new Date(at - 3 * AROUND_MS).toISOString(),
          to: new Date(at + AROUND_MS).toISOString(),
          place: "integrity",
        },
      ];
    }),
  );
  return together(found.flat(), end);
}

/** Many silent emitters have one cause more often than many. */
function together(silent: readonly Attention[], end: number): Attention[] {
  if (silent.length <= TOLD_ALONE) return [...silent];
  const sorted = silent.toSorted((a, b) => b.count - a.count);
  const emitters = sorted.flatMap(({ subject }) => subject ?? []);
  const longest = sorted[0]?.count ?? 0;
  return [
    {
      id: "emitters_silent",
      kind: "emitters_silent",
      severity: silent.some(({ severity }) => severity === "high") ? "high" : "medium",
      title: "Emitters are silent",
      ...say`nothing came from ${names(emitters)} for up to ${duration(longest * MINUTE)}`,
      subject: amount(silent.length, "emitter"),
      count: longest,
      unit: "minutes",
      ...latest(silent),
      query: conditionOf("emitter", emitters.slice(0, MAX_SILENT)),
      from: new Date(end - longest * MINUTE - AROUND_MS).toISOString(),
      to: new Date(end).toISOString(),
      place: "integrity",
    },
  ];
}

function latest(items: readonly Attention[]): Pick<Attention, "last"> {
  const last = items
    .flatMap((entry) => entry.last ?? [])
    .toSorted()
    .at(-1);
  return last === undefined ? {} : { last };
}

/**
 * Holes in the sequences of emitters among the newest events of a period, and losses that emitters
 * told of in it.
 *
 * @returns what needs a look, and from when on sequence numbers were looked at.
 */
export async function missingNumbers(
  reader: Reader,
  period: Period,
  asof: PositionVector,
  budget: Budget,
  now: number,
): Promise<{ items: Attention[]; from: number | undefined }> {
  const told = await readTold(reader, period, asof);
  // Of the events of some servers only, no number is known to be missing.
  if (reader.principal.servers !== undefined) return { items: lossesTold(told), from: undefined };
  const { events, from } = await readEmitted(reader, period, asof);
  const quarantined = await readClaimed(reader, from, period.to, budget);
  const window = { from, to: Math.min(period.to, now) };
  const items: Attention[] = [];
  for (const [emitter, own] of events) {
    const epochs = Map.groupBy(own, ({ epoch }) => epoch ?? "");
    const holes = [...epochs].flatMap(([epoch, numbered]) =>
      epoch === ""
        ? []
        : findMissing(
            {
              events: numbered,
              told: (told.get(emitter) ?? []).filter((gap) => gap.epoch === epoch),
              quarantined: quarantined?.get(`${emitter}\0${epoch}`) ?? [],
              isWhole: false,
            },
            window,
          ),
    );
    const open = holes.filter(
      ({ status, before }) =>
        status === "unexplained" && before !== undefined && now - before.recorded >= RECENT_MS,
    );
    if (open.length > 0) items.push(holesOf(emitter, open));
  }
  return { items: [...items, ...lossesTold(told)], from };
}

function holesOf(emitter: string, holes: readonly Missing[]): Attention {
  const count = holes.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const times = holes.flatMap(({ after, before }) =>
    [after, before].flatMap((event) => event?.at ?? []),
  );
  const first = Math.min(...times);
  const last = Math.max(...times);
  const [hole] = holes;
  const numbers =
    holes.length === 1 && hole !== undefined
      ? hole.from === hole.to
        ? `number ${hole.from}`
        : `${hole.from} to ${hole.to}`
      : `${holes.length} places`;
  return {
    id: `sequence_gap ${emitter}`,
    kind: "sequence_gap",
    severity: "high",
    title: "Events are missing and unexplained",
    ...say`${amount(count, "number")} of ${quoted(emitter)} never came: ${numbers}`,
    subject: emitter,
    count,
    unit: "numbers",
    last: new Date(last).toISOString(),
    query: condition("emitter", emitter),
    from: new Date(first - AROUND_MS).toISOString(),
    to: new Date(last + AROUND_MS).toISOString(),
    place: "integrity",
  };
}

function lossesTold(told: ReadonlyMap<string, readonly ToldGap[]>): Attention[] {
  return [...told].map(([emitter, gaps]) => {
    const count = gaps.reduce((sum, { from, to }) => sum + to - from + 1, 0);
    const reason = gaps.find((gap) => gap.reason !== undefined)?.reason;
    return {
      id: `loss_told ${emitter}`,
      kind: "loss_told",
      severity: "medium",
      title: "Emitter told of lost events",
      ...(reason === undefined
        ? say`${quoted(emitter)} said that it lost ${amount(count, "event")}`
        : say`${quoted(emitter)} said that it lost ${amount(count, "event")}: ${quoted(reason)}`),
      subject: emitter,
      count,
      unit: "numbers",
      last: new Date(Math.max(...gaps.map(({ at }) => at))).toISOString(),
      query: `type:emitter.gap ${condition("emitter", emitter)}`,
      place: "integrity",
    };
  });
}

async function readEmitted(
  reader: Reader,
  period: Period,
  asof: PositionVector,
): Promise<{ events: EmitterEvents; from: number }> {
  const events: EmitterEvents = new Map();
  let oldest = period.to;
  let seen = 0;
  let after: TimelinePoint | undefined;
  do {
    const page = await reader.search(
      { filter: everything, kind: "all", ...period, asof },
      { limit: 1000, order: "newest", ...(after && { after }) },
    );
    for (const document of page.documents) {
      const event = openDocument(document);
      const emitted: Emitted | undefined = emittedOf(event, document);
      oldest = Date.parse(event.time.occurred);
      if (emitted !== undefined) addTo(events, event.emitter.id, emitted);
    }
    seen += page.documents.length;
    after = page.next;
  } while (after !== undefined && seen < MAX_NUMBERED);
  return { events, from: after === undefined ? period.from : oldest };
}

async function readTold(
  reader: Reader,
  period: Period,
  asof: PositionVector,
): Promise<Map<string, ToldGap[]>> {
  const told = new Map<string, ToldGap[]>();
  const page = await reader.search(
    { filter: is("type", "emitter.gap"), kind: "rows", ...period, asof },
    { limit: 1000, order: "newest" },
  );
  for (const document of page.documents) {
    const event = openDocument(document);
    const gap = toldGapOf(event);
    if (gap !== undefined) addTo(told, event.emitter.id, gap);
  }
  return told;
}

async function readClaimed(reader: Reader, from: number, to: number, budget: Budget) {
  if (reader.can("quarantine")) {
    const { total } = await reader.listQuarantine({ limit: 1 });
    if (total === 0) return undefined;
    if (total > MAX_QUARANTINED) {
      addLimit(budget, {
        code: "values",
        bound: MAX_QUARANTINED,
        detail: `there are more than ${MAX_QUARANTINED} records in quarantine; the numbers that they hold count as missing`,
      });
      return undefined;
    }
  }
  const facts = await readQuarantine(reader, { from: from - DAY, to }, budget);
  return facts?.sequences;
}

/** A length of time in the largest unit that leaves at least two of it. Pure. */
export function duration(ms: number): string {
  if (ms < 2 * MINUTE) return `${Math.round(ms / 1000)} s`;
  if (ms < 120 * MINUTE) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return `${Math.floor(ms / (60 * MINUTE))} h`;
  return `${Math.floor(ms / DAY)} days`;
}
