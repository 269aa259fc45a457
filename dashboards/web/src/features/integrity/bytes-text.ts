/** A line of a hex dump. */
export interface HexLine {
  /** Place of its first byte, eight hexadecimal digits. */
  offset: string;
  hex: string;
  /** The same bytes as ASCII; what is not printable stands as a dot. */
  text: string;
}

const WIDTH = 16;

/** The bytes of a base64 text; undefined for a text that is none. */
export function bytesOf(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** The first bytes in lines of sixteen, in hexadecimal and as ASCII. Pure. */
export function hexLines(bytes: Uint8Array, most: number): HexLine[] {
  const lines: HexLine[] = [];
  for (let at = 0; at < Math.min(bytes.length, most); at += WIDTH) {
    const row = [...bytes.subarray(at, Math.min(at + WIDTH, most))];
    lines.push({
      offset: at.toString(16).padStart(8, "0"),
      hex: row
        .map((byte, index) => byte.toString(16).padStart(2, "0") + (index === 7 ? " " : ""))
        .join(" ")
        .padEnd(WIDTH * 3),
      text: row
        .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCodePoint(byte) : "."))
        .join(""),
    });
  }
  return lines;
}

/** Bytes as text; what is not UTF-8 stands as U+FFFD, and a byte order mark stays. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
