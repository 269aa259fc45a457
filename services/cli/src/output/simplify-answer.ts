import { formatTime } from "./format-values.ts";

/** Ids in a row that nobody reads to their end. */
const MANY = 10;
const FEW = 3;

/**
 * Makes an answer shorter for people: an event that is cited becomes its time, sections become their
 * items with a count of those left out, long lists of ids their first, and what only programs need goes.
 */
export function simplifyAnswer(value: unknown): unknown {
  if (Array.isArray(value)) {
    if (value.length <= MANY || value.some((item) => typeof item === "object"))
      return value.map(simplifyAnswer);
    return [...value.slice(0, FEW), `and ${value.length - FEW} more`];
  }
  if (typeof value !== "object" || value === null) return value;
  const members = value as Record<string, unknown>;
  const names = Object.keys(members);
  if (names.length === 2 && "event_id" in members && "time" in members)
    return formatTime(String(members["time"]));
  if (Array.isArray(members["items"]) && typeof members["total"] === "number") {
    const left = members["total"] - members["items"].length;
    const items = simplifyAnswer(members["items"]);
    return left > 0 ? { items, not_shown: left } : items;
  }
  return Object.fromEntries(
    names.filter((name) => name !== "asof").map((name) => [name, simplifyAnswer(members[name])]),
  );
}
