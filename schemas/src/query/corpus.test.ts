import { describe, expect, test } from "vitest";

import { compileQuery } from "./compile-query.ts";
import { CORPUS_NOW, corpus } from "./corpus.ts";

const options = { now: CORPUS_NOW };
const valid = corpus.filter((entry) => "filter" in entry);
const invalid = corpus.filter((entry) => "issue" in entry);

describe("the corpus", () => {
  test("holds every query once", () => {
    expect(new Set(corpus.map((entry) => entry.query)).size).toBe(corpus.length);
    expect(corpus.length).toBeGreaterThanOrEqual(120);
  });

  test.each(valid)("$query compiles", (entry) => {
    const { query, issues } = compileQuery(entry.query, options);
    const messages = issues.map((issue) => issue.message);
    const { explanation, from, to, warning } = entry;
    const foreseen = messages.filter(
      (message) => warning !== undefined && message.includes(warning),
    );
    expect(messages).toEqual(foreseen);
    expect(foreseen.length > 0).toBe(warning !== undefined);
    expect(query).toEqual({
      filter: entry.filter,
      kind: entry.kind ?? "rows",
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      normalized: entry.normalized ?? entry.query,
      explanation: explanation ?? query?.explanation,
      sensitive: entry.sensitive ?? [],
    });
    const again = compileQuery(query?.normalized ?? "", options);
    expect(again.query).toEqual(query);
  });

  test.each(invalid)("$query is refused", (entry) => {
    const { query, issues } = compileQuery(entry.query, options);
    expect(query).toBeUndefined();
    const errors = issues.filter((issue) => issue.severity === "error");
    const found = errors.find((issue) => issue.message.includes(entry.issue));
    expect(found, errors.map((issue) => issue.message).join("; ")).toBeDefined();
    const { fix } = found ?? {};
    const fixed = fix && entry.query.slice(0, fix.start) + fix.text + entry.query.slice(fix.end);
    if (entry.fixed === undefined) return;
    expect(fixed).toBe(entry.fixed);
    expect(compileQuery(entry.fixed, options).query).toBeDefined();
  });
});
