const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const NEWLINE = 0x0a;

/**
 * Cuts a request body into the bytes of single events, exactly as they were sent: the elements of a
 * JSON array, the lines of NDJSON, or one JSON object. What is inside an element is not judged here,
 * so one broken event never hides its neighbours.
 *
 * @param format `array`, `lines` or `object`; see `formatOf`.
 */
export function splitItems(body: Uint8Array, format: "array" | "lines" | "object"): Uint8Array[] {
  if (format === "lines") return splitLines(body);
  if (format === "object") return [trim(body)];
  return splitArray(body);
}

/**
 * Which framing a body has: an array when it starts with `[`; otherwise lines for NDJSON media types
 * and one object for JSON.
 */
export function formatOf(body: Uint8Array, mediaType: string): "array" | "lines" | "object" {
  const first = trim(body)[0];
  if (first === 0x5b) return "array";
  return /ndjson|jsonl|json-seq|text\/plain/.test(mediaType) ? "lines" : "object";
}

function splitLines(body: Uint8Array): Uint8Array[] {
  const items: Uint8Array[] = [];
  let start = 0;
  while (start < body.length) {
    const newline = body.indexOf(NEWLINE, start);
    const end = newline === -1 ? body.length : newline;
    const line = trim(body.subarray(start, end));
    if (line.length > 0) items.push(line);
    start = end + 1;
  }
  return items;
}

function splitArray(body: Uint8Array): Uint8Array[] {
  const text = trim(body);
  const items: Uint8Array[] = [];
  let depth = 0;
  let start = 1;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const byte = text[index];
    if (inString) {
      if (byte === BACKSLASH) index++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === 0x5b || byte === 0x7b) depth++;
    else if (byte === 0x5d || byte === 0x7d) {
      depth--;
      if (depth === 0) {
        pushItem(items, text.subarray(start, index), items.length > 0);
        start = index + 1;
        break;
      }
    } else if (byte === COMMA && depth === 1) {
      pushItem(items, text.subarray(start, index), true);
      start = index + 1;
    }
  }
  // An array that never ends, or text behind its end, is one more item: kept, and found to be broken.
  const rest = trim(text.subarray(start));
  if (rest.length > 0) items.push(rest);
  return items;
}

function pushItem(items: Uint8Array[], bytes: Uint8Array, evenEmpty: boolean): void {
  const item = trim(bytes);
  if (item.length > 0 || evenEmpty) items.push(item);
}

function trim(bytes: Uint8Array): Uint8Array {
  let start = 0;
  let end = bytes.length;
  while (start < end && isSpace(bytes[start])) start++;
  while (end > start && isSpace(bytes[end - 1])) end--;
  return bytes.subarray(start, end);
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
