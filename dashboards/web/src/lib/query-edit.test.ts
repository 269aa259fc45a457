import { describe, expect, test } from "vitest";

import { withCondition } from "./query-edit.ts";

describe("adding a value to a query", () => {
  test("the condition comes behind those that are there", () => {
    expect(withCondition("tool:crm.*", "actor", "bob@example.com", "is")).toBe(
      "tool:crm.* actor:bob@example.com",
    );
  });

  test("excluding negates, and gives way to including", () => {
    const excluded = withCondition("", "client", "acme agent", "not");
    expect(excluded).toBe('-client:"acme agent"');
    expect(withCondition(excluded, "client", "acme agent", "is")).toBe('client:"acme agent"');
  });

  test("the same condition is not added twice", () => {
    expect(withCondition("actor:bob", "actor", "bob", "is")).toBe("actor:bob");
  });

  test("alternatives keep their meaning", () => {
    expect(withCondition("actor:a OR actor:b", "effect", "write", "is")).toBe(
      "(actor:a OR actor:b) effect:write",
    );
  });

  test("stars and quotes of a value are literal", () => {
    expect(withCondition("", "resource", 'a*"b', "is")).toBe(String.raw`resource:"a*\"b"`);
  });

  test("a query that cannot be read is kept as it is written", () => {
    expect(withCondition("actor:(a OR", "effect", "write", "is")).toBe("actor:(a OR effect:write");
  });
});
