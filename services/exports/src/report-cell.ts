import { visibleText } from "@toolmark/schemas/query/visible-text";

const MAX_CELL_CHARACTERS = 240;

/** A cell in which nothing is hidden, cut where it is long. */
export function reportCell(text: string | undefined): string {
  if (text === undefined) return "";
  // Not between the halves of a character.
  const cut = text.slice(0, MAX_CELL_CHARACTERS).replace(/[\uD800-\uDBFF]$/, "");
  return cut.length < text.length ? `${visibleText(cut)}…` : visibleText(text);
}

/** A time for a reader of a table whose heading names the zone. */
export function reportTime(instant: string): string {
  return instant.replace("T", " ").replace("Z", "");
}
