import { expect, test } from "vitest";

import type { FieldName } from "./fields.ts";
import { termPattern } from "./lower-filter.ts";
import {
  addressKey,
  exactTerm,
  keyTerm,
  networkKeys,
  numberKey,
  numberPrefix,
  rangePrefixes,
  variantTerm,
} from "./terms.ts";

const values = [
  "",
  " ",
  "  ",
  "%20",
  "%",
  "a b",
  "a\tb",
  "@x",
  "+@x",
  "=x",
  "a\u001fb",
  "a\u2003b",
  "a\u0085b",
  "😀",
  "x".repeat(300),
  `${"x".repeat(299)}y`,
  " ".repeat(100),
  "日".repeat(256),
];

test("a term has no white space, keeps values apart and is short enough for an analyzer", () => {
  const terms = values.flatMap((value) => [
    keyTerm("tool", value),
    exactTerm("tool", value),
    variantTerm("tool", value),
  ]);
  // Two of the values are the same once folded.
  expect(new Set(terms).size).toBe(values.length * 3 - 1);
  for (const term of terms) {
    expect(term).not.toMatch(/[\s\p{Cc}]/u);
    expect(term.length).toBeLessThanOrEqual(255);
  }
});

test("a long name with a long value is still short enough", () => {
  const path: FieldName = `params.${"Long name ".repeat(20)}`;
  for (const value of values) {
    for (const term of [keyTerm(path, value), exactTerm(path, value), variantTerm(path, value)])
      expect(term.length).toBeLessThanOrEqual(255);
  }
});

test("a value that is cut keeps whole escapes, so that a pattern can pass them", () => {
  for (let length = 100; length < 130; length++) {
    for (const sign of [" ", "\u2003", "%", "日"]) {
      const term = keyTerm("tool", `${"x".repeat(length)}${sign.repeat(60)}end`);
      const rest = term.slice(":tool=".length);
      const pattern = termPattern(["*", { literal: "xx" }, "*"], (text) => text);
      expect(rest).toMatch(new RegExp(`^${pattern}$`));
    }
  }
});

test("terms of exact values survive a store that folds ASCII", () => {
  expect(exactTerm("tool", "Alice")).not.toBe(exactTerm("tool", "alice"));
  for (const value of values) {
    expect(exactTerm("tool", value).toLowerCase()).toBe(exactTerm("tool", value));
  }
});

test("names of paths that look like operators keep their values apart", () => {
  expect(keyTerm("params.a=b", "c")).not.toBe(keyTerm("params.a", "b=c"));
  expect(keyTerm("params.a@", "c")).not.toBe(exactTerm("params.a", "=c"));
});

test("keys of numbers sort as the numbers do", () => {
  const numbers = [-Infinity, -1e300, -2.5, -1, -0, 0, 1e-9, 0.5, 1, 2, 500, 1e300, Infinity];
  const keys = numbers.map(numberKey);
  expect(keys.toSorted()).toEqual(keys);
  expect(numberKey(-0)).toBe(numberKey(0));
});

test("prefixes of a range cover exactly the keys in it", () => {
  const all = Array.from({ length: 4096 }, (_, n) => n.toString(16).padStart(3, "0"));
  for (const [low, high] of [
    [0, 4095],
    [0, 0],
    [17, 17],
    [17, 3000],
    [255, 256],
    [16, 4080],
    [1, 4094],
    [9, 3],
  ] as const) {
    const prefixes = rangePrefixes(
      low.toString(16).padStart(3, "0"),
      high.toString(16).padStart(3, "0"),
    );
    const covered = all.filter((key) => prefixes.some((prefix) => key.startsWith(prefix)));
    expect(covered).toEqual(all.slice(low, Math.max(low, high + 1)));
    expect(new Set(prefixes).size).toBe(prefixes.length);
  }
});

const within = (address: string, network: string) => {
  const keys = networkKeys(network);
  const key = addressKey(address) ?? "";
  return keys !== undefined && keys.first <= key && key <= keys.last;
};

test("addresses of both families have keys, and networks hold the right ones", () => {
  expect(within("10.1.2.3", "10.0.0.0/8")).toBe(true);
  expect(within("11.1.2.3", "10.0.0.0/8")).toBe(false);
  expect(within("10.1.2.3", "10.1.2.3")).toBe(true);
  expect(within("10.1.2.7", "10.1.2.4/30")).toBe(true);
  expect(within("10.1.2.8", "10.1.2.4/30")).toBe(false);
  expect(within("::ffff:10.1.2.3", "10.0.0.0/8")).toBe(true);
  expect(within("2001:db8::1", "2001:db8::/32")).toBe(true);
  expect(within("2001:db9::1", "2001:db8::/32")).toBe(false);
  expect(within("fe80::1%eth0", "fe80::/10")).toBe(true);
  for (const bad of ["10.0.0.0/33", "10.0.0/8", "x", "10.0.0.0/8/8", "::/129", ""])
    expect(networkKeys(bad)).toBeUndefined();
  expect(addressKey("host.example")).toBeUndefined();
  expect(numberPrefix("ip")).toBe(":ip+");
});
