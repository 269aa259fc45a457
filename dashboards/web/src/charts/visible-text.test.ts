import { expect, test } from "vitest";

import { guessTextWidth } from "./text-width.ts";
import { fitParts, plainText, textParts } from "./visible-text.ts";

const fit = (text: string, characters: number) =>
  fitParts(textParts(text), characters * guessTextWidth("x"), guessTextWidth, {})
    .map((part) => part.text)
    .join("");

test("characters that would not show stand by their name", () => {
  expect(textParts("ticket/88\u202Egpj")).toEqual([
    { text: "ticket/88", isMark: false },
    { text: "[202E]", isMark: true },
    { text: "gpj", isMark: false },
  ]);
  expect(plainText("plain <b>text</b>")).toBe("plain <b>text</b>");
});

test("a text is cut by its width, never inside of a mark or a character", () => {
  expect(fit("contacts.search", 15)).toBe("contacts.search");
  expect(fit("contacts.search", 9)).toBe("contacts…");
  expect(fit("ab\u202Ecd", 4)).toBe("ab…");
  expect(fit("contacts", 0.5)).toBe("");
  expect(fit("👩‍🚀👩‍🚀👩‍🚀", 3)).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
});
