import { describe, expect, test } from "vitest";

import { recognize } from "./recognize.ts";

const first = (text: string) => recognize(text)[0]?.path;

describe("what a typed text may mean", () => {
  test.each([
    ["0198f3a2-7c1b-7e55-9d2a-1b2c3d4e5f60", "/e/0198f3a2-7c1b-7e55-9d2a-1b2c3d4e5f60"],
    ["crm://contact/42", "/resources?uri=crm://contact/42"],
    ["bob@example.com", "/actors/bob%40example.com"],
    ["actor:bob -outcome:success", "/investigate?q=actor:bob+-outcome:success"],
    ["4bf92f3577b34da6a3ce929d0e0e4736", "/investigate?q=trace:4bf92f3577b34da6a3ce929d0e0e4736"],
    ["contacts", "/investigate?q=contacts"],
  ])("%s leads to %s first", (text, path) => {
    expect(first(text)).toBe(path);
  });

  test("a digest is a credential or a descriptor", () => {
    const digest = "a".repeat(64);
    expect(recognize(digest).map(({ id }) => id)).toEqual(["credential", "descriptor", "search"]);
  });

  test("nothing means nothing", () => {
    expect(recognize("  ")).toEqual([]);
  });
});
