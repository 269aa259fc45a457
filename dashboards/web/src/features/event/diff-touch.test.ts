import { expect, test } from "vitest";

import { diffTouch } from "./diff-touch.ts";
import type { Touch } from "./diff-touch.ts";

const touch = (more: Partial<Touch>): Touch => ({ system: "crm", operation: "update", ...more });

test("changed values stand first, equal ones are a number", () => {
  const before = { email: "a", owner: "carol", address: { city: "Bonn", zip: "1" }, tags: ["x"] };
  const after = { email: "b", owner: "carol", address: { city: "Köln", zip: "1" }, tags: ["x"] };
  expect(diffTouch(touch({ before, after }), false)).toEqual({
    rows: [
      { kind: "changed", field: "email", before: "a", after: "b" },
      { kind: "changed", field: "/address/city", before: "Bonn", after: "Köln" },
    ],
    unchanged: 3,
    isHidden: false,
  });
});

test("a value that was redacted on both sides is neither changed nor the same", () => {
  const state = { tax_id: "[redacted:national_id]", name: "Jane" };
  expect(diffTouch(touch({ before: state, after: { ...state, name: "June" } }), false)).toEqual({
    rows: [
      { kind: "changed", field: "name", before: "Jane", after: "June" },
      { kind: "redacted", field: "tax_id", rule: "national_id" },
    ],
    unchanged: 0,
    isHidden: false,
  });
});

test("hidden states leave the names that the emitter gave", () => {
  expect(diffTouch(touch({ changed_fields: ["email", "email", "owner"] }), true)).toEqual({
    rows: [
      { kind: "named", field: "email" },
      { kind: "named", field: "owner" },
    ],
    unchanged: undefined,
    isHidden: true,
  });
});

test("a name that the values show already is not repeated, nor one that stands above them", () => {
  const diff = diffTouch(
    touch({
      before: { email: "a", address: { city: "Bonn" } },
      after: { email: "b", address: { city: "Köln" } },
      changed_fields: ["email", "address", "score"],
    }),
    false,
  );
  expect(diff.rows.map(({ kind, field }) => [kind, field])).toEqual([
    ["changed", "email"],
    ["changed", "/address/city"],
    ["named", "score"],
  ]);
});

test("members whose names are those of every object are compared as any other", () => {
  const before = JSON.parse('{"__proto__": "a", "constructor": 1}');
  const after = JSON.parse('{"__proto__": "b", "constructor": 1}');
  expect(diffTouch(touch({ before, after }), false)).toMatchObject({
    rows: [{ kind: "changed", field: "__proto__", before: "a", after: "b" }],
    unchanged: 1,
  });
});

test("a creation and a deletion show every value on their one side", () => {
  expect(diffTouch(touch({ operation: "create", after: { a: 1 } }), false).rows).toEqual([
    { kind: "changed", field: "a", after: 1 },
  ]);
  expect(diffTouch(touch({ operation: "delete", before: { a: 1 } }), false).rows).toEqual([
    { kind: "changed", field: "a", before: 1 },
  ]);
});
