import { OWN_EMITTER } from "@toolmark/event-log/own-record";
import { openDocument } from "@toolmark/integrity/open-document";
import { everything } from "@toolmark/schemas/filter";

import type { Reader } from "../access/reader.ts";
import { findSilences } from "../gaps/find-silence.ts";
import { byTime, emittedOf } from "../gaps/track-emitters.ts";
import type { Emitted } from "../gaps/track-emitters.ts";
import { is } from "../profiles/filters.ts";
import { compareText } from "../profiles/tally.ts";
import type { EmitterHealth, EmittersHealth } from "./answers.ts";

/** How long an emitter is known after its last event, milliseconds. */
const KNOWN_MS = 7 * 24 * 60 * 60 * 1000;
/** How long an emitter may be quiet at least, as `/v1/gaps` has it by default. */
const SILENCE_MS = 600_000;
/** Most emitters that are looked at. */
const MAX_EMITTERS = 100;
/** Newest events of an emitter that tell its rhythm. */
const EVENTS_EACH = 40;
const AT_ONCE = 8;

/** Reads which emitters wrote in the last week and which of them fell silent. */
export async function readEmitters(reader: Reader, now: number): Promise<EmittersHealth> {
  const week = { from: now - KNOWN_MS, to: now };
  const { emitter: counts = [] } = await reader.facets(
    { filter: everything, kind: "all", ...week },
    ["emitter"],
    MAX_EMITTERS + 2,
  );
  const names = counts.flatMap(({ value }) =>
    value === null || value === OWN_EMITTER ? [] : [value],
  );
  const looked = names.slice(0, MAX_EMITTERS);
  const found: EmitterHealth[] = [];
  for (let start = 0; start < looked.length; start += AT_ONCE) {
    const group = looked.slice(start, start + AT_ONCE);
    const described = await Promise.all(
      group.map(async (name) => describeEmitter(name, await newestOf(reader, name, week), now)),
    );
    found.push(...described.filter((emitter) => emitter !== undefined));
  }
  const silent = found.filter(({ silent_since }) => silent_since !== undefined);
  return {
    known: found.length,
    silent: silent.length,
    complete: names.length <= MAX_EMITTERS,
    emitters: [
      ...silent.toSorted((a, b) => compareText(a.silent_since ?? "", b.silent_since ?? "")),
      ...found
        .filter(({ silent_since }) => silent_since === undefined)
        .toSorted((a, b) => compareText(a.name, b.name)),
    ],
  };
}

async function newestOf(
  reader: Reader,
  name: string,
  range: { from: number; to: number },
): Promise<Emitted[]> {
  const { documents } = await reader.search(
    { filter: is("emitter", name), kind: "all", ...range },
    { limit: EVENTS_EACH, order: "newest" },
  );
  return documents.flatMap((document) => {
    const event = openDocument(document);
    const emitted = event.emitter.id === name ? emittedOf(event, document) : undefined;
    return emitted === undefined ? [] : [emitted];
  });
}

function describeEmitter(
  name: string,
  events: readonly Emitted[],
  now: number,
): EmitterHealth | undefined {
  const ordered = events.toSorted(byTime);
  const last = ordered.at(-1);
  if (last === undefined) return undefined;
  const { silences } = findSilences(
    ordered,
    { from: Number.NEGATIVE_INFINITY, to: now },
    SILENCE_MS,
  );
  const ongoing = silences.find(({ until }) => until === undefined);
  return {
    name,
    last_seen: new Date(last.at).toISOString(),
    ...(ongoing && { silent_since: new Date(ongoing.after.at).toISOString() }),
  };
}
