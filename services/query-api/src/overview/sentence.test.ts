import { expect, test } from "vitest";

import { amount, names, quoted, say } from "./sentence.ts";

test("a sentence tells what others wrote from the words around it", () => {
  const actor = "bob <b>";
  expect(say`${quoted(actor)} asked ${amount(1, "time")} and ${2} more`).toEqual({
    sentence: "bob <b> asked 1 time and 2 more",
    parts: [
      { text: "bob <b>", value: true },
      { text: " asked 1 time and 2 more", value: false },
    ],
  });
});

test("of many names three are told", () => {
  expect(say`of ${names(["a", "b", "c", "d", "e"])}`.sentence).toBe("of a, b, c and 2 more");
  expect(names([]).parts).toEqual([]);
});

test("an empty value leaves no piece", () => {
  expect(say`${quoted("")}x`.parts).toEqual([{ text: "x", value: false }]);
});
