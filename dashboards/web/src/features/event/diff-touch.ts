import { diffStates, fieldName } from "@toolmark/query-api/diff-states";
import type { EventView } from "@toolmark/query-api/event-view";
import type { Json } from "@toolmark/schemas/normalized-event";

import { isContainer, membersOf, redactionRule } from "./json-text.ts";

/** One downstream operation of an event. */
export type Touch = NonNullable<EventView["downstream"]>[number];

/** One row of a comparison. */
export type DiffRow =
  /** A value that differs; the side that lacks it is absent. */
  | { kind: "changed"; field: string; before?: Json; after?: Json }
  /** Taken out on both sides before it was stored, so that nothing tells whether it changed. */
  | { kind: "redacted"; field: string; rule: string }
  /** Its emitter named it as changed; the values are hidden or were not recorded. */
  | { kind: "named"; field: string };

/** What one operation changed, as far as that is known. */
export interface TouchDiff {
  rows: readonly DiffRow[];
  /** Values that are the same on both sides; undefined where the sides are not known. */
  unchanged: number | undefined;
  /** Whether the values are stored and not shown to this reader now. */
  isHidden: boolean;
}

/**
 * What an operation changed, row by row, those that changed first.
 *
 * @param isMasked whether states are stored that the answer leaves out.
 */
export function diffTouch(touch: Touch, isMasked: boolean): TouchDiff {
  const { operation, before, after, changed_fields: named = [] } = touch;
  const isKnown = before !== undefined || after !== undefined;
  const changes = diffStates(operation, before, after);
  const shown = new Set(changes.map(({ field }) => field));
  const redacted = redactedRows([], before, after);
  for (const { field } of redacted) shown.add(field);
  const rest = [...new Set(named)].filter((field) => !covers(shown, field));
  return {
    rows: [
      ...changes.map((change): DiffRow => ({ kind: "changed", ...change })),
      ...rest.map((field): DiffRow => ({ kind: "named", field })),
      ...redacted,
    ],
    unchanged: before === undefined || after === undefined ? undefined : countSame(before, after),
    isHidden: isMasked && !isKnown,
  };
}

// A name stands for what is below it as well.
function covers(shown: ReadonlySet<string>, field: string): boolean {
  const pointer = field.startsWith("/") ? field : `/${field}`;
  return [...shown].some((known) => known === field || known.startsWith(`${pointer}/`));
}

function redactedRows(
  path: readonly string[],
  before: Json | undefined,
  after: Json | undefined,
): DiffRow[] {
  const rule = redactionRule(before);
  if (rule !== undefined && path.length > 0)
    return before === after ? [{ kind: "redacted", field: fieldName(path), rule }] : [];
  if (!isObject(before) || !isObject(after)) return [];
  return Object.entries(before).flatMap(([name, value]) =>
    redactedRows([...path, name], value, Object.hasOwn(after, name) ? after[name] : undefined),
  );
}

function countSame(before: Json, after: Json): number {
  if (isObject(before) && isObject(after)) {
    let count = 0;
    for (const [name, value] of membersOf(before))
      if (Object.hasOwn(after, name)) count += countSame(value, after[String(name)] ?? null);
    return count;
  }
  const isEqual = diffStates("update", { value: before }, { value: after }).length === 0;
  return isEqual && redactionRule(before) === undefined ? 1 : 0;
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return value !== undefined && isContainer(value) && !Array.isArray(value);
}
