/** Sums of two points each, the last ones whole: fewer points are calmer. Pure. */
export function inPairs(points: readonly number[]): number[] {
  const pairs: number[] = [];
  for (let at = points.length - 1; at > 0; at -= 2)
    pairs.unshift((points[at - 1] ?? 0) + (points[at] ?? 0));
  return pairs;
}

/** The points themselves. */
export function asTheyAre(points: readonly number[]): readonly number[] {
  return points;
}
