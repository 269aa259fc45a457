import { expect, test } from "vitest";

import { bucketInterval } from "./bucket-interval.ts";

test.each([
  [0, 1, 1],
  [0, 60_000, 1000],
  [0, 3_600_000, 30_000],
  [0, 86_400_000, 600_000],
  [0, 30 * 86_400_000, 6 * 3_600_000],
])("from %d to %d the interval is %d", (from, to, interval) => {
  expect(bucketInterval(from, to)).toBe(interval);
});

test("a range of any length and place has at most 200 buckets", () => {
  for (let length = 1; length < 1e15; length = Math.ceil(length * 3.7)) {
    for (const from of [0, 12_345, 1_778_068_800_123]) {
      const interval = bucketInterval(from, from + length);
      const buckets = Math.ceil((from + length) / interval) - Math.floor(from / interval);
      expect(buckets).toBeLessThanOrEqual(200);
    }
  }
});
