import { facetIds } from "@toolmark/schemas/fields";
import { expect, test } from "vitest";

import { anEntry } from "../contract-events.ts";
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
