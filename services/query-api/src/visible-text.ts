const PREVIEW_BYTES = 512;

/**
 * Text in which nothing is hidden: control, format and bidirectional characters, line separators,
 * lone surrogates and private characters stand as escapes (`\n`, `\u{202e}`), the backslash doubled.
 */
export function visibleText(text: string): string {
  return text.replaceAll(/[\\\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    if (character === "\\") return String.raw`\\`;
    if (character === "\n") return String.raw`\n`;
    if (character === "\r") return String.raw`\r`;
    if (character === "\t") return String.raw`\t`;
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** The first 512 bytes of a record as visible text; bytes that are not UTF-8 show as U+FFFD. */
export function previewBytes(raw: Uint8Array): string {
  const start = raw.subarray(0, PREVIEW_BYTES);
  // As a stream, so that a character cut by the limit is left out instead of shown as damage.
  const isCut = raw.length > PREVIEW_BYTES;
  return visibleText(
    new TextDecoder("utf-8", { ignoreBOM: true }).decode(start, { stream: isCut }),
  );
}
