import { expect, test } from "vitest";

import { columnTemplate } from "./grid-item.ts";

const cell = () => null;

test("fixed columns keep their width, growing ones share what is left", () => {
  const { template, minWidth } = columnTemplate([
    { id: "time", header: "Time", width: 84, cell },
    { id: "tool", header: "Tool", grow: 1.1, minWidth: 120, cell },
    { id: "resource", header: "Resource", cell },
  ]);
  expect(template).toBe("84px minmax(120px, 1.1fr) minmax(80px, 1fr)");
  expect(minWidth).toBe(84 + 120 + 80 + 20 + 8 + 2 * 7);
});
