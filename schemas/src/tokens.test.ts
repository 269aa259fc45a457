import { expect, test } from "vitest";

import { addWords, queryWords } from "./tokens.ts";

function wordsOf(text: string): string[] {
  const words = new Set<string>();
  addWords(text, words, 100);
  return [...words];
}

test("identifiers are found whole and by their parts", () => {
  expect(wordsOf("crm.contacts.update by Alice@Example.com")).toEqual([
    "crm.contacts.update",
    "crm",
    "contacts",
    "update",
    "by",
    "alice@example.com",
    "alice",
    "example",
    "com",
  ]);
});

test.each(["contacts.update", "UPDATE", "ａｌｉｃｅ", "crm.contacts.update", "example.com by"])(
  "an event's text is found by %s",
  (query) => {
    const words = wordsOf("crm.contacts.update by Alice@Example.com");
    expect(words).toEqual(expect.arrayContaining(queryWords(query)));
  },
);

test("words of any script are words", () => {
  expect(wordsOf("Überweisung 東京 تحويل")).toEqual(["überweisung", "東京", "تحويل"]);
});

test("long tokens are cut the same way in events and in queries", () => {
  expect(wordsOf("x".repeat(500))).toEqual(queryWords("X".repeat(500)));
});

test("the number of words is bounded", () => {
  const words = new Set<string>();
  addWords("a-1 b-2 c-3 d-4", words, 5);
  expect(words.size).toBe(5);
});
