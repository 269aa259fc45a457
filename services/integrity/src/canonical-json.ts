import canonicalize from "canonicalize";

/**
 * Canonical JSON after RFC 8785 (JCS). Members whose value is undefined are left out.
 *
 * @throws RangeError for what has no canonical form: non-finite numbers, lone surrogates.
 */
export function canonicalJson(value: unknown): string {
  try {
    const text = canonicalize(value);
    if (text !== undefined) return text;
  } catch (error) {
    throw new RangeError("value has no canonical JSON form", { cause: error });
  }
  throw new RangeError("value has no canonical JSON form");
}
