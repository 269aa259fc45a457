import { expect, test } from "vitest";

import { eventField, payloadField } from "./event-fields.ts";

test("values of an event lead to the fields that find them again", () => {
  expect(eventField(["actor", "id"])).toBe("actor");
  expect(eventField(["downstream", 3, "uri"])).toBe("resource");
  expect(eventField(["policy", "checks", 0, "rule_id"])).toBe("rule");
  expect(eventField(["params", "value", "items", 0, "a.b"])).toBe(String.raw`params.items.a\.b`);
  expect(eventField(["attr", "team"])).toBe("attr.team");
});

test("values that no field is about have none", () => {
  expect(eventField(["tenant"])).toBeUndefined();
  expect(eventField(["params", "value"])).toBeUndefined();
  expect(eventField(["constructor"])).toBeUndefined();
  expect(payloadField("params", [0, 1])).toBeUndefined();
});
