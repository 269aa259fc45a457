import { expect, test } from "vitest";

import { placeLabels } from "./label-row.ts";

const row = { left: 0, right: 300, distance: 5 };

test("labels stand to the right, else to the left, else not at all", () => {
  const places = placeLabels(
    [
      { from: 100, to: 110, width: 50 },
      { from: 90, to: 95, width: 60 },
      { from: 105, to: 106, width: 60 },
      { from: 290, to: 295, width: 40 },
    ],
    row,
  );
  expect(places).toEqual([
    { x: 115, anchor: "start" },
    { x: 85, anchor: "end" },
    undefined,
    { x: 285, anchor: "end" },
  ]);
});
