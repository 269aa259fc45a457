import { explainQuery } from "@toolmark/schemas/query/explain-query";
import { parseQuery } from "@toolmark/schemas/query/parse-query";
import { createRandom, randomTree } from "@toolmark/schemas/query/random-queries";
import { describe, expect, test } from "vitest";

import { explainPieces } from "./explain-pieces.ts";

describe("explaining a query in pieces", () => {
  test("values and negations are told apart", () => {
    const { tree } = parseQuery("server:(crm OR billing) has:agent -client:batch/*");
    const pieces = explainPieces(tree, 0);
    expect(pieces.filter(({ kind }) => kind === "value").map(({ text }) => text)).toEqual([
      "crm",
      "billing",
      "agent",
      "batch/",
    ]);
    expect(pieces.filter(({ kind }) => kind === "not").map(({ text }) => text)).toEqual([
      "does not",
    ]);
    expect(pieces.at(-1)).toEqual({ text: "(includes events with no client)", kind: "aside" });
  });

  test("nothing of the explanation is lost", () => {
    for (let seed = 0; seed < 500; seed++) {
      const tree = randomTree(createRandom(seed));
      const said = explainPieces(tree, 0).map(({ text }) => text);
      expect(said.join("").toLowerCase()).toBe(explainQuery(tree, { now: 0 }).toLowerCase());
    }
  });
});
