import type { BandChange, BandField } from "../../charts/state-bands-layout.ts";
import { toMs } from "../../lib/time.ts";
import type { ResourceAccess } from "./resource-access.ts";
import { valueText } from "./state-history.ts";
import type { StateBand, StateSegment } from "./state-history.ts";

/** Fields that are drawn: those that changed most. */
const MAX_FIELDS = 7;

/**
 * Bands as the chart draws them, each with the time before its field was first known in front.
 *
 * @param range what the chart shows, and `chosen` the time of the marker, milliseconds since the epoch.
 */
export function bandFields(
  bands: readonly StateBand[],
  { from: start, to: end }: { from: number; to: number },
  chosen: number | undefined,
): { fields: BandField[]; left: number } {
  const most = bands.toSorted((a, b) => b.segments.length - a.segments.length).slice(0, MAX_FIELDS);
  const shown = bands.filter((band) => most.includes(band));
  return {
    fields: shown.map((band) => bandField(band, { start, end }, chosen)),
    left: bands.length - shown.length,
  };
}

function bandField(
  { field, segments }: StateBand,
  { start, end }: { start: number; end: number },
  chosen: number | undefined,
): BandField {
  const [first] = segments;
  const last = segments.at(-1);
  const isMarked = (segment: StateSegment) => segment.from === chosen;
  return {
    name: field === "" ? "content" : field,
    bands: [
      ...(first !== undefined && first.from > start
        ? [{ from: start, to: first.from, state: "unknown" as const }]
        : []),
      ...segments.map((segment) => ({
        from: segment.from,
        to: segment.to,
        // What was taken out is known to be there: it is not a hole in the record.
        state: segment.shows === "taken out" ? ("observed" as const) : segment.label,
        ...contentOf(segment),
        ...(isMarked(segment) && { isMarked: true }),
      })),
    ],
    ...(last && {
      now:
        last.to < end
          ? { text: "gone" }
          : { ...nowOf(last), ...(isMarked(last) && { isMarked: true }) },
    }),
  };
}

function contentOf({ shows, value }: StateSegment): { text?: string; isMasked?: boolean } {
  switch (shows) {
    case "value":
      return { text: valueText(value ?? null) };
    case "masked":
    case "taken out":
      return { isMasked: true };
    case "removed":
      return { text: "not set" };
    case "unknown":
      return {};
  }
}

function nowOf(segment: StateSegment): { text: string; isMasked?: boolean } {
  const { text, isMasked } = contentOf(segment);
  return { text: text ?? "not known", ...(isMasked === true && { isMasked }) };
}

/** Changes, tries and refusals as marks, one an event. */
export function changeMarks(accesses: readonly ResourceAccess[]): BandChange[] {
  const marks = new Map<string, BandChange>();
  for (const access of accesses) {
    const { action, effect, event_id: id } = access;
    if (action === "read" || marks.has(id)) continue;
    const state = stateOf(access);
    const label = labelOf(access);
    marks.set(id, {
      id,
      at: toMs(access.time),
      effect,
      ...(state !== undefined && { state }),
      ...(label !== undefined && { label }),
    });
  }
  return [...marks.values()];
}

function stateOf({ action, outcome }: ResourceAccess): BandChange["state"] {
  if (action === "denied") return "denied";
  if (outcome === "input_required" || outcome === "deferred") return "waiting";
  return outcome === undefined || outcome === "success" ? undefined : "error";
}

function labelOf({ action, tool, outcome }: ResourceAccess): string | undefined {
  if (action !== "denied") return undefined;
  const verb = tool?.split(".").at(-1) ?? "call";
  return `${verb} ${outcome === "rejected" ? "rejected" : "blocked"}`;
}

/** When it was read. */
export function readMarks(accesses: readonly ResourceAccess[]): { at: number; count: number }[] {
  return accesses
    .filter(({ action }) => action === "read")
    .map(({ time }) => ({ at: toMs(time), count: 1 }));
}
