import { expect, test } from "vitest";

import { MAX_TERM_LENGTH, networkKeys, patternText } from "../terms.ts";
import { MAX_TOKEN_LENGTH, addWords } from "../tokens.ts";
import { MAX_PATTERN_LENGTH, storedLength } from "./check-pattern.ts";
import { readTime } from "./query-time.ts";
import { isNetwork, nextDown, nextUp, readNumber } from "./query-values.ts";
import { createRandom, pick, randomText } from "./random-queries.ts";
import { wholeWords } from "./text-words.ts";

test("what counts as a network is what the stores can look up", () => {
  const random = createRandom(4);
  const pieces = [
    "10",
    ".0",
    ".0.0",
    "0",
    "256",
    ":",
    "::",
    "1",
    "ffff",
    "12345",
    "g",
    "/8",
    "/32",
    "/129",
    "/",
    "01",
    "1.2.3.4",
  ];
  let networks = 0;
  for (let round = 0; round < 50_000; round++) {
    const length = 1 + Math.floor(random() * 9);
    const text = Array.from({ length }, () => pick(random, pieces)).join("");
    const isKnown = networkKeys(text) !== undefined;
    if (isKnown) networks++;
    if (isNetwork(text) !== isKnown) throw new Error(`${text} is a network: ${isKnown}`);
  }
  expect(networks).toBeGreaterThan(1000);
});

test("an address may name its zone", () => {
  expect(isNetwork("fe80::1%eth0")).toBe(true);
  expect(isNetwork("fe80::1%")).toBe(false);
});

test("neighbours of a number leave nothing between them", () => {
  for (const value of [0, -0, 1, -1, 0.1, 500, 1e300, -1e-300, Number.MIN_VALUE, 2 ** 53]) {
    expect(nextUp(value)).toBeGreaterThan(value);
    expect(nextDown(nextUp(value))).toBe(value === 0 ? 0 : value);
    expect(
      (value + nextUp(value)) / 2 === value || (value + nextUp(value)) / 2 === nextUp(value),
    ).toBe(true);
  }
  expect(nextUp(Number.MAX_VALUE)).toBe(Infinity);
});

test.each([
  ["duration", "500", 500],
  ["duration", "500MS", 500],
  ["duration", "1.5s", 1500],
  ["duration", "2h", 7_200_000],
  ["bytes", "10kb", 10_000],
  ["bytes", "1kib", 1024],
  ["items", "1e3", 1000],
  ["items", "-0", 0],
  ["params.x", "-2.5", -2.5],
  ["items", "5s", undefined],
  ["duration", "5kb", undefined],
  ["items", "1e999", undefined],
  ["items", "NaN", undefined],
  ["items", "0x10", undefined],
  ["items", "", undefined],
  ["items", "٣", undefined],
] as const)("a number of %s written %j is %s", (field, text, value) => {
  expect(readNumber(field, text)).toBe(value);
});

const now = Date.UTC(2026, 7, 21, 14, 30);

test.each([
  ["2026-08-01", "2026-08-01T00:00:00.000Z", 86_400_000],
  ["2026-08-01T10:00Z", "2026-08-01T10:00:00.000Z", 60_000],
  ["2026-08-01t10:00:00z", "2026-08-01T10:00:00.000Z", 1000],
  ["2026-08-01T10:00:00.5Z", "2026-08-01T10:00:00.500Z", 100],
  ["2026-08-01T10:00:00.123456789Z", "2026-08-01T10:00:00.123Z", 1],
  ["2026-08-01T10:00:00-02:30", "2026-08-01T12:30:00.000Z", 1000],
  ["today", "2026-08-21T00:00:00.000Z", 86_400_000],
  ["Yesterday", "2026-08-20T00:00:00.000Z", 86_400_000],
  ["now", "2026-08-21T14:30:00.000Z", 1],
  ["now-1h", "2026-08-21T13:30:00.000Z", 1],
  ["-90m", "2026-08-21T13:00:00.000Z", 1],
  ["2w", "2026-08-07T14:30:00.000Z", 1],
])("%s begins at %s", (text, start, length) => {
  const time = readTime(text, now);
  expect(time && new Date(time.start).toISOString()).toBe(start);
  expect(time && time.end - time.start).toBe(length);
});

test.each([
  "2026-02-29",
  "2026-13-01",
  "2026-08-01T24:00:00Z",
  "2026-08-01T10:00:60Z",
  "2026-08-01T10Z",
  "2026-08-01 10:00",
  "20260801",
  "1d12h",
  "9999999d",
  "now+1h",
  "",
])("%j is no time", (text) => {
  expect(readTime(text, now)).toBeUndefined();
});

test("whole words are words that an event holds", () => {
  for (const text of [
    "crm.contacts.update by Alice@Example.com",
    "ＡＢＣ-1 é東京 a..b",
    "x".repeat(200),
    "–",
    "",
  ]) {
    const held = new Set<string>();
    addWords(text, held, 1000);
    const whole = wholeWords(text);
    for (const word of whole) expect(held).toContain(word);
    // What is left are the parts of the whole ones.
    const parts = whole.flatMap((word) => word.split(/[-_.:/@+]/));
    expect(new Set([...whole, ...parts])).toEqual(held);
  }
  expect(wholeWords("x".repeat(200))).toEqual(["x".repeat(MAX_TOKEN_LENGTH)]);
});

test("the length of a pattern is that of what the stores look for", () => {
  expect(MAX_PATTERN_LENGTH).toBe(MAX_TERM_LENGTH);
  const random = createRandom(5);
  for (let round = 0; round < 2000; round++) {
    const literal = randomText(random, 6);
    expect(storedLength(["*", { literal }])).toBe(patternText(literal).length);
  }
});
