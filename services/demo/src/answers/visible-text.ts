// Controls, format characters (they turn or join text), separators of lines, and what has no width.
const hostile = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * A value from an event for a terminal: characters that could move the cursor, reorder or hide text
 * become their code point in brackets, such as `[202E]`.
 */
export function visibleText(value: string): string {
  return value.replaceAll(
    hostile,
    (character) =>
      `[${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`,
  );
}
