const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** How many characters a person sees. */
export function widthOf(text: string): number {
  return [...graphemes.segment(text)].length;
}

/** Cuts a text that is wider than `width`; the cut is shown. */
export function clip(text: string, width: number): string {
  const parts = [...graphemes.segment(text)];
  if (parts.length <= width) return text;
  return `${parts
    .slice(0, width - 1)
    .map(({ segment }) => segment)
    .join("")}…`;
}

/** Fills a text with spaces up to a width, at least one; what is wider is cut. */
export function pad(text: string, width: number): string {
  const clipped = clip(text, width - 1);
  return clipped + " ".repeat(width - widthOf(clipped));
}

/**
 * Sets pieces one after another, beginning a new line where the next one would pass `width`. A piece
 * is broken only where it is wider than a line.
 */
export function flow(pieces: readonly string[], width: number, separator = ", "): string[] {
  const lines: string[] = [];
  let line = "";
  pieces.forEach((piece, index) => {
    const text = index < pieces.length - 1 ? piece + separator.trimEnd() : piece;
    const joined = line === "" ? text : `${line} ${text}`;
    if (widthOf(joined) <= width) {
      line = joined;
      return;
    }
    if (line !== "") lines.push(line);
    line = clip(text, width);
  });
  if (line !== "") lines.push(line);
  return lines;
}

/** Breaks a sentence at its spaces. */
export function wrap(text: string, width: number): string[] {
  return flow(text.split(" "), width, " ");
}
