import type { Json, NormalizedEvent } from "@toolmark/schemas/normalized-event";

import { fieldName, fieldPath, isSameValue, membersOf } from "../diff-states.ts";
import { createFieldBook } from "./field-book.ts";
import { isRedacted, lastObserved, unknownField, valueOf, witness } from "./known-field.ts";
import type { KnownField, StateLabel, StateSource, Witness } from "./known-field.ts";
import { observeEvent } from "./observe-event.ts";
import type { Observation } from "./observe-event.ts";
import { startRepeatBook } from "./repeat-book.ts";

/** Whether a resource is there, as far as it is known. */
export interface Existence extends Partial<Witness> {
  state: "exists" | "deleted" | "unknown";
  label: StateLabel;
  why?: string;
}

/** A value that is not what the event before left: something changed it that is not recorded. */
export interface StateConflict {
  /** Absent where a resource that was deleted is there again. */
  field?: string;
  expected: Witness & { value?: Json };
  found: Witness & { value?: Json };
}

/** The state of a resource after all events that were given. */
export interface FoldedState {
  existence: Existence;
  fields: KnownField[];
  conflicts: StateConflict[];
  /** False: there are more members or conflicts than are kept. */
  complete: boolean;
}

/** Takes what is known about a resource, oldest first. */
export interface StateFold {
  addEvent(event: NormalizedEvent): void;
  /** Something may have changed meanwhile, and the trail says that it does not know. */
  addGap(gap: Witness & { why: string }): void;
  state(): FoldedState;
}

const MAX_CONFLICTS = 1000;

type Change = Extract<Observation, { kind: "change" }>;

/**
 * Follows the state of one resource through the events that touched it. Each value keeps the event
 * that it comes from and a label:
 *
 * - `observed`: a change that came to be left the value, or a later change or a read found it there.
 *   Its time says when. It stays observed for as long as the trail holds no sign of a change that was
 *   not seen: nothing in the record speaks against it, and the reader sees how old it is. A limit by
 *   age would be a guess about other systems.
 * - `inferred`: the value stands at the end of a change of which it is not known whether it came to
 *   be; or it was observed, and after it came something that may have changed it unseen: a change
 *   without recorded states, a call with unknown end, or numbers missing from an emitter that recorded
 *   this resource. The next observation of the member ends the doubt.
 * - `unknown`: the member was named as changed, or its value was taken out as a secret, so that the
 *   value is not known. A value that was known before it stands in `last_observed`, never as current.
 *
 * A state that begins a change, or that was read, and differs from the observed value is a conflict:
 * something outside the record changed it. There is none where a doubt already says so. The same
 * change seen from two places (one call, or one trace) counts once.
 */
