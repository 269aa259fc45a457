import { fieldIds } from "@toolmark/schemas/fields";
import { expect, test } from "vitest";

import { explainQuery } from "./explain-query.ts";
import { conditionNames, filterNames, readConditions, toFilter } from "./query-filter.ts";

const read = (query: string) => readConditions(new URLSearchParams(query));

test("every field and alias is a parameter, and none is taken by another meaning", () => {
  for (const id of fieldIds) expect(filterNames).toContain(id);
  expect(new Set(filterNames).size).toBe(filterNames.length);
  const reserved = [...conditionNames, "from", "to", "asof", "limit", "cursor", "order", "fields"];
  for (const name of [...reserved, "interval", "by"]) expect(filterNames).not.toContain(name);
});

test("values of one field are alternatives, fields and words are all wanted", () => {
  const conditions = read(
    "user=alice&actor=bob&actor=alice&tool=crm.x&has=approval,rule&missing=error&text=Refund order.7",
  );
  expect(conditions).toEqual({
    kind: "rows",
    filters: { actor: ["alice", "bob"], tool: ["crm.x"] },
    text: ["refund", "order", "7"],
    has: ["approval", "rule"],
    missing: ["error"],
  });
  expect(toFilter(conditions)).toEqual({
    op: "all",
    of: [
      {
        op: "any",
        of: [
          { op: "is", field: "actor", value: "alice" },
          { op: "is", field: "actor", value: "bob" },
        ],
      },
      { op: "is", field: "tool", value: "crm.x" },
      { op: "has", field: "approval" },
      { op: "has", field: "rule" },
      { op: "not", of: { op: "has", field: "error" } },
      { op: "text", words: ["refund", "order", "7"] },
    ],
  });
});

test("nothing in a value is an operator", () => {
  for (const value of ["-x", "*", "a,b", "NOT x", "tool:y", '"q"', "a OR b"]) {
    const conditions = readConditions(new URLSearchParams([["tool", value]]));
    expect(toFilter(conditions)).toEqual({
      op: "all",
      of: [{ op: "is", field: "tool", value }],
    });
  }
});

test("asking for attempts by name brings them in, whatever the case", () => {
  expect(read("phase=Attempt").kind).toBe("all");
  expect(read("type=call.attempted").kind).toBe("all");
  expect(read("phase=attempt&kind=rows").kind).toBe("rows");
  expect(read("phase=outcome").kind).toBe("rows");
});

test.each([
  ["actor=", "actor has no value; missing=actor asks for events without it"],
  ["text=%21%3F", "text holds no word"],
  ["has=aktor", `"aktor" is none, did you mean actor?`],
  ["missing=", "missing takes names of fields"],
  ["kind=row", "kind is one of rows, attempts, all"],
  [`has=${"x".repeat(500)}`, "…"],
  [Array.from({ length: 201 }, (_, index) => `tool=${index}`).join("&"), "at most 200"],
])("%.40s is refused with a reason", (query, reason) => {
  expect(() => read(query)).toThrow(reason);
});

test("the explanation says in words what is asked for", () => {
  expect(explainQuery(read(""), {})).toBe("all events except attempts");
  expect(
    explainQuery(read("actor=a&actor=b&has=approval&missing=error&text=x&kind=all"), {
      from: 0,
      to: 1000,
    }),
  ).toBe(
    'events including attempts where actor is "a" or "b" and approval has a value and error has no value and the text holds "x" and the time is 1970-01-01T00:00:00.000Z or later and the time is before 1970-01-01T00:00:01.000Z',
  );
});
