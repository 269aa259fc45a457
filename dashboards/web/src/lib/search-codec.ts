/** Search parameters as the router keeps them: every value is a text. */
export type SearchTexts = Readonly<Record<string, string>>;

/**
 * Reads the search part of an address, with or without its question mark. Values stay the texts that
 * they are: `q=123` is no number and quotes are part of a query. Of a repeated name the last counts.
 */
export function parseSearch(search: string): SearchTexts {
  return Object.fromEntries(new URLSearchParams(search));
}

/**
 * Writes search parameters, question mark included; empty when there are none. Absent and empty
 * values are left out. Characters that a query component may hold as they are (RFC 3986 3.4) stay
 * readable, so that a link tells what it asks.
 */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    const text = textOf(value);
    if (text !== "") parameters.append(name, text);
  }
  const written = parameters.toString().replaceAll(/%(?:3A|2F|2C|40|3F)/g, decodeURIComponent);
  return written === "" ? "" : `?${written}`;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}
