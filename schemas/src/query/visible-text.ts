const hidden = /[\\\p{C}\p{Zl}\p{Zp}]/u;
const everyHidden = new RegExp(hidden, "gu");
const MAX_SHOWN = 60;

/**
 * Text in which nothing is hidden: control, format and bidirectional characters, line separators and
 * lone surrogates stand as escapes (`\n`, `\u{202e}`), the backslash doubled.
 */
export function visibleText(text: string): string {
  if (!hidden.test(text)) return text;
  return text.replaceAll(everyHidden, (character) => {
    if (character === "\\") return String.raw`\\`;
    if (character === "\n") return String.raw`\n`;
    if (character === "\r") return String.raw`\r`;
    if (character === "\t") return String.raw`\t`;
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** A piece of a query in a message: visible, in quotes, and cut when long. */
export function shown(text: string): string {
  return `"${shownName(text)}"`;
}

/** The name of a field in a message: visible, and cut when long. */
export function shownName(name: string): string {
  return visibleText(name.length > MAX_SHOWN ? `${name.slice(0, MAX_SHOWN)}…` : name);
}
