import type { CompareAnswer } from "@toolmark/query-api/comparison/answers";
import { expect, test } from "vitest";

import { differencesOf } from "./differences.ts";

const value = (name: string, selection: number, baseline: number) => ({
  value: name,
  selection,
  baseline,
});
const answer = {
  selection: { total: 10 },
  baseline: { total: 110 },
  fields: [
    { field: "tool", values: [value("get", 5, 55)] },
    { field: "actor", values: [value("alice", 1, 51), value("bob", 9, 9)] },
  ],
} as unknown as CompareAnswer;

test("a part is compared with the rest of its whole, the largest difference first", () => {
  expect(differencesOf(answer)).toEqual({
    selection: 10,
    rest: 100,
    fields: [
      {
        field: "actor",
        values: [
          { value: "bob", selection: 9, rest: 0 },
          { value: "alice", selection: 1, rest: 50 },
        ],
      },
    ],
  });
});

test("a part that is the whole differs in what it holds", () => {
  const whole = { ...answer, baseline: { total: 10 } } as CompareAnswer;
  expect(differencesOf(whole).rest).toBe(0);
});
