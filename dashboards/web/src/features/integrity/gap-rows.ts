import type { EmitterGaps, GapsAnswer } from "@toolmark/query-api/gaps/answers";

type MissingRange = EmitterGaps["epochs"][number]["missing"][number];

/** Something that is missing, late or wrong in the record of an emitter. */
export interface GapRow {
  id: string;
  emitter: string;
  kind: "missing" | "told" | "quarantined" | "silence" | "restart";
  /** What it is, in words of our own. */
  text: string;
  /** Said by the emitter. */
  reason?: string;
  count: number;
  /** Milliseconds since the epoch: the times between which it lies. */
  from: number | undefined;
  to: number | undefined;
  /** It may still come. */
  isRecent: boolean;
}

/** All holes, silences and unclean restarts of an answer, unexplained ones first, then latest first. Pure. */
export function gapRows({ emitters }: Pick<GapsAnswer, "emitters">): GapRow[] {
  const rows = emitters.flatMap((emitter) => [
    ...emitter.epochs.flatMap(({ epoch, missing }) =>
      missing.map((range) => missingRow(emitter.emitter, epoch, range)),
    ),
    ...emitter.silences.map((silence, index): GapRow => ({
      id: `silence ${emitter.emitter} ${index}`,
      emitter: emitter.emitter,
      kind: "silence",
      text: silence.to === undefined ? "nothing came since" : "nothing came",
      count: 1,
      from: Date.parse(silence.from),
      to: silence.to === undefined ? undefined : Date.parse(silence.to),
      isRecent: false,
    })),
    ...emitter.restarts
      .filter(({ clean }) => !clean)
      .map((restart): GapRow => ({
        id: `restart ${emitter.emitter} ${restart.epoch}`,
        emitter: emitter.emitter,
        kind: "restart",
        text: "began anew without having stopped",
        count: 1,
        from: Date.parse(restart.time),
        to: undefined,
        isRecent: false,
      })),
  ]);
  return rows.toSorted(
    (a, b) =>
      urgency.indexOf(a.kind) - urgency.indexOf(b.kind) ||
      (b.to ?? Infinity) - (a.to ?? Infinity) ||
      (b.from ?? 0) - (a.from ?? 0),
  );
}

const urgency: readonly GapRow["kind"][] = ["missing", "silence", "told", "restart", "quarantined"];
const kinds = { unexplained: "missing", told: "told", quarantined: "quarantined" } as const;

function missingRow(emitter: string, epoch: string, range: MissingRange): GapRow {
  const { from_sequence: first, to_sequence: last, after, before, reason } = range;
  const numbers = first === last ? `number ${first}` : `numbers ${first} to ${last}`;
  return {
    id: `missing ${emitter} ${epoch} ${first}`,
    emitter,
    kind: kinds[range.status],
    text: range.at_start ? `${numbers}, from the start of its run` : numbers,
    ...(reason !== undefined && { reason }),
    count: range.count,
    from: after === undefined ? undefined : Date.parse(after.time),
    to: before === undefined ? undefined : Date.parse(before.time),
    isRecent: range.recent,
  };
}

/** The time around a gap in which its neighbours are, with a minute on both sides. Pure. */
export function aroundGap({
  from,
  to,
}: Pick<GapRow, "from" | "to">): { from: string; to: string } | undefined {
  const first = from ?? to;
  const last = to ?? from;
  if (first === undefined || last === undefined) return undefined;
  const minute = 60_000;
  return {
    from: new Date(first - minute).toISOString(),
    to: new Date(last + minute).toISOString(),
  };
}
