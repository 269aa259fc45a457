import { eventPhases } from "./event-types.ts";
import type { EventPhase } from "./event-types.ts";
import { facetIds, fieldIds, fields, pathName } from "./fields.ts";
import type { Field, FieldId, FieldName } from "./fields.ts";
import type { EventMark, Json, NormalizedEvent } from "./normalized-event.ts";
import {
  addressKey,
  exactTerm,
  foldedTerm,
  numberKey,
  numberPrefix,
  variantTerm,
} from "./terms.ts";
import { addWords, fold } from "./tokens.ts";

/** Most words of one event that text search can find. */
export const MAX_WORDS = 400;

/** Most characters of one event's values that are read for words. */
export const MAX_SEARCHED_CHARACTERS = 32_768;

/** Most values of one free-form member that can be asked for by path; all are found by their words. */
export const MAX_PATH_VALUES = 64;

const MAX_FACET_LENGTH = 256;

/** Everything a store needs to find an event, computed once and the same for every store. */
export interface IndexedEvent {
  id: string;
  tenant: string;
  /** `time.occurred`, milliseconds since the epoch. */
  time: number;
  /** `time.recorded`, milliseconds since the epoch. */
  recorded: number;
  /** False for attempts and reads of the trail: evidence, shown when asked. */
  row: boolean;
  /** Fields of the registry that have a value. */
  present: readonly FieldId[];
  /** Every term that a condition on a field or path can ask for, each once (see ./terms.ts). */
  terms: readonly string[];
  /** Values as written of facetable fields, for counting. */
  facets: Partial<Record<FieldId, string>>;
  /** Folded words of the event's text, each once. */
  words: readonly string[];
}

/** Derives what stores index from an event. Pure; equal on every store. */
export function indexEvent(
  event: NormalizedEvent,
  arrival: { recorded: number; marks: readonly EventMark[] },
): IndexedEvent {
  const terms = new Set<string>();
  const present: FieldId[] = [];
  for (const id of fieldIds) {
    const found = valuesOf(fields[id], event, arrival.marks);
    if (found.length === 0) continue;
    present.push(id);
    addTerms(terms, id, found, fields[id].type);
  }
  addPaths(terms, "params", event.params?.value);
  addPaths(terms, "result", event.result?.value);
  addPaths(terms, "attr", event.attr);
  const facets: Partial<Record<FieldId, string>> = {};
  for (const id of facetIds) {
    const value = fields[id].values(event, arrival.marks)[0];
    if (value !== undefined && value !== "") facets[id] = String(value).slice(0, MAX_FACET_LENGTH);
  }
  return {
    id: event.event.id,
    tenant: event.tenant,
    time: Date.parse(event.time.occurred),
    recorded: arrival.recorded,
    row: isRow(eventPhases[event.event.type]),
    present,
    terms: [...terms],
    facets,
    words: searchWords(event),
  };
}

function isRow(phase: EventPhase): boolean {
  return phase !== "attempt" && phase !== "read";
}

function valuesOf(field: Field, event: NormalizedEvent, marks: readonly EventMark[]) {
  return field.values(event, marks).filter((value) => value !== undefined && value !== "") as (
    | string
    | number
  )[];
}

function addTerms(
  terms: Set<string>,
  name: FieldName,
  values: readonly (string | number)[],
  type: Field["type"],
): void {
  for (const value of values) {
    const text = String(value);
    const folded = fold(text);
    terms.add(foldedTerm(name, folded));
    if (typeof value === "number") terms.add(numberPrefix(name) + numberKey(value));
    if (type === "address") {
      const key = addressKey(text);
      if (key !== undefined) terms.add(numberPrefix(name) + key);
    }
    if (folded === text) continue;
    terms.add(exactTerm(name, text));
    terms.add(variantTerm(name, folded));
    // Both ways of writing: the variant's term would otherwise hide the exact one.
    if (values.includes(folded)) terms.add(exactTerm(name, folded));
  }
}

function addPaths(terms: Set<string>, root: "params" | "result" | "attr", value: Json | undefined) {
  const found = new Map<FieldName, (string | number)[]>();
  let left = MAX_PATH_VALUES;
  const walk = (member: Json | undefined, path: readonly string[]): void => {
    if (member === undefined || member === null || left <= 0) return;
    if (Array.isArray(member)) for (const item of member) walk(item, path);
    else if (typeof member === "object") {
      for (const [name, inner] of Object.entries(member)) walk(inner, [...path, name]);
    } else if (path.length > 0) {
      left--;
      const name = pathName(root, path);
      const values = found.get(name) ?? [];
      values.push(typeof member === "boolean" ? String(member) : member);
      found.set(name, values);
    }
  };
  walk(value, []);
  for (const [name, values] of found) addTerms(terms, name, values, "keyword");
}

function searchWords(event: NormalizedEvent): string[] {
  const words = new Set<string>();
  let budget = MAX_SEARCHED_CHARACTERS;
  const add = (text: string | undefined) => {
    if (text === undefined || budget <= 0) return;
    addWords(text.slice(0, budget), words, MAX_WORDS);
    budget -= text.length;
  };
  add(event.tool?.name);
  add(event.server?.name);
  add(event.actor?.id);
  add(event.actor?.claims?.name);
  add(event.actor?.claims?.email);
  for (const entry of event.downstream ?? []) add(entry.uri);
  add(event.resource?.uri);
  add(event.error?.message);
  for (const check of event.policy?.checks ?? []) add(check.reason);
  add(event.approval?.comment);
  add(event.conversation?.intent);
  add(event.about?.reason);
  addValues(event.params?.value, add);
  addValues(event.result?.value, add);
  for (const change of event.changes ?? []) {
    addValues(change?.before, add);
    addValues(change?.after, add);
  }
  return [...words];
}

function addValues(value: Json | undefined, add: (text: string) => void): void {
  if (typeof value === "string") add(value);
  else if (typeof value === "number") add(String(value));
  else if (Array.isArray(value)) for (const item of value) addValues(item, add);
  else if (typeof value === "object" && value !== null)
    for (const member of Object.values(value)) addValues(member, add);
}
