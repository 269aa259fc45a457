import type { FirstSeen } from "@toolmark/query-api/overview/answers";

/**
 * A few of many: of each kind some, in their order, so that one kind does not hide the others. Those
 * kept are shown latest first. Pure.
 */
export function newestOfEachKind(items: readonly FirstSeen[], most: number): FirstSeen[] {
  const groups = [...Map.groupBy(items, ({ kind }) => kind).values()];
  const kept: FirstSeen[] = [];
  for (let at = 0; kept.length < Math.min(most, items.length); at++)
    for (const group of groups) {
      const item = group[at];
      if (item !== undefined && kept.length < most) kept.push(item);
    }
  return kept.toSorted((a, b) => Date.parse(b.first.time) - Date.parse(a.first.time));
}
