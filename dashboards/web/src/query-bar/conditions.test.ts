import { compileQuery } from "@toolmark/schemas/query/compile-query";
import { parseQuery } from "@toolmark/schemas/query/parse-query";
import { printQuery } from "@toolmark/schemas/query/print-query";
import { createRandom, randomTree } from "@toolmark/schemas/query/random-queries";
import {
  array,
  assert,
  boolean,
  constantFrom,
  integer,
  nat,
  oneof,
  pre,
  property,
  string,
} from "fast-check";
import { describe, expect, test } from "vitest";

import {
  addCondition,
  hasCondition,
  invertCondition,
  listConditions,
  removeCondition,
  senseOf,
  toggleCondition,
} from "./conditions.ts";

const hostile = [
  "crm://contact/42?a=b&c=d#e",
  "http://[::1]:80/x",
  'say "hi"',
  "a*b",
  "*",
  "-lead",
  "!x",
  ">5",
  "=x",
  "a..b",
  "OR",
  "not",
  "a,b",
  "(a)",
  "a\\b",
  "\u0000\u001b[31m",
  "a\nb\tc",
  "\u202eevil",
  "日本 語",
  "“quoted”",
  "\ud800",
  " lead and trail ",
];
const anyValue = oneof(
  constantFrom(...hostile),
  string({ unit: "binary", minLength: 1, maxLength: 80 }),
  array(constantFrom(...hostile), { minLength: 1, maxLength: 4 }).map((all) => all.join("")),
);
const anyField = constantFrom("actor", "resource", "client", "tool", "params.a b.c" as const);
const anyQuery = integer().map((seed) => printQuery(randomTree(createRandom(seed))));

describe("adding a condition", () => {
  test("asks for exactly the value that was given, whatever is in it", () => {
    assert(
      property(anyField, anyValue, boolean(), (field, value, negated) => {
        const { query, issues } = compileQuery(addCondition("", field, value, { negated }), {
          now: 0,
        });
        expect(issues).toEqual([]);
        const filter = { op: "is", field, value };
        expect(query?.filter).toEqual(negated ? { op: "not", of: filter } : filter);
      }),
    );
  });

  test("and taking it away leaves the query that was there", () => {
    assert(
      property(anyQuery, anyField, anyValue, boolean(), (text, field, value, negated) => {
        pre(!hasCondition(text, field, value, { negated }));
        pre(!hasCondition(text, field, value, { negated: !negated }));
        pre(senseOf(listConditions(text), field, value) === undefined);
        const added = addCondition(text, field, value, { negated });
        pre(added.length <= 2048 && listConditions(added).length > 0);
        expect(hasCondition(added, field, value, { negated })).toBe(true);
        const back = removeCondition(added, listConditions(added).length - 1);
        expect(canonical(back)).toBe(canonical(text));
        expect(canonical(toggleCondition(added, field, value, { negated }))).toBe(canonical(text));
      }),
    );
  });

  test("events without a field are asked for by its absence", () => {
    expect(addCondition("tool:a", "actor", null)).toBe("tool:a -has:actor");
    expect(addCondition("-has:actor", "actor", null, { negated: true })).toBe("has:actor");
    expect(hasCondition("-has:actor", "actor", null)).toBe(true);
  });
});

describe("toggling a condition", () => {
  test("takes back what names the value, in a list and in another case too", () => {
    expect(toggleCondition("server:(CRM OR billing) tool:a", "server", "crm")).toBe(
      "server:billing tool:a",
    );
    expect(toggleCondition("server:CRM", "server", "crm")).toBe("");
    expect(toggleCondition("-server:(crm OR hr)", "server", "hr", { negated: true })).toBe(
      "-server:crm",
    );
    expect(toggleCondition("-has:actor tool:a", "actor", null)).toBe("tool:a");
  });

  test("adds what nothing names", () => {
    expect(toggleCondition("server:cr* tool:a", "server", "crm")).toBe(
      "server:cr* tool:a server:crm",
    );
    expect(toggleCondition('actor:="Alice"', "actor", "alice")).toBe("actor:=Alice actor:alice");
    expect(toggleCondition("(", "server", "crm")).toBe("( server:crm");
  });
});

describe("inverting a condition", () => {
  test("twice gives the same query", () => {
    assert(
      property(anyQuery, nat(3), (text, index) => {
        // A negated AND falls apart into its members, which are conditions of their own then.
        pre(listConditions(text)[index]?.node.kind !== "and");
        const inverted = invertCondition(text, index);
        pre(inverted.length <= 2048 && listConditions(inverted).length > index);
        const [before, after] = [text, invertCondition(inverted, index)].map((query) =>
          listConditions(query).map(({ node, negated }) => [negated, printQuery(node)]),
        );
        expect(after).toEqual(before);
        const { negated } = listConditions(text)[index] ?? {};
        const isTurned = listConditions(inverted)[index]?.negated !== negated;
        expect(isTurned).toBe(!isTime(index, text));
      }),
    );
  });

  test("turns alternatives as a whole, and leaves time alone", () => {
    expect(invertCondition("actor:a OR actor:b", 0)).toBe("-(actor:a OR actor:b)");
    expect(invertCondition("-client:a*", 0)).toBe("client:a*");
    expect(invertCondition("since:7d tool:a", 0)).toBe("since:7d tool:a");
  });
});

describe("listing conditions", () => {
  test("names what each is about, with its place", () => {
    const text = "server:(crm OR billing) has:agent -client:batch/* refund";
    expect(
      listConditions(text).map(({ field, value, negated, start, end }) => [
        negated,
        field,
        value,
        text.slice(start, end),
      ]),
    ).toEqual([
      [false, "server", "crm or billing", "server:(crm OR billing)"],
      [false, "has", "agent", "has:agent"],
      [true, "client", "batch/*", "-client:batch/*"],
      [false, "text", "refund", "refund"],
    ]);
  });

  test("lists nothing of a query that cannot be read", () => {
    expect(listConditions("actor:(a OR")).toEqual([]);
    expect(removeCondition("actor:(a OR", 0)).toBe("actor:(a OR");
  });

  test("values of lists count as named, patterns do not", () => {
    const conditions = listConditions('server:(CRM OR b*) -server:hr tool:="Exact"');
    const senses = ["crm", "b*", "hr", "mail"].map((value) => senseOf(conditions, "server", value));
    expect(senses).toEqual(["wanted", undefined, "excluded", undefined]);
    expect(senseOf(conditions, "tool", "Exact")).toBe("wanted");
    expect(senseOf(conditions, "tool", "exact")).toBeUndefined();
  });
});

function isTime(index: number, text: string): boolean {
  const node = listConditions(text)[index]?.node;
  return node === undefined || (node.kind === "filter" && node.field.type === "time");
}

function canonical(text: string): string {
  return printQuery(parseQuery(text).tree);
}
