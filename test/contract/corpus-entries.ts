import { anEntry } from "@toolmark/event-store/contract-events";
import type { StoreEntry } from "@toolmark/event-store/event-store";
import { fieldIds } from "@toolmark/schemas/fields";
import type { FieldId } from "@toolmark/schemas/fields";
import type { Filter } from "@toolmark/schemas/filter";
import type { IndexedEvent } from "@toolmark/schemas/index-event";
import { lowerFilter } from "@toolmark/schemas/lower-filter";
import type { TermFilter } from "@toolmark/schemas/lower-filter";
import { presencePrefix } from "@toolmark/schemas/terms";

/** Most single conditions of one filter that get events of their own. */
const MAX_SINGLE = 8;

type Found = Pick<IndexedEvent, "terms" | "words">;

/**
 * Events at one time that a filter can tell apart: with everything that it asks for, with one thing
 * of it, and with all but one. They hold what finds an event, not the event that it would come from.
 */
export function entriesFor(filter: Filter, time: number): StoreEntry[] {
  const conditions = conditionsIn(lowerFilter(filter)).map(whatHolds);
  const single = conditions.slice(0, MAX_SINGLE);
  return [
    conditions,
    ...single.map((condition) => [condition]),
    ...(conditions.length > 1
      ? single.map((_, out) => conditions.filter((_other, at) => at !== out))
      : []),
  ].map((some) => entryWith(some, time));
}

function entryWith(conditions: readonly Found[], time: number): StoreEntry {
  const entry = anEntry({ time });
  const { index } = entry;
  const terms = new Set([...index.terms, ...conditions.flatMap((found) => found.terms)]);
  const words = new Set([...index.words, ...conditions.flatMap((found) => found.words)]);
  const isThere = (field: FieldId) =>
    [...terms].some((term) => term.startsWith(presencePrefix(field)));
  const present = fieldIds.filter(isThere);
  return { ...entry, index: { ...index, terms: [...terms], words: [...words], present } };
}

function conditionsIn(filter: TermFilter): TermFilter[] {
  if (filter.op === "not") return conditionsIn(filter.of);
  return filter.op === "all" || filter.op === "any" ? filter.of.flatMap(conditionsIn) : [filter];
}

function whatHolds(condition: TermFilter): Found {
  const none: Found = { terms: [], words: [] };
  switch (condition.op) {
    case "term":
      return { ...none, terms: [condition.term] };
    case "begins":
      return { ...none, terms: [`${condition.prefix}7`] };
    case "matches": {
      const rest = condition.rest.map((part) => (part === "*" ? "xy" : part.literal)).join("");
      return { ...none, terms: [condition.prefix + rest] };
    }
    case "present":
      return { ...none, terms: [`${presencePrefix(condition.field)}value`] };
    case "word":
      return { ...none, words: [condition.word] };
    case "wordBegins":
      return { ...none, words: [`${condition.prefix}7`] };
    case "all":
    case "any":
    case "not":
      return none;
  }
}
