import { describe, expect, test } from "vitest";

import {
  acceptSuggestion,
  fieldAtCursor,
  recentSuggestions,
  suggestionsAt,
} from "./suggestions.ts";

const values = [
  { value: "alice", count: 12 },
  { value: "mallory alice", count: 3 },
  { value: "bob", count: 1 },
];

describe("what the bar offers", () => {
  test("a field, whose values come next", () => {
    const [first] = suggestionsAt("acto", 4, []);
    expect(first).toMatchObject({ kind: "field", insert: "actor:" });
    expect(first && acceptSuggestion("acto", first)).toEqual({ text: "actor:", cursor: 6 });
    expect(fieldAtCursor("actor:", 6)).toBe("actor");
    expect(fieldAtCursor("effect:w", 8)).toBe("effect");
    expect(fieldAtCursor("acto", 4)).toBeUndefined();
  });

  test("values that begin so before those that hold it, quoted where they have to be", () => {
    const found = suggestionsAt("actor:ali", 9, values);
    expect(found.map(({ insert, count }) => [insert, count])).toEqual([
      ["alice", 12],
      ['"mallory alice"', 3],
    ]);
    const [, second] = found;
    expect(second && acceptSuggestion("actor:ali", second).text).toBe('actor:"mallory alice" ');
  });

  test("values of the schema with their counts", () => {
    const found = suggestionsAt("effect:w", 8, [{ value: "write", count: 7 }]);
    expect(found).toMatchObject([{ insert: "write", count: 7 }]);
  });

  test("queries that ran before, in place of what is typed", () => {
    expect(recentSuggestions("ac", ["actor:a", "tool:b"]).map(({ insert }) => insert)).toEqual([
      "actor:a",
    ]);
  });
});
