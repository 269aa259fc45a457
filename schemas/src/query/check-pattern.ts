import type { PatternPart } from "../filter.ts";
import { fold } from "../tokens.ts";
import { printFieldName } from "./print-value.ts";
import { leadingStarFields } from "./query-fields.ts";
import { report } from "./query-reader.ts";
import type { QueryIssue, QueryValue, RegistryField } from "./query-tree.ts";
import { isNetwork } from "./query-values.ts";
import { shownName } from "./visible-text.ts";

/** Most stars of one value: each lets a store try every place of a value again. */
export const MAX_STARS = 8;

/**
 * Most characters of a pattern's literals, as stored: no term holds more (`MAX_TERM_LENGTH` in
 * ../terms.ts, which cannot be read here: this library also runs in browsers).
 */
export const MAX_PATTERN_LENGTH = 120;

const keptAsIs = /[a-z0-9\-_.:/@+=\p{L}\p{N}\p{M}]/u;

/** Notes what is wrong with a value that has stars. */
export function checkPattern(
  value: QueryValue,
  isExact: boolean,
  field: RegistryField,
  issues: QueryIssue[],
): void {
  if (isExact)
    return report(
      issues,
      "error",
      "after := everything is compared as written, and a star is none; put it in quotes or leave out the =",
      value,
    );
  if (field.type === "address") {
    return report(
      issues,
      "error",
      `${field.name} takes no star but networks, such as 10.0.0.0/8`,
      value,
      networkOf(value),
    );
  }
  if (value.parts[0] === "*" && !leadingStarFields.has(field.name))
    return report(
      issues,
      "error",
      `a value of ${shownName(printFieldName(field.name))} cannot begin with a star; that works for ${[...leadingStarFields].join(", ")}`,
      value,
    );
  if (value.parts.filter((part) => part === "*").length > MAX_STARS)
    return report(issues, "error", `a pattern has at most ${MAX_STARS} stars`, value);
  if (storedLength(value.parts) > MAX_PATTERN_LENGTH)
    return report(
      issues,
      "error",
      `patterns see the first ${MAX_PATTERN_LENGTH} characters of a value; this one asks for more`,
      value,
    );
  return undefined;
}

/** How long the literals of a pattern are as terms hold them, where most signs are escaped. */
export function storedLength(parts: readonly PatternPart[]): number {
  let length = 0;
  for (const part of parts) {
    if (part === "*") continue;
    for (const character of fold(part.literal)) {
      if (keptAsIs.test(character)) length += character.length;
      else length += (character.codePointAt(0) ?? 0) < 256 ? "%20".length : "%%000000".length;
    }
  }
  return length;
}

// `10.1.*` is 10.1.0.0/16.
function networkOf(value: QueryValue): string | undefined {
  const [part, star, ...rest] = value.parts;
  if (part === undefined || part === "*" || star !== "*" || rest.length > 0) return undefined;
  if (!/^(?:\d{1,3}\.){1,3}$/.test(part.literal)) return undefined;
  const bytes = part.literal.split(".").slice(0, -1);
  const address = [...bytes, "0", "0", "0"].slice(0, 4).join(".");
  return isNetwork(address) ? `${address}/${bytes.length * 8}` : undefined;
}
