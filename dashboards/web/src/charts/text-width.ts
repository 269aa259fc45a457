/** How a label is set; sizes in pixels. */
export interface TextLook {
  size?: number;
  isBold?: boolean;
  isMono?: boolean;
}

/** Tells how wide a text will be, in pixels. */
export type MeasureText = (text: string, look?: TextLook) => number;

const SIZE = 11;
const CACHE_SIZE = 5000;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** A guess from the number of characters, for where there is no page to measure on. */
export const guessTextWidth: MeasureText = (text, { size = SIZE, isBold, isMono } = {}) =>
  text.length * size * (isMono === true ? 0.61 : isBold === true ? 0.58 : 0.54);

/** Measures with the page's own fonts, and remembers what it measured. */
export function createTextMeasure(): MeasureText {
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) return guessTextWidth;
  const families = getComputedStyle(document.documentElement);
  const sans = families.getPropertyValue("--sans");
  const mono = families.getPropertyValue("--mono");
  const widths = new Map<string, number>();
  return (text, { size = SIZE, isBold = false, isMono = false } = {}) => {
    const font = `${isBold ? 600 : 400} ${size}px ${isMono ? mono : sans}`;
    const key = `${font}|${text}`;
    const known = widths.get(key);
    if (known !== undefined) return known;
    context.font = font;
    const { width } = context.measureText(text);
    if (widths.size >= CACHE_SIZE) widths.clear();
    widths.set(key, width);
    return width;
  };
}

/** A text cut by its width with an ellipsis; empty where not even that fits. */
export function cutText(
  text: string,
  width: number,
  measure: MeasureText,
  look: TextLook = {},
): string {
  if (measure(text, look) <= width) return text;
  const characters = Array.from(graphemes.segment(text), ({ segment }) => segment);
  let fitting = 0;
  let tooLong = characters.length;
  while (tooLong - fitting > 1) {
    const middle = Math.floor((fitting + tooLong) / 2);
    if (measure(`${characters.slice(0, middle).join("")}…`, look) <= width) fitting = middle;
    else tooLong = middle;
  }
  return fitting === 0 ? "" : `${characters.slice(0, fitting).join("")}…`;
}
