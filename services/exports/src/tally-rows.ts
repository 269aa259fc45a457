import type { ExportedEvent } from "./exported-event.ts";
import type { ExportManifest } from "./manifest.ts";

/** Most pairs of emitter and epoch, and most gaps, that a manifest lists. */
export const MAX_LISTED = 10_000;

type Completeness = ExportManifest["completeness"];
type Facts = Pick<ExportManifest, "count" | "first" | "last" | "masks" | "revealed"> & {
  completeness: Completeness;
};

/** What a manifest says about the rows of an export, gathered while they pass. */
export interface RowTally {
  add(event: ExportedEvent): void;
  /** Takes an `emitter.gap` event of the same tenant; others are left out. Call after all `add`. */
  addGap(event: ExportedEvent): void;
  facts(): Facts;
}

/** Creates a tally. Its memory is bounded; what does not fit is counted. */
export function createRowTally(): RowTally {
  let count = 0;
  let unsequenced = 0;
  let moreGaps = 0;
  let first: ExportedEvent | undefined;
  let last: ExportedEvent | undefined;
  const masks = new Map<string, number>();
  const revealed = new Set<string>();
  const ranges = new Map<string, Map<string, Completeness["emitters"][number]>>();
  let listed = 0;
  const more = new Set<string>();
  const gaps: Completeness["gaps"] = [];

  function addSequence({ id, epoch = "", sequence }: ExportedEvent["emitter"]): void {
    if (sequence === undefined) {
      unsequenced++;
      return;
    }
    let epochs = ranges.get(id);
    if (epochs === undefined) ranges.set(id, (epochs = new Map()));
    const range = epochs.get(epoch);
    if (range !== undefined) {
      range.events++;
      if (sequence < range.from) range.from = sequence;
      if (sequence > range.to) range.to = sequence;
    } else if (listed < MAX_LISTED) {
      listed++;
      epochs.set(epoch, { emitter: id, epoch, from: sequence, to: sequence, events: 1 });
    } else if (more.size < MAX_LISTED) more.add(`${id} ${epoch}`);
  }

  return {
    add(event) {
      count++;
      first ??= event;
      last = event;
      if (event.masked !== undefined)
        for (const name of event.masked) masks.set(name, (masks.get(name) ?? 0) + 1);
      addShown(event, revealed);
      addSequence(event.emitter);
    },
    addGap(event) {
      const { gap, emitter } = event;
      // Without a row of the emitter the gap says nothing about this export.
      if (gap === undefined || !ranges.has(emitter.id)) return;
      if (gaps.length >= MAX_LISTED) {
        moreGaps++;
        return;
      }
      gaps.push({
        emitter: emitter.id,
        epoch: gap.epoch,
        from: gap.from_sequence,
        to: gap.to_sequence,
        ...(gap.reason !== undefined && { reason: gap.reason }),
        event_id: event.event.id,
      });
    },
    facts: () => ({
      count,
      ...(first && { first: placeOf(first) }),
      ...(last && { last: placeOf(last) }),
      masks: Object.fromEntries(masks),
      revealed: [...revealed],
      completeness: {
        emitters: [...ranges.values()].flatMap((epochs) => [...epochs.values()]),
        more_emitters: more.size,
        unsequenced,
        gaps,
        more_gaps: moreGaps,
      },
    }),
  };
}

function addShown(event: ExportedEvent, revealed: Set<string>): void {
  if (event.params?.value !== undefined) revealed.add("params");
  if (event.result?.value !== undefined) revealed.add("result");
  if (event.conversation?.intent !== undefined) revealed.add("intent");
  if (revealed.has("changes")) return;
  for (const { before, after } of event.downstream ?? [])
    if (before !== undefined || after !== undefined) revealed.add("changes");
}

function placeOf({ event, time }: ExportedEvent) {
  return { id: event.id, time: time.occurred };
}
