import type { OverviewAnswer } from "@toolmark/query-api/overview/answers";

import type { HistogramMarker } from "../../charts/histogram-layout.ts";

type Buckets = OverviewAnswer["histogram"]["buckets"];

/** A rise is told from so many times the usual on, */
const RISE = 2.5;
/** and when it holds for so many buckets in a row, */
const HOLDS = 3;
/** each with no fewer than so many calls. */
const FEWEST = 10;

const words = [
  ["write", "writes"],
  ["destructive", "destructive"],
  ["denied", "denied"],
  ["error", "errors"],
] as const;

/**
 * The steepest rise of a range, where there is one: more lines than one would hide what they are to
 * show. Pure.
 */
export function chartMarkers({ histogram }: Pick<OverviewAnswer, "histogram">): HistogramMarker[] {
  const rises = words.flatMap(([name, word]) => {
    const rise = lastRise(histogram.buckets, (bucket) => bucket[name]);
    return rise === undefined ? [] : [{ ...rise, name, word }];
  });
  const [steepest] = rises.toSorted((a, b) => b.calls - a.calls);
  if (steepest === undefined) return [];
  const { name, word, at, times } = steepest;
  return [{ id: `rise ${name}`, at, label: `${word} ×${times}` }];
}

/**
 * The latest run of buckets far above the usual, how many times the usual it holds, and how
 * many calls. Pure.
 */
function lastRise(
  buckets: Buckets,
  read: (bucket: Buckets[number]) => number,
): { at: number; times: number; calls: number } | undefined {
  const counts = buckets.map(read);
  const sorted = counts.toSorted((a, b) => a - b);
  const usual = Math.max(1, sorted[Math.floor(sorted.length / 2)] ?? 1);
  const isHigh = counts.map((count) => count >= Math.max(FEWEST, usual * RISE));
  // The last bucket is not over.
  let end = isHigh.length - 2;
  while (end >= 0 && isHigh[end] !== true) end--;
  let start = end;
  while (start > 0 && isHigh[start - 1] === true) start--;
  const length = end - start + 1;
  const first = buckets[start];
  if (end < 0 || length < HOLDS || first === undefined) return undefined;
  const calls = counts.slice(start, end + 1).reduce((sum, count) => sum + count, 0);
  return { at: Date.parse(first.start), times: Math.round(calls / length / usual), calls };
}
