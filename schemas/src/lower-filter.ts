import { isPathName } from "./fields.ts";
import type { FieldName } from "./fields.ts";
import { everything } from "./filter.ts";
import type { Filter, PatternPart } from "./filter.ts";
import {
  exactTerm,
  keyTerm,
  memberPrefix,
  networkKeys,
  numberKey,
  numberPrefix,
  patternText,
  presencePrefix,
  rangePrefixes,
  variantTerm,
} from "./terms.ts";
import { fold } from "./tokens.ts";

/**
 * A filter in the few conditions that stores know, over the terms and words of an event: both
 * compilers and the contract's model start from this, so that a condition means the same everywhere.
 */
export type TermFilter =
  | { op: "all"; of: readonly TermFilter[] }
  | { op: "any"; of: readonly TermFilter[] }
  | { op: "not"; of: TermFilter }
  | { op: "term"; term: string }
  /** A term begins so. */
  | { op: "begins"; prefix: string }
  /** A term begins with `prefix` and goes on as the parts say; see `termPattern`. */
  | { op: "matches"; prefix: string; rest: readonly PatternPart[] }
  /** The event has a value of this field of the registry. */
  | { op: "present"; field: FieldName }
  | { op: "word"; word: string }
  /** A word begins so. */
  | { op: "wordBegins"; prefix: string };

/** Lowers a filter to conditions on terms and words. Pure. */
export function lowerFilter(filter: Filter): TermFilter {
  switch (filter.op) {
    case "all":
    case "any":
      return { op: filter.op, of: filter.of.map(lowerFilter) };
    case "not":
      return { op: "not", of: lowerFilter(filter.of) };
    case "is":
      return { op: "term", term: keyTerm(filter.field, filter.value) };
    case "exact":
      return lowerExact(filter.field, filter.value);
    case "matches":
      return lowerPattern(filter.field, filter.pattern);
    case "has":
      return isPathName(filter.field)
        ? {
            op: "any",
            of: [
              { op: "begins", prefix: presencePrefix(filter.field) },
              { op: "begins", prefix: memberPrefix(filter.field) },
            ],
          }
        : { op: "present", field: filter.field };
    case "between":
      return keysBetween(filter.field, numberKey(filter.min), numberKey(filter.max));
    case "within": {
      const keys = networkKeys(filter.network);
      return keys === undefined ? nothing : keysBetween(filter.field, keys.first, keys.last);
    }
    case "text":
      return { op: "all", of: filter.words.map((word) => ({ op: "word", word })) };
    case "prefix":
      return { op: "wordBegins", prefix: filter.prefix };
  }
}

/**
 * What `rest` of a lowered pattern means as the source of a regular expression, without anchors. A
 * star takes whole escapes only: it never ends inside one.
 *
 * @param quote escapes a literal for the dialect of regular expressions it will be part of.
 */
export function termPattern(rest: readonly PatternPart[], quote: (text: string) => string): string {
  return rest.map((part) => (part === "*" ? STAR : quote(part.literal))).join("");
}

const STAR = "(%%%[0-9a-f]{32}|%%[0-9a-f]{6}|%[0-9a-f]{2}|[^%])*";

const nothing: TermFilter = { op: "not", of: everything as TermFilter };

function lowerExact(field: FieldName, value: string): TermFilter {
  const folded = fold(value);
  const exact: TermFilter = { op: "term", term: exactTerm(field, value) };
  if (folded !== value) return exact;
  const variant: TermFilter = { op: "term", term: variantTerm(field, folded) };
  return {
    op: "all",
    of: [
      { op: "term", term: keyTerm(field, value) },
      { op: "any", of: [{ op: "not", of: variant }, exact] },
    ],
  };
}

function lowerPattern(field: FieldName, pattern: readonly PatternPart[]): TermFilter {
  const parts = pattern.map((part) =>
    part === "*" ? part : { literal: patternText(part.literal) },
  );
  const star = parts.indexOf("*");
  if (star < 0) return { op: "term", term: keyTerm(field, literalsOf(pattern)) };
  const prefix = presencePrefix(field) + literalsOf(parts.slice(0, star));
  const rest = parts.slice(star).filter((part, at, all) => part !== "*" || all[at - 1] !== "*");
  if (rest.length > 1) return { op: "matches", prefix, rest };
  return parts.length === 1 && !isPathName(field)
    ? { op: "present", field }
    : { op: "begins", prefix };
}

function literalsOf(parts: readonly PatternPart[]): string {
  return parts.map((part) => (part === "*" ? "" : part.literal)).join("");
}

function keysBetween(field: FieldName, first: string, last: string): TermFilter {
  const prefix = numberPrefix(field);
  return {
    op: "any",
    of: rangePrefixes(first, last).map((key) => ({ op: "begins", prefix: prefix + key })),
  };
}
