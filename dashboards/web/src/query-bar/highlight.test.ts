import { parseQuery } from "@toolmark/schemas/query/parse-query";
import { createRandom, randomText } from "@toolmark/schemas/query/random-queries";
import { describe, expect, test } from "vitest";

import { highlightQuery } from "./highlight.ts";

describe("colouring a query", () => {
  test("fields, values, operators, stars and negations are told apart", () => {
    const text = 'server:(crm OR "b*") has:agent -client:batch/* refund';
    expect(highlightQuery(text).map(({ text: piece, kind }) => `${kind} ${piece}`)).toEqual([
      "field server:",
      "operator (",
      "value crm",
      "operator  OR ",
      'value "b*"',
      "operator ) ",
      "field has:",
      "value agent",
      "operator  ",
      "not -",
      "field client:",
      "value batch/",
      "star *",
      "operator  ",
      "text refund",
    ]);
  });

  test("whatever is typed, the pieces are the text", () => {
    for (let seed = 0; seed < 500; seed++) {
      const text = randomText(createRandom(seed), 20);
      const pieces = highlightQuery(text, parseQuery(text).issues);
      expect(pieces.map((piece) => piece.text).join("")).toBe(text);
    }
  });

  test("an error is underlined where it is", () => {
    const text = "actr:alice tool:x";
    const marked = highlightQuery(text, parseQuery(text).issues).filter(({ mark }) => mark);
    expect(marked.map((piece) => piece.text).join("")).toBe("actr");
    expect(marked[0]?.mark).toBe("error");
  });
});
