import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { parseSearch, stringifySearch } from "./search-codec.ts";

describe("the search of an address", () => {
  test("whatever the texts, they come back as they were", () => {
    const name = fc.stringMatching(/^[a-z]{1,8}$/);
    const text = fc
      .string({ unit: "binary", minLength: 1 })
      .filter((value) => value.isWellFormed());
    fc.assert(
      fc.property(fc.dictionary(name, text), (search) => {
        expect(parseSearch(stringifySearch(search))).toEqual({ ...search });
      }),
    );
  });

  test.each([
    '"a b"',
    "123",
    "1e3",
    "true",
    "null",
    "a+b",
    "a%20b",
    "crm://contact/42",
    "-x:(a OR b)",
  ])("%s stays a text", (q) => {
    expect(parseSearch(stringifySearch({ q }))).toEqual({ q });
  });

  test("what is absent or empty is left out", () => {
    expect(stringifySearch({ q: "", from: undefined, e: null })).toBe("");
    expect(stringifySearch({ q: "a", from: undefined })).toBe("?q=a");
  });

  test("URIs and times stay readable, and nothing that ends a query component is bare", () => {
    expect(stringifySearch({ uri: "crm://contact/42" })).toBe("?uri=crm://contact/42");
    expect(stringifySearch({ q: "a&b#c" })).toBe("?q=a%26b%23c");
  });
});
