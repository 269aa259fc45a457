import { expect, test } from "vitest";

import { wholeMinutes } from "./use-investigation.ts";

test("ranges within the same minutes are asked about once, and nothing of them is left out", () => {
  expect(
    wholeMinutes({ from: "2026-01-02T10:00:59.999Z", to: "2026-01-02T11:00:00.001Z" }),
  ).toEqual({
    from: "2026-01-02T10:00:00.000Z",
    to: "2026-01-02T11:01:00.000Z",
  });
});
