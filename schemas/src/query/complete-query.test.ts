import { expect, test } from "vitest";

import { completeQuery } from "./complete-query.ts";
import type { Completion } from "./complete-query.ts";
import { parseQuery } from "./parse-query.ts";

/** Completes at the bar in the text. */
function complete(marked: string): Completion[] {
  return completeQuery(marked.replace("|", ""), marked.indexOf("|"));
}

function textsAt(marked: string): (string | undefined)[] {
  return complete(marked).map((item) => (item.kind === "value" ? undefined : item.text));
}

function accepted(marked: string, { start, end }: Completion, text: string): string {
  const query = marked.replace("|", "");
  return query.slice(0, start) + text + query.slice(end);
}

test.each([
  ["ac|", "actor:"],
  ["-ac|", "actor:"],
  ["tool:x (ac|", "actor:"],
  ["us|", "actor:"],
  ["par|", "params."],
  ["si|", "since:"],
  ["has:appro|", "approval"],
  ["-has:us|", "actor"],
  ["outcome:den|", "denied"],
  ["status:(success OR den|", "denied"],
  ["status:success,den|", "denied"],
  ["type:=call.c|", "call.completed"],
  ["vantage:g|", "gateway"],
  ["provenance:s|", "signed"],
  ["mark:l|", "late"],
  ["time:yes|", "yesterday"],
  ["duration:|", ">"],
  ["a O|", "OR"],
  ["N|", "NOT"],
])("%s is completed with %s first", (marked, text) => {
  expect(textsAt(marked)[0]).toBe(text);
});

test("every field can be found by its name, with what it means", () => {
  const [first, ...rest] = complete("|");
  expect(rest.length).toBeGreaterThan(40);
  expect(first).toEqual({
    kind: "field",
    text: "type:",
    description: "kind of event",
    example: "call.completed",
    start: 0,
    end: 0,
  });
  expect(complete("us|")[0]).toMatchObject({ text: "actor:", alias: "user" });
});

test.each([
  ["actor:|", "actor", ""],
  ["actor:al|", "actor", "al"],
  ["-user:(bob OR al|", "actor", "al"],
  ['actor:"Jane D|', "actor", "Jane D"],
  ["resource:crm://con|", "resource", "crm://con"],
  ["params.id:4|", "params.id", "4"],
])("for %s the caller is asked for values of %s that begin with %j", (marked, field, prefix) => {
  expect(complete(marked)).toEqual([expect.objectContaining({ kind: "value", field, prefix })]);
});

test.each([
  '"a|',
  "actor:al*|",
  "actor:*|",
  "foo:x|",
  "actor:(a OR b)|",
  "duration:>5|",
  "params.|",
])("nothing is suggested for %s", (marked) => {
  expect(complete(marked)).toEqual([]);
});

test("a completion replaces the whole word under the cursor", () => {
  const cases = [
    ["tool:x ac|tr:alice b", "actor:", "tool:x actor:alice b"],
    ["outcome:de|nid", "denied", "outcome:denied"],
    ["outcome:(de|nid OR success)", "denied", "outcome:(denied OR success)"],
    ['actor:"Jane D|oe" b', '"Jane Dow"', 'actor:"Jane Dow" b'],
    ["has:ap|prova b", "approval", "has:approval b"],
  ] as const;
  for (const [marked, text, result] of cases) {
    const [completion] = complete(marked);
    expect(completion && accepted(marked, completion, text)).toBe(result);
    expect(parseQuery(result).issues).toEqual([]);
  }
});

test("a cursor outside the text counts as its nearest end", () => {
  expect(completeQuery("ac", 99)).toEqual(completeQuery("ac", 2));
  expect(completeQuery("ac", -1)).toEqual(completeQuery("ac", 0));
});
