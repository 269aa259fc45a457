import type { Json } from "@toolmark/schemas/normalized-event";

import { fieldName, membersOf } from "../diff-states.ts";
import type { KnownField } from "./known-field.ts";

/** Most members of one resource that are followed. */
export const MAX_FIELDS = 2000;

/**
 * Creates a book of the members of one resource by name. Members that are objects are followed as one value until a
 * second object comes in their place; from then on each of their members is followed alone.
 */
export function createFieldBook() {
  const fields = new Map<string, KnownField>();
  // Names of members that are followed member by member.
  const split = new Map<string, ReadonlySet<string>>();
  let isFull = false;

  function put(field: KnownField): void {
    const name = fieldName(field.path);
    if (!fields.has(name) && fields.size >= MAX_FIELDS) isFull = true;
    else fields.set(name, field);
  }

  function splitUp(path: readonly string[], field: KnownField): void {
    fields.delete(fieldName(path));
    const members = membersOf(field.value) ?? new Map<string, Json>();
    split.set(fieldName(path), new Set(members.keys()));
    const { value: _value, last_observed: _last, ...facts } = field;
    for (const [member, value] of members) put({ ...facts, path: [...path, member], value });
  }

  /** Names the single members that a value of one member is about: itself, or those it consists of. */
  function* places(
    path: readonly string[],
    value: Json | undefined,
  ): Generator<{ path: readonly string[]; value: Json | undefined }> {
    const name = fieldName(path);
    const members = value === null || value === undefined ? undefined : membersOf(value);
    const known = fields.get(name);
    if (members !== undefined && known?.value !== undefined && known.value !== null) {
      if (membersOf(known.value) !== undefined) splitUp(path, known);
    }
    const before = split.get(name);
    if (before === undefined) {
      yield { path, value };
      return;
    }
    if (members !== undefined) {
      split.set(name, new Set([...before, ...members.keys()]));
      for (const member of new Set([...before, ...members.keys()]))
        yield* places([...path, member], members.get(member));
      return;
    }
    // What was an object is none any more.
    forget(path);
    yield { path, value };
  }

  function forget(path: readonly string[]): void {
    const name = fieldName(path);
    for (const member of split.get(name) ?? []) forget([...path, member]);
    split.delete(name);
    fields.delete(name);
  }

  function under(path: readonly string[]): (readonly string[])[] {
    const members = split.get(fieldName(path));
    if (members === undefined) return [path];
    return [...members].flatMap((member) => under([...path, member]));
  }

  return {
    put,
    places,
    get: (path: readonly string[]) => fields.get(fieldName(path)),
    all: () => [...fields.values()],
    /** Every single member that a name stands for; the name itself where none is known. */
    under,
    clear() {
      fields.clear();
      split.clear();
    },
    isFull: () => isFull,
  };
}
