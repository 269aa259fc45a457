import { listConditions } from "../../query-bar/conditions.ts";

/**
 * Makes the same change to another query: conditions that were added are added, those that were taken
 * away are taken away. For editors that were shown a query which is no longer the current one. Pure.
 *
 * @param before what the editor was shown.
 * @param after what it made of it.
 * @param current what is to be changed.
 */
export function rebaseQuery(before: string, after: string, current: string): string {
  if (before === current) return after;
  const [was, is, now] = [before, after, current].map((text) =>
    listConditions(text).map((condition) => condition.text),
  );
  const removed = new Set(was?.filter((text) => !is?.includes(text)));
  const kept = (now ?? []).filter((text) => !removed.has(text));
  const added = (is ?? []).filter((text) => !was?.includes(text) && !kept.includes(text));
  return [...kept, ...added].join(" ");
}
