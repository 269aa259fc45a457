import { expect, test } from "vitest";

import type { Answers } from "./answers.ts";
import { expectedFacts, factsOf, findMismatches } from "./check-answers.ts";

function answersWith(quarantine: readonly string[]): Answers {
  const path = "/v1/search";
  return {
    changes: { path, resource: "crm://contact/42", rows: [] },
    rogue: {
      path,
      rows: { client: "c", actors: [], agents: [], calls: 0, tools: [], read: [], changed: [] },
    },
    blocked: { path, rows: [] },
    unresolved: { path, rows: [] },
    quarantine: {
      path,
      rows: quarantine.map((reason) => ({ id: reason, reason, detail: "", bytes: 1 })),
    },
  };
}

test("every expected fact that is missing is named, with its answer", () => {
  const found = findMismatches(answersWith([]));
  for (const [name, facts] of Object.entries(expectedFacts))
    for (const fact of facts) expect(found).toContain(`${name}: expected but not found: ${fact}`);
});

function aboutQuarantine(reasons: readonly string[]): string[] {
  return findMismatches(answersWith(reasons)).filter((line) => line.startsWith("quarantine"));
}

test("a fact that comes once too often is a mismatch, its order is not", () => {
  const expected = [...expectedFacts.quarantine];
  expect(aboutQuarantine(expected.toReversed())).toEqual([]);
  expect(aboutQuarantine([...expected, "not_json"])).toEqual([
    "quarantine: found but not expected: not_json",
  ]);
});

test("facts hold neither ids nor times", () => {
  const answers = answersWith([]);
  answers.unresolved.rows.push({
    event: "0192f0c1-0000-8000-8000-000000000001",
    call: "0192f0c1-0000-7000-8000-000000000000",
    time: "2026-08-21T14:00:01.000Z",
    actor: "carol@example.com",
    assurance: "inferred",
    tool: "crm.contacts.merge",
  });
  expect(factsOf(answers).unresolved).toEqual([
    "carol@example.com (inferred), no client: crm.contacts.merge unknown",
  ]);
});
