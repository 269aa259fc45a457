import { MAX_TOKEN_LENGTH, fold, queryWords } from "../tokens.ts";
import type { TextNode } from "./query-tree.ts";

// The identifiers that ../tokens.ts keeps whole.
const identifiers = /[\p{L}\p{N}]+(?:[-_.:/@+][\p{L}\p{N}]+)*/gu;
const lastWord = /[\p{L}\p{N}]+$/u;
const lastIdentifier = /[\p{L}\p{N}]+(?:[-_.:/@+][\p{L}\p{N}]+)*$/u;

/** The identifiers of a text as an event's words hold them, unsplit. */
export function wholeWords(text: string): string[] {
  const found = fold(text).match(identifiers) ?? [];
  return [...new Set(found.map((word) => word.slice(0, MAX_TOKEN_LENGTH)))];
}

/** What free text asks for: words that must occur, and the beginning of one more. */
export interface WantedWords {
  words: string[];
  prefix: string | undefined;
}

/**
 * The words that free text asks for. Identifiers are asked for by their parts, those of a phrase as
 * a whole; a star at the end makes the last word a beginning. Undefined where a star stands elsewhere.
 */
export function wantedWords(node: TextNode): WantedWords | undefined {
  const [first, second, ...rest] = node.value.parts;
  if (first === undefined) return { words: [], prefix: undefined };
  if (first === "*" || rest.length > 0) return undefined;
  const wordsOf = node.isPhrase ? wholeWords : queryWords;
  if (second === undefined) return { words: wordsOf(first.literal), prefix: undefined };
  const folded = fold(first.literal);
  const last = (node.isPhrase ? lastIdentifier : lastWord).exec(folded);
  if (last === null) return { words: wordsOf(folded), prefix: undefined };
  return {
    words: wordsOf(folded.slice(0, last.index)),
    prefix: last[0].slice(0, MAX_TOKEN_LENGTH),
  };
}
