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

/** A JSON document with the same value in which such characters stand as escapes (RFC 8259). */
export function visibleJson(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2);
  return text.replaceAll(hostile, (character) =>
    character === "\n"
      ? character
      : Array.from(
          { length: character.length },
          (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
        ).join(""),
  );
}
