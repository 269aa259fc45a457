// Controls, format characters, lone surrogates, private and unassigned ones, separators of lines, and
// what draws nothing.
const hidden = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
// Marks that pile up over other lines.
const piled = /(?<=\p{M}{4})\p{M}+/gu;
const needsWork = /[^\x20-\x7e]/;

const named: Readonly<Record<string, string>> = {
  "\n": String.raw`\n`,
  "\r": String.raw`\r`,
  "\t": String.raw`\t`,
};

/**
 * A value for a terminal, on one line and with nothing hidden in it: control, format, bidirectional
 * and invisible characters stand as escapes such as `\u{202e}`, the backslash doubled.
 */
export function visibleText(text: string): string {
  return safeText(text.includes("\\") ? text.replaceAll("\\", String.raw`\\`) : text);
}

/** The same for a sentence of a program, in which a backslash is one already. */
export function safeText(text: string): string {
  if (!needsWork.test(text)) return text;
  return text.replaceAll(hidden, escapeAll).replaceAll(piled, escapeAll);
}

function escapeAll(characters: string): string {
  return Array.from(
    characters,
    (one) => named[one] ?? `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`,
  ).join("");
}

/** JSON on one line, the same value, in which such characters stand as escapes (RFC 8259). */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(hidden, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}
