/** A piece of a text: shown as it is, or a character that would not be seen and stands as a mark. */
export type TextPiece = { text: string } | { mark: string; name: string };

/*
 * Controls, format characters (bidirectional ones, zero-width ones, tags), line separators, lone
 * surrogates, unassigned and private characters; the spaces that look like a common one; letters and
 * marks that are blank; variation selectors that are not those of an emoji.
 */
const hidden =
  /[\p{C}\p{Zl}\p{Zp}\u00A0\u1680\u2000-\u200A\u202F\u205F\u115F\u1160\u3164\uFFA0\u2800]|[\u034F]|[\u17B4\u17B5]|[\uFE00-\uFE0E]|[\u{E0100}-\u{E01EF}]/u;
const everyHidden = new RegExp(hidden, "gu");

const names: Readonly<Record<string, string>> = {
  "\n": "LF",
  "\r": "CR",
  "\t": "TAB",
  "\u0000": "NUL",
  "\u001B": "ESC",
  "\u00A0": "NBSP",
  "\u200B": "ZWSP",
  "\u200C": "ZWNJ",
  "\u200D": "ZWJ",
  "\uFEFF": "BOM",
};

/**
 * Takes a text apart so that nothing in it stays unseen. Where it may have several lines, line feeds
 * and tabs stay what they are.
 */
export function visiblePieces(text: string, hasLines = false): TextPiece[] {
  if (!hidden.test(text)) return text === "" ? [] : [{ text }];
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(everyHidden)) {
    const [character] = match;
    if (hasLines && (character === "\n" || character === "\t")) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ mark: markOf(character), name: `hidden character U+${codeOf(character)}` });
    end = match.index + character.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

/** Whether a text has characters that cannot be seen. */
export function hasHidden(text: string): boolean {
  return hidden.test(text);
}

function markOf(character: string): string {
  return names[character] ?? codeOf(character);
}

function codeOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
}
