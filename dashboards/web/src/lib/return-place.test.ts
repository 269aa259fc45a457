import { expect, test } from "vitest";

import { returnPlace } from "./return-place.ts";

test.each([
  ["/investigate?q=a&e=1", "/investigate?q=a&e=1"],
  ["//evil.example/", "/"],
  ["/\\evil.example", "/"],
  ["/\t/evil.example", "/"],
  ["https://evil.example", "/"],
  ["javascript:alert(1)", "/"],
  ["/sign-in?return=/sign-in", "/"],
  ["", "/"],
  [undefined, "/"],
])("after signing in, %j leads to %s", (text, place) => {
  expect(returnPlace(text)).toBe(place);
});
