import { expect, test } from "vitest";

import { ownPath } from "./own-path.ts";

test.each([
  "/",
  "/investigate?q=actor%3Aalice&from=now-1h#row",
  "/resources?uri=crm://contact/42",
  "/e/0192f0c1",
])("%s is a page of ours", (path) => {
  expect(ownPath(path)).toBe(path);
});

test.each([
  undefined,
  "",
  "investigate",
  "//evil.example/",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n//evil.example",
  "/.//evil.example",
  "/x/..//evil.example",
  "/a\\..\\..\\evil",
  "https://evil.example/",
  "javascript:alert(1)",
  " /investigate",
  "/v1/sign-out",
  "/x/../v1/me",
  `/${"x".repeat(5000)}`,
])("%j leads to the first page and nowhere else", (text) => {
  expect(ownPath(text)).toBe("/");
});
