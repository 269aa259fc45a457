import { expect, test } from "vitest";

import { offsetText } from "./offset-text.ts";

test("offsets are as long as they must be", () => {
  expect(offsetText(0)).toBe("+0:00.0");
  expect(offsetText(249_580)).toBe("+4:09.5");
  expect(offsetText(59_999)).toBe("+0:59.9");
  expect(offsetText(3_723_000)).toBe("+1:02:03");
  expect(offsetText(-1500)).toBe("−0:01.5");
});
