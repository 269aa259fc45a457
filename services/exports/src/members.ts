import type { ExportedEvent } from "./exported-event.ts";

/** An object unless all its members are undefined, so that no empty object is written. */
export function hasMembers<Members extends object>(object: Members): Members | undefined {
  for (const value of Object.values(object)) if (value !== undefined) return object;
  return undefined;
}

/** A copy without one member; undefined where nothing is left. */
export function omit(object: object, left: string): object | undefined {
  let isEmpty = true;
  const copy = {};
  for (const [name, value] of Object.entries(object)) {
    if (name === left || value === undefined) continue;
    isEmpty = false;
    add(copy, name, value);
  }
  return isEmpty ? undefined : copy;
}

/**
 * The members of an event that another schema has no place for, by their own names, with those of
 * newer emitters. Values that are large or personal are where that schema wants them only.
 */
export function restOf(event: ExportedEvent, mapped: ReadonlySet<string>): object {
  const rest = {};
  for (const [name, value] of Object.entries(event)) {
    if (mapped.has(name) || value === undefined) continue;
    const elsewhere = valuesElsewhere[name as keyof typeof valuesElsewhere];
    const kept = elsewhere === undefined ? value : omit(value as object, elsewhere);
    if (kept !== undefined) add(rest, name, kept);
  }
  return rest;
}

const valuesElsewhere = {
  params: "value",
  result: "value",
  actor: "claims",
  client: "address",
} as const;

// A member of the name __proto__ is one like any other.
function add(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, ...asMember });
}

const asMember = { enumerable: true, configurable: true, writable: true } as const;
