import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { visiblePieces } from "./visible-pieces.ts";

const marks = (text: string, hasLines = false) =>
  visiblePieces(text, hasLines).flatMap((piece) => ("mark" in piece ? [piece.mark] : []));

describe("texts of events", () => {
  test.each([
    ["bidi\u202Eoverride", ["202E"]],
    ["zero\u200Bwidth\u200Djoiner", ["ZWSP", "ZWJ"]],
    ["\u001B[31m", ["ESC"]],
    ["nul\u0000", ["NUL"]],
    ["tag\u{E0041}", ["E0041"]],
    ["selector\uFE01\u{E0100}", ["FE01", "E0100"]],
    ["blank\u3164letter", ["3164"]],
    ["no\u00A0break", ["NBSP"]],
    ["lone\uD800half", ["D800"]],
    ["line\nfeed", ["LF"]],
  ])("%j shows what hides in it", (text, expected) => {
    expect(marks(text)).toEqual(expected);
  });

  test("ordinary writing has no marks", () => {
    const texts = ["J. Doe", "naïve", "日本語", "مرحبا", "👍", "a-b_c/d?e=f", "❤️"];
    expect(texts.flatMap((text) => marks(text))).toEqual([]);
  });

  test("line feeds and tabs stay in texts of several lines, carriage returns do not", () => {
    expect(marks("a\n\tb\r", true)).toEqual(["CR"]);
  });

  test("nothing is lost: pieces and marks make up the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const codes = visiblePieces(text).map((piece) =>
          "text" in piece
            ? piece.text
            : String.fromCodePoint(Number.parseInt(piece.name.split("U+")[1] ?? "", 16)),
        );
        expect(codes.join("")).toBe(text);
      }),
    );
  });
});
