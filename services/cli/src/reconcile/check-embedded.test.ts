import { expect, test } from "vitest";

import { createBits } from "./check-embedded.ts";

test("positions that come twice or not at all are counted", () => {
  const bits = createBits();
  for (const position of [5, 4, 100_000, 7]) expect(bits.add(position)).toBe(true);
  expect(bits.add(4)).toBe(false);
  expect(bits.absent()).toBe(100_000 - 4 + 1 - 4);
  expect(createBits().absent()).toBe(0);
});
