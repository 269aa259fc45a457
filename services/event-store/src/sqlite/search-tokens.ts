import type { FieldName } from "@toolmark/schemas/fields";
import type { IndexedEvent } from "@toolmark/schemas/index-event";
import { presencePrefix } from "@toolmark/schemas/terms";

/**
 * Characters beside letters, digits and everything beyond ASCII that FTS5 keeps inside a token; terms
 * hold no others (@toolmark/schemas/terms), so that a token is always exactly one term.
 */
export const TOKEN_CHARACTERS = "-_.:/@+=%";

/** What the tokens of a field begin with: all events that have it, whatever the value. */
export const fieldPrefix: (field: FieldName) => string = presencePrefix;

const mustEscape = /[^a-z0-9\-_.:/@+=\u0080-\uffff]/g;

/** Whether FTS5 takes a text as one token, as it is. */
export function isToken(text: string): boolean {
  return !/[^a-z0-9\-_.:/@+=%\u0080-\uffff]/.test(text);
}

/** The token of a tenant's events; no term of an event and no word can equal it. */
export function tenantToken(tenant: string): string {
  const escaped = tenant.replaceAll(
    mustEscape,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `::t=${escaped}`;
}

/** The token of rows or of evidence. */
export function kindToken(isRow: boolean): string {
  return isRow ? "::row" : "::attempt";
}

/** Everything that finds an event, as one text for FTS5. */
export function searchTokens(index: IndexedEvent): string {
  const own = `${tenantToken(index.tenant)} ${kindToken(index.row)}`;
  return [own, ...index.terms, ...index.words].join(" ");
}
