/** Longest token, in UTF-16 code units; longer ones are cut, in events and in queries alike. */
export const MAX_TOKEN_LENGTH = 64;

const identifiers = /[\p{L}\p{N}]+(?:[-_.:/@+][\p{L}\p{N}]+)*/gu;
const folded = /^[ -@[-~]*$/;
const separators = /[-_.:/@+]/;

/**
 * Folds text for comparison: Unicode NFKC, lower case. Both stores and every query use this one
 * function, so that matching never depends on a store's analyzer.
 */
export function fold(text: string): string {
  // Most values need neither, and asking costs less than doing.
  if (folded.test(text)) return text;
  return text.normalize("NFKC").toLowerCase();
}

/**
 * Adds the words of a text to a set: runs of letters and digits, and identifiers such as
 * `crm.contacts.update` or `alice@example.com` both whole and split. Stops at `limit` words.
 */
export function addWords(text: string, words: Set<string>, limit: number): void {
  for (const [match] of fold(text).matchAll(identifiers)) {
    if (words.size >= limit) return;
    words.add(match.slice(0, MAX_TOKEN_LENGTH));
    if (!separators.test(match)) continue;
    for (const part of match.split(separators)) {
      if (words.size >= limit) return;
      words.add(part.slice(0, MAX_TOKEN_LENGTH));
    }
  }
}

/**
 * The words that an event must hold to match a text query: every part of every word. Identifiers
 * are asked for by their parts, so `contacts.update` finds `crm.contacts.update`.
 */
export function queryWords(text: string): string[] {
  const words = new Set<string>();
  for (const [match] of fold(text).matchAll(identifiers)) {
    for (const part of match.split(separators)) words.add(part.slice(0, MAX_TOKEN_LENGTH));
  }
  return [...words];
}
