import { stripVTControlCharacters } from "node:util";

import { expect, test } from "vitest";

import { safeText, visibleJson, visibleText } from "./visible-text.ts";

const hostile = [
  "\u{1b}[2J\u{1b}]0;owned\u{7}",
  "a\u{9b}31mb",
  "user\u{202e}gnp.exe",
  "\u{2066}x\u{2069}",
  "line\r\nbreak\u{2028}\u{85}",
  "zero\u{200b}width\u{feff}",
  "\u{e0041}\u{fe0f}\u{3164}",
  "half \u{d800} pair",
  "\0",
  `z${"\u{0300}".repeat(50)}`,
];

test.each(hostile)("no hidden character of %j reaches a terminal", (value) => {
  for (const text of [visibleText(value), safeText(value), visibleJson({ value })]) {
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
    expect(stripVTControlCharacters(text)).toBe(text);
  }
  expect(JSON.parse(visibleJson({ value }))).toEqual({ value });
});

test("what is shown says what was there, and cannot be mistaken for it", () => {
  expect(visibleText("a\nb\u{202e}")).toBe(String.raw`a\nb\u{202e}`);
  expect(visibleText(String.raw`a\nb`)).toBe(String.raw`a\\nb`);
  expect(visibleText("Zoë 日本 🙂")).toBe("Zoë 日本 🙂");
});
