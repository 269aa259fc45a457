import { hash } from "node:crypto";

import { eventPhases } from "./event-types.ts";
import { facetIds, fieldIds, fields } from "./fields.ts";
import type { FieldId } from "./fields.ts";
import type { EventMark, Json, NormalizedEvent } from "./normalized-event.ts";
import { addWords, fold } from "./tokens.ts";

/** Most words of one event that text search can find. */
export const MAX_WORDS = 400;

/** Most characters of one event's values that are read for words. */
export const MAX_SEARCHED_CHARACTERS = 32_768;

const MAX_KEY_LENGTH = 256;

/** Everything a store needs to find an event, computed once and the same for every store. */
export interface IndexedEvent {
  id: string;
  tenant: string;
  /** `time.occurred`, milliseconds since the epoch. */
  time: number;
  /** `time.recorded`, milliseconds since the epoch. */
  recorded: number;
  /** False for attempts: evidence that is shown with its call and when asked. */
  row: boolean;
  /** Folded values per field, for equality. */
  keys: Partial<Record<FieldId, readonly string[]>>;
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
  const keys: Partial<Record<FieldId, readonly string[]>> = {};
  for (const id of fieldIds) {
    const found = new Set<string>();
    for (const value of fields[id].values(event, arrival.marks)) {
      if (value !== undefined && value !== "") found.add(foldKey(value));
    }
    if (found.size > 0) keys[id] = [...found];
  }
  const facets: Partial<Record<FieldId, string>> = {};
  for (const id of facetIds) {
    const value = fields[id].values(event, arrival.marks)[0];
    if (value !== undefined && value !== "") facets[id] = value.slice(0, MAX_KEY_LENGTH);
  }
  return {
    id: event.event.id,
    tenant: event.tenant,
    time: Date.parse(event.time.occurred),
    recorded: arrival.recorded,
    row: eventPhases[event.event.type] !== "attempt",
    keys,
    facets,
    words: searchWords(event),
  };
}

/**
 * The form in which a key is stored and asked for: folded; a longer value keeps its start and gets a
 * digest of the whole, so that values of any length stay distinct.
 */
export function foldKey(value: string): string {
  const folded = fold(value);
  if (folded.length <= MAX_KEY_LENGTH) return folded;
  return `${folded.slice(0, MAX_KEY_LENGTH)}~${hash("sha256", folded, "base64url")}`;
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
