import { visiblePieces } from "../lib/visible-pieces.ts";
import { cutText } from "./text-width.ts";
import type { MeasureText, TextLook } from "./text-width.ts";

/** A piece of a text of a chart: shown as it is, or the name of a character that would not show. */
export interface TextPart {
  text: string;
  isMark: boolean;
}

/** A text of an event in pieces, in which nothing is invisible or reorders its neighbours. */
export function textParts(text: string): TextPart[] {
  return visiblePieces(text).map((piece) =>
    "text" in piece
      ? { text: piece.text, isMark: false }
      : { text: `[${piece.mark}]`, isMark: true },
  );
}

/** The same as plain text: for names that only assistive technology reads, and to measure. */
export function plainText(text: string): string {
  return textParts(text)
    .map((part) => part.text)
    .join("");
}

/** As many pieces as fit a width; the last is cut with an ellipsis. */
export function fitParts(
  parts: readonly TextPart[],
  width: number,
  measure: MeasureText,
  look: TextLook,
): TextPart[] {
  const fitting: TextPart[] = [];
  let left = width;
  for (const part of parts) {
    const needed = measure(part.text, look);
    if (needed > left) {
      const text = part.isMark ? "…" : cutText(part.text, left, measure, look);
      return text === "" ? fitting : [...fitting, { text, isMark: false }];
    }
    fitting.push(part);
    left -= needed;
  }
  return fitting;
}
