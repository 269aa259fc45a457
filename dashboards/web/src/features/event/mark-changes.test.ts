import { expect, test } from "vitest";

import { markChanges } from "./mark-changes.ts";

const marked = (before: string, after: string) => {
  const both = markChanges(before, after);
  return [both.before, both.after].map((pieces) =>
    pieces.map(({ text, isChanged }) => (isChanged ? `<${text}>` : text)).join(""),
  );
};

test("what differs is marked in whole words", () => {
  expect(marked("j.doe@old.example", "j.doe@new.example")).toEqual([
    "j.doe@<old>.example",
    "j.doe@<new>.example",
  ]);
  expect(marked("cat sat", "cut sat")).toEqual(["<cat> sat", "<cut> sat"]);
});

test("equal words between two changes stay unmarked", () => {
  expect(marked("one two three four", "1 two 3 four")).toEqual([
    "<one> two <three> four",
    "<1> two <3> four",
  ]);
});

test("nothing is marked where no word is the same", () => {
  expect(marked("carol", "alice")).toEqual(["carol", "alice"]);
  expect(marked("a-b", "c-d")).toEqual(["a-b", "c-d"]);
});

test("what was added alone is marked alone", () => {
  expect(marked('["a","b"]', '["a","b","renewal"]')).toEqual([
    '["a","b"]',
    '["a","b"<,"renewal">]',
  ]);
});

test("characters of two halves stay whole, and empty texts have no pieces", () => {
  expect(marked("go 😀 now", "go 😎 now")).toEqual(["go <😀> now", "go <😎> now"]);
  expect(markChanges("", "x").before).toEqual([]);
});

test("the pieces of a side are that side, whatever the texts", () => {
  const texts = ["", "a", "a b c", "b c", "  ", "a\nb", "x".repeat(5000), "ﬁn é é", "1,2,,3"];
  for (const before of texts)
    for (const after of texts) {
      const both = markChanges(before, after);
      expect(both.before.map(({ text }) => text).join("")).toBe(before);
      expect(both.after.map(({ text }) => text).join("")).toBe(after);
    }
});