export function startStateFold(uri: string): StateFold {
  const book = createFieldBook();
  const conflicts: StateConflict[] = [];
  const repeats = startRepeatBook();
  let existence: Existence = { state: "unknown", label: "unknown" };
  let isWhole = true;

  function report(conflict: StateConflict): void {
    if (conflicts.length < MAX_CONFLICTS) conflicts.push(conflict);
    else isWhole = false;
  }

  /** A value that was found, before a change or by a read. */
  function find(state: Json | undefined, source: StateSource, at: Witness): void {
    for (const [member, value] of partsOf(state) ?? [])
      for (const place of book.places([member], value)) {
        const known = book.get(place.path);
        if (place.value === undefined) {
          // A member of an object that is no longer in it.
          if (known !== undefined && known.gone !== true)
            book.put({ ...at, path: place.path, label: "observed", gone: true, source });
        } else if (isRedacted(place.value)) {
          if (known === undefined || known.label === "unknown")
            book.put(unknownField(place.path, source, at, known, true));
        } else {
          compare(place.path, place.value, known, at);
          book.put({ ...at, path: place.path, label: "observed", value: place.value, source });
        }
      }
  }

  function compare(
    path: readonly string[],
    value: Json,
    known: KnownField | undefined,
    at: Witness,
  ): void {
    if (known === undefined || known.label === "unknown" || known.doubted_by !== undefined) return;
    if (known.value !== undefined && isSameValue(known.value, value)) return;
    const expected = known.label === "observed" ? known : known.last_observed;
    if (expected === undefined) return;
    if (expected.value !== undefined && isSameValue(expected.value, value)) return;
    report({
      field: fieldName(path),
      expected: { ...witness(expected), ...valueOf(expected.value) },
      found: { ...at, value },
    });
  }

  /** It was there, which its state proves; a read without one says little against a deletion. */
  function exists(at: Witness, isProven: boolean): void {
    const { state, label, event_id, time } = existence;
    if (state === "exists" && label === "observed") return;
    if (state === "deleted" && !isProven) return;
    if (state === "deleted" && label === "observed" && event_id !== undefined && time !== undefined)
      report({ expected: { event_id, time }, found: at });
    existence = { state: "exists", label: "observed", ...at };
  }

  function change(observed: Change, at: Witness): void {
    const { operation, doubt, before } = observed;
    find(before, "before", at);
    if (operation === "delete") {
      if (doubt === undefined) book.clear();
      else cast({ ...at, why: doubt });
      const label = doubt === undefined ? "observed" : "inferred";
      existence = { state: "deleted", label, ...at, ...(doubt !== undefined && { why: doubt }) };
      return;
    }
    if (doubt !== undefined) {
      if (operation === "create" && existence.state !== "exists")
        existence = { state: "exists", label: "inferred", ...at, why: doubt };
    } else if (operation === "create") {
      book.clear();
      existence = { state: "exists", label: "observed", ...at };
    } else exists(at, true);
    leave(observed, at);
  }

  /** The values that a change leaves, or may have left. */
  function leave({ doubt, before, after, named, operation }: Change, at: Witness): void {
    const old = partsOf(before ?? (operation === "create" ? null : before));
    const fresh = partsOf(after);
    const names = named && new Set(named.map((name) => fieldPath(name)[0] ?? ""));
    if (fresh === undefined && named === undefined && operation !== "create")
      cast({ ...at, why: doubt ?? "a change was recorded without what it left" });
    for (const [member, value] of fresh ?? [])
      for (const place of book.places([member], value))
        settle(place, names === undefined || names.has(member), doubt, at);
    for (const member of fresh === undefined ? [] : (old?.keys() ?? []))
      if (fresh?.has(member) === false && (names === undefined || names.has(member)))
        for (const path of book.under([member]))
          settle({ path, value: undefined }, true, doubt, at);
    for (const name of named ?? []) {
      const path = fieldPath(name);
      const [top = ""] = path;
      const isSettled = fresh !== undefined && (fresh.has(top) || old?.has(top) === true);
      if (!isSettled) for (const place of book.under(path)) lose(place, doubt, at);
    }
  }

  function settle(
    place: { path: readonly string[]; value: Json | undefined },
    isNamed: boolean,
    doubt: string | undefined,
    at: Witness,
  ): void {
    const { path, value } = place;
    const known = book.get(path);
    if (isRedacted(value)) {
      if (isNamed || known === undefined)
        book.put(unknownField(path, "after", at, known, true, doubt));
      return;
    }
    const isKnown =
      value === undefined
        ? known?.gone === true
        : known?.value !== undefined && isSameValue(known.value, value);
    // A doubtful change to what is there already changes nothing.
    if (doubt !== undefined && isKnown) return;
    const last = doubt === undefined ? undefined : lastObserved(known);
    book.put({
      ...at,
      path,
      label: doubt === undefined ? "observed" : "inferred",
      ...(value === undefined ? { gone: true as const } : { value }),
      source: "after",
      ...(doubt !== undefined && { why: doubt }),
      ...(last && { last_observed: last }),
    });
  }

  /** A member was named as changed, and its new value is not recorded. */
  function lose(path: readonly string[], doubt: string | undefined, at: Witness): void {
    const known = book.get(path);
    const isHeld = known?.value !== undefined || known?.gone === true;
    if (doubt === undefined || known === undefined || !isHeld)
      book.put(unknownField(path, "changed_fields", at, known, false, doubt));
    else doubtField(known, { ...at, why: doubt });
  }

  function doubtField(known: KnownField, gap: Witness & { why: string }): void {
    if (known.label !== "observed") {
      if (known.label === "inferred") book.put({ ...known, doubted_by: gap.event_id });
      return;
    }
    const last = lastObserved(known);
    book.put({
      ...known,
      label: "inferred",
      why: gap.why,
      doubted_by: gap.event_id,
      ...(last && { last_observed: last }),
    });
  }

  function cast(gap: Witness & { why: string }): void {
    for (const known of book.all()) doubtField(known, gap);
  }

  function castAll(gap: Witness & { why: string }): void {
    cast(gap);
    if (existence.state !== "unknown" && existence.label === "observed")
      existence = { ...existence, label: "inferred", why: gap.why };
  }

  return {
    addEvent(event) {
      const at = { event_id: event.event.id, time: event.time.occurred };
      for (const observed of observeEvent(event, uri)) {
        if (repeats.isRepeated(event, observed)) continue;
        if (observed.kind === "read") {
          find(observed.state, "read", at);
          exists(at, observed.state !== undefined && observed.state !== null);
        } else if (observed.kind === "refused") find(observed.before, "before", at);
        else if (observed.kind === "change") change(observed, at);
        else castAll({ ...at, why: observed.doubt });
      }
    },
    addGap: castAll,
    state: () => ({
      existence,
      fields: book
        .all()
        .toSorted((left, right) => (fieldName(left.path) < fieldName(right.path) ? -1 : 1)),
      conflicts,
      complete: isWhole && !book.isFull(),
    }),
  };
}

// A state that is no object, such as the text of a file, is one member without a name.
function partsOf(state: Json | undefined): ReadonlyMap<string, Json> | undefined {
  return state === undefined ? undefined : (membersOf(state) ?? new Map([["", state]]));
}
