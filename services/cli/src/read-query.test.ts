import { expect, test } from "vitest";

import { instantOf, readQuestion, readRange } from "./read-query.ts";
import { showQueryIssues } from "./show-query-issues.ts";

const now = Date.parse("2026-11-24T12:00:00Z");

test.each([
  ["2026-08-21T14:00:00+02:00", "2026-08-21T12:00:00.000Z"],
  ["2026-08-21", "2026-08-21T00:00:00.000Z"],
  ["1h", "2026-11-24T11:00:00.000Z"],
  ["7d", "2026-11-17T12:00:00.000Z"],
  ["yesterday", "2026-11-23T00:00:00.000Z"],
])("--from takes %s", (text, expected) => {
  expect(instantOf("from", text, now)).toBe(expected);
});

test("a time that is none, and a range without time, are refused", () => {
  expect(() => instantOf("from", "soonish", now)).toThrow("--from takes");
  expect(() => readRange({ from: "1h", to: "2h" }, now)).toThrow("--from must be before --to");
});

test("an error of a query is shown in place, with what to write instead", async () => {
  const asking = readQuestion({ note: async () => {} }, ["actr:alice", "tool:x"], {});
  await expect(asking).rejects.toMatchObject({
    message: "the query cannot be understood",
    hints: [
      "  actr:alice tool:x",
      "  ^^^^",
      '  "actr" is not a field, did you mean actor?',
      "  try: actor:alice tool:x",
    ],
  });
});

test("carets stand under their place also behind wide and hidden characters", () => {
  const query = "日本\u{202e} x:1";
  const at = query.indexOf("x");
  const [shown = "", carets = ""] = showQueryIssues(query, [
    { severity: "error", message: "m", start: at, end: at + 1 },
  ]);
  expect(shown).toBe(String.raw`  日本\u{202e} x:1`);
  expect(carets).toBe(`${" ".repeat(2 + 4 + 8 + 1)}^`);
});
