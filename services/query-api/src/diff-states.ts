import { canonicalJson } from "@toolmark/integrity/canonical-json";
import type { Json } from "@toolmark/schemas/normalized-event";

/**
 * One member that differs between two states; the side that lacks it is absent. Where values are
 * hidden or were not recorded, only the name stands.
 */
export interface FieldChange {
  /** See `fieldName`. */
  field: string;
  before?: Json;
  after?: Json;
}

// What was recorded is at most this deep; see `redactJson`.
const MAX_DEPTH = 32;

/**
 * The name of a member of a state: as written at the top level, else a JSON pointer (RFC 6901). A name
 * at the top level that begins with `/` is written as a pointer too, so that no two members share one.
 */
export function fieldName(path: readonly string[]): string {
  const [first = ""] = path;
  if (path.length === 1 && !first.startsWith("/")) return first;
  return path.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The path of a member by the name that `fieldName` gives it; the opposite of it. */
export function fieldPath(name: string): string[] {
  if (!name.startsWith("/")) return [name];
  return name
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * What differs between two states of a resource, member by member; members that are objects on both
 * sides are compared in the same way. Null is a state without members, and so is what was not given
 * before a creation and after a deletion. Any other state that was not given is not known, and states
 * that are no objects have no members: no difference is claimed then.
 */
export function diffStates(
  operation: string,
  before: Json | undefined,
  after: Json | undefined,
): FieldChange[] {
  if (before === undefined && after === undefined) return [];
  const left = membersOf(before ?? (operation === "create" ? null : before));
  const right = membersOf(after ?? (operation === "delete" ? null : after));
  if (left === undefined || right === undefined) return [];
  const changes: FieldChange[] = [];
  compare([], left, right, changes);
  return changes;
}

/**
 * What one operation changed, as far as it is recorded: the difference of its states, then what its
 * emitter named without a difference being known, by name only.
 *
 * @param showValues false leaves the names alone; names are not values, so they are always shown.
 */
export function changesOf(
  entry: {
    operation: string;
    changed_fields?: readonly string[] | undefined;
    before?: Json | undefined;
    after?: Json | undefined;
  },
  showValues: boolean,
): FieldChange[] {
  const found = diffStates(entry.operation, entry.before, entry.after);
  const named = (entry.changed_fields ?? []).filter(
    (name) => !found.some(({ field }) => field === name || isBelow(field, name)),
  );
  const changes = showValues ? found : found.map(({ field }) => ({ field }));
  return [...changes, ...[...new Set(named)].map((field) => ({ field }))];
}

/** Members of a state, or undefined for one that has none because it is no object. */
export function membersOf(state: Json | undefined): Map<string, Json> | undefined {
  if (state === null) return new Map();
  if (typeof state !== "object" || Array.isArray(state)) return undefined;
  return new Map(Object.entries(state));
}

/** Whether two values are the same, whatever the order of their members. */
export function isSameValue(left: Json, right: Json): boolean {
  return Object.is(left, right) || canonicalJson(left) === canonicalJson(right);
}

function compare(
  path: readonly string[],
  left: ReadonlyMap<string, Json>,
  right: ReadonlyMap<string, Json>,
  changes: FieldChange[],
): void {
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const old = left.get(name);
    const fresh = right.get(name);
    if (old !== undefined && fresh !== undefined && isSameValue(old, fresh)) continue;
    const here = [...path, name];
    const oldMembers = isObject(old) && isObject(fresh) ? membersOf(old) : undefined;
    const freshMembers = membersOf(fresh);
    if (oldMembers !== undefined && freshMembers !== undefined && here.length < MAX_DEPTH) {
      compare(here, oldMembers, freshMembers, changes);
      continue;
    }
    changes.push({
      field: fieldName(here),
      ...(old === undefined ? {} : { before: old }),
      ...(fresh === undefined ? {} : { after: fresh }),
    });
  }
}

function isObject(value: Json | undefined): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isBelow(field: string, name: string): boolean {
  const path = fieldPath(field);
  const above = fieldPath(name);
  return path.length > above.length && above.every((part, index) => part === path[index]);
}
