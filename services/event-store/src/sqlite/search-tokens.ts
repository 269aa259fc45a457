import type { FieldId } from "@toolmark/schemas/fields";
import { fieldIds } from "@toolmark/schemas/fields";
import type { IndexedEvent } from "@toolmark/schemas/index-event";

/**
 * Characters beside letters, digits and everything beyond ASCII that FTS5 keeps inside a token. All
 * others are escaped by us, so that a token is always exactly one value.
 */
export const TOKEN_CHARACTERS = "-_.:/@+=%";

const mustEscape = /[^a-z0-9\-_.:/@+=\u0080-\uffff]/;
const escaped = new RegExp(mustEscape, "g");

/** Escapes what FTS5 would split or fold; two different values never give the same token. */
function escapeValue(value: string): string {
  if (!mustEscape.test(value)) return value;
  return value.replaceAll(
    escaped,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

/** The token of events whose field has this (folded) value; no word can equal it. */
export function keyToken(field: FieldId, key: string): string {
  return `${fieldPrefix(field)}${escapeValue(key)}`;
}

/** What the tokens of a field begin with: all events that have it, whatever the value. */
export function fieldPrefix(field: FieldId): string {
  return `:${field}=`;
}

/** The token of a tenant's events. */
export function tenantToken(tenant: string): string {
  return `::t=${escapeValue(tenant)}`;
}

/** The token of rows or of attempts. */
export function kindToken(isRow: boolean): string {
  return isRow ? "::row" : "::attempt";
}

/** Everything that finds an event, as one text for FTS5. */
export function searchTokens(index: IndexedEvent): string {
  let tokens = `${tenantToken(index.tenant)} ${kindToken(index.row)}`;
  for (const field of fieldIds) {
    const keys = index.keys[field];
    if (keys !== undefined) for (const key of keys) tokens += ` ${keyToken(field, key)}`;
  }
  for (const word of index.words) tokens += ` ${word}`;
  return tokens;
}
