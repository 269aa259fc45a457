import { describe, expect, test } from "vitest";

import { listConditions } from "./conditions.ts";
import { facetRows, matchingRows } from "./facet-rows.ts";

const counted = [
  { value: "crm", count: 7 },
  { value: null, count: 2 },
];

describe("rows of a field", () => {
  test("values that the query names are marked, also in lists and in another case", () => {
    const rows = facetRows("server", counted, listConditions("server:(CRM OR billing)"));
    expect(rows).toEqual([
      { value: "crm", count: 7, sense: "wanted" },
      { value: null, count: 2 },
    ]);
  });

  test("an excluded value stays, so that it can be taken back", () => {
    expect(facetRows("server", counted, listConditions("-server:hr"))[1]).toEqual({
      value: "hr",
      count: 0,
      sense: "excluded",
    });
  });

  test("events without the field are marked when they are asked for", () => {
    const rows = facetRows("server", counted, listConditions("-has:server"));
    expect(rows[1]).toEqual({ value: null, count: 2, sense: "wanted" });
  });

  test("are found by their field or their value", () => {
    const rows = facetRows("server", counted, []);
    expect(matchingRows(rows, "Server", "serv")).toHaveLength(2);
    expect(matchingRows(rows, "Server", "cr")).toHaveLength(1);
  });
});
