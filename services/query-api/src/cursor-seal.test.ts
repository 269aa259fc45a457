import { randomBytes } from "node:crypto";

import { expect, test } from "vitest";

import { createCursorSeal, CURSOR_KEY_BYTES } from "./cursor-seal.ts";

const key = randomBytes(CURSOR_KEY_BYTES);
const seal = createCursorSeal(key);
const positions = { 0: 1_234_567, 1: 89 };

test("a sealed value comes back, from every instance with the same key", () => {
  for (const value of [positions, {}, { time: -1, id: "é\u0000" }, "x".repeat(10_000)])
    expect(createCursorSeal(key).open("asof acme", seal.seal("asof acme", value))).toEqual(value);
});

test("the same value has the same text, in another context or under another key another", () => {
  const text = seal.seal("asof acme", positions);
  expect(createCursorSeal(key).seal("asof acme", positions)).toBe(text);
  const others = [
    seal.seal("asof globex", positions),
    seal.seal("cursor acme", positions),
    seal.seal("asof acme", { ...positions, 1: 90 }),
    createCursorSeal(randomBytes(CURSOR_KEY_BYTES)).seal("asof acme", positions),
  ];
  expect(new Set([text, ...others].map((other) => other.slice(0, 16))).size).toBe(5);
});

test("the text tells neither the value nor how many digits it has", () => {
  const text = seal.seal("asof acme", positions);
  const bytes = Buffer.from(text, "base64url");
  expect(bytes.toString("latin1")).not.toContain("1234567");
  expect(text).toMatch(/^[\w-]+$/);
  for (const offset of [0, 9, 10, 1_000_000, Number.MAX_SAFE_INTEGER])
    expect(seal.seal("asof acme", { 0: offset })).toHaveLength(text.length);
});

test("what was not sealed in this context opens to nothing", () => {
  const text = seal.seal("asof acme", positions);
  const flipped = [...Buffer.from(text, "base64url").keys()].map((place) => {
    const bytes = Buffer.from(text, "base64url");
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    return bytes.toString("base64url");
  });
  const others = [
    "",
    "x",
    "eyIwIjo1fQ",
    `${text}AA`,
    text.slice(4),
    ` ${text}`,
    "A".repeat(70_000),
  ];
  for (const other of [...flipped, ...others])
    expect(seal.open("asof acme", other)).toBeUndefined();
  expect(seal.open("asof globex", text)).toBeUndefined();
  expect(seal.open("cursor acme", text)).toBeUndefined();
});
