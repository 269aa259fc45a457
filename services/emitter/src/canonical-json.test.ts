import { createHmac } from "node:crypto";

import { expect, test } from "vitest";

import { canonicalJson, hmacKey, hmacSha256 } from "./canonical-json.ts";

test.each([
  [
    { b: 1, a: { c: [true, null, '\u2028\u0007"\\'] } },
    '{"a":{"c":[true,null,"\u2028\\u0007\\"\\\\"]},"b":1}',
  ],
  [
    { "\ufb33": 1, "\u{1f600}": 2, "\u20ac": 3, "1": 4, "10": 5, "\r": 6 },
    '{"\\r":6,"1":4,"10":5,"\u20ac":3,"\u{1f600}":2,"\ufb33":1}',
  ],
  [[1e21, 1e-7, 0.1, -0, 1e300], "[1e+21,1e-7,0.1,0,1e+300]"],
  ["text", '"text"'],
  [null, "null"],
])("writes what RFC 8785 says: %j", (value, expected) => {
  expect(canonicalJson(value)).toBe(expected);
});

test("leaves out what JSON has no form for", () => {
  expect(canonicalJson({ b: undefined, a: [undefined, Number.NaN], d: new Date(0) })).toBe(
    '{"a":[null,null],"d":"1970-01-01T00:00:00.000Z"}',
  );
  expect(canonicalJson(undefined)).toBe("null");
});

test("has a form for halves of surrogate pairs too", () => {
  expect(canonicalJson({ "\ud800": "\udc00" })).toBe('{"\ufffd":"\ufffd"}');
});

test("gives up on endless nesting", () => {
  const ring: unknown[] = [];
  ring.push(ring);
  expect(() => canonicalJson(ring)).toThrow("nested too deep");
});

test("a keyed digest depends on its key", () => {
  expect(hmacSha256("{}", hmacKey("k1"))).not.toBe(hmacSha256("{}", hmacKey("k2")));
  expect(hmacSha256("{}", hmacKey(undefined))).toBe(hmacSha256("{}", hmacKey(undefined)));
  for (const key of ["k1", "k".repeat(64), "k".repeat(65), ""])
    expect(hmacSha256("{}", hmacKey(key))).toBe(
      createHmac("sha256", key).update("{}").digest("base64url"),
    );
});
