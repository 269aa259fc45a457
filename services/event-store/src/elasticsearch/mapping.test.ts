import { facetIds, fieldIds } from "@toolmark/schemas/fields";
import { expect, test } from "vitest";

import { anEntry } from "../contract-events.ts";
import { keyText, presenceTerm, valueTerm } from "./key-terms.ts";
import { eventMapping, eventSettings, quarantineMapping } from "./mapping.ts";
import { renderEvent } from "./stored-document.ts";

test("every field that can be counted has a place in the mapping", () => {
  expect(Object.keys(eventMapping.properties.facet.properties)).toEqual(facetIds);
});

test("every member of a document has a place in the mapping", () => {
  const document = JSON.parse(
    renderEvent(anEntry({ marks: ["late"] }), { partition: 0, offset: 0 }),
  );
  expect(Object.keys(document).toSorted()).toEqual(Object.keys(eventMapping.properties).toSorted());
});

test("nothing can add a field to an index", () => {
  const { properties } = eventMapping;
  for (const strict of [eventMapping, quarantineMapping, properties.facet, properties.log]) {
    expect(strict.dynamic).toBe("strict");
  }
});

test("every field can be asked for by value and by presence", () => {
  const terms = new Set(fieldIds.flatMap((id) => [presenceTerm(id), valueTerm(id, "a")]));
  expect(terms.size).toBe(fieldIds.length * 2);
  const keys = Object.fromEntries(fieldIds.map((id) => [id, ["a"]]));
  expect(new Set(keyText(keys).trim().split(" "))).toEqual(terms);
});

test("a term has no white space, keeps values apart and is short enough for the analyzer", () => {
  const values = [
    "",
    " ",
    "  ",
    "%20;",
    "%",
    "a b",
    "a\tb",
    "a%9;b",
    "a\u001fb",
    "a\u2003b",
    "a\u0085b",
    "x".repeat(300),
    `${"x".repeat(299)}y`,
    " ".repeat(100),
    "日".repeat(256),
  ];
  const terms = values.map((value) => valueTerm("tool", value));
  expect(new Set(terms).size).toBe(values.length);
  for (const term of terms) {
    expect(term).not.toMatch(/[\s\p{Cc}]/u);
    expect(term.length).toBeLessThanOrEqual(255);
  }
  for (const value of values) {
    expect(keyText({ tool: [value] })).toBe(`${presenceTerm("tool")} ${valueTerm("tool", value)} `);
  }
});

test("indices are sorted newest first and have a copy as soon as there is a second node", () => {
  expect(eventSettings({})).toEqual({
    number_of_shards: 1,
    auto_expand_replicas: "0-1",
    refresh_interval: "1s",
    sort: { field: ["time", "id"], order: ["desc", "desc"] },
  });
  expect(eventSettings({ shards: 3, replicas: 2, refreshInterval: "5s" })).toMatchObject({
    number_of_shards: 3,
    number_of_replicas: 2,
    refresh_interval: "5s",
  });
});
