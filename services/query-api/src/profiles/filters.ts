import type { FieldId } from "@toolmark/schemas/fields";
import type { Filter } from "@toolmark/schemas/filter";

/** The field has this value, ignoring case. */
export function is(field: FieldId, value: string): Filter {
  return { op: "is", field, value };
}

/** One of several conditions. */
export function anyOf(...of: readonly Filter[]): Filter {
  return { op: "any", of };
}

/** All of several conditions. */
export function allOf(...of: readonly Filter[]): Filter {
  return { op: "all", of };
}

/** Not the condition; an event without the field does not meet it. */
export function not(of: Filter): Filter {
  return { op: "not", of };
}

const BATCH = 500;

/** Conditions for many values of a field, as few at once as a store takes. */
export function* batchesOf(field: FieldId, values: Iterable<string>): Generator<Filter> {
  const all = [...values];
  for (let start = 0; start < all.length; start += BATCH)
    yield anyOf(...all.slice(start, start + BATCH).map((value) => is(field, value)));
}

/**
 * Conditions under which a credential is the one asked for: by its fingerprint, id, or the SHA-256 of
 * the token in hexadecimal, of which emitters keep the start.
 */
export function credentialNames(given: string): string[] {
  const hex = /^(?:sha256:)?([0-9a-f]{16,64})$/i.exec(given)?.[1];
  if (hex === undefined) return [given];
  return [...new Set([given, hex, `sha256:${hex}`, `sha256:${hex.slice(0, 16)}`])];
}
