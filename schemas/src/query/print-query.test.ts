import { isDeepStrictEqual } from "node:util";

import { expect, test } from "vitest";

import { compileQuery } from "./compile-query.ts";
import { completeQuery } from "./complete-query.ts";
import { parseQuery } from "./parse-query.ts";
import { printCondition, printQuery } from "./print-query.ts";
import { MAX_QUERY_LENGTH, MAX_QUERY_TERMS } from "./query-tree.ts";
import type { QueryIssue, QueryNode, Span } from "./query-tree.ts";
import { createRandom, pick, randomText, randomTree } from "./random-queries.ts";

const now = Date.UTC(2026, 7, 21, 14, 30);
const hidden = /[\p{C}\p{Zl}\p{Zp}]/u;

function isSameTree(left: QueryNode, right: QueryNode): boolean {
  return isDeepStrictEqual(withoutSpans(left), withoutSpans(right));
}

function withoutSpans(tree: QueryNode): unknown {
  const text = JSON.stringify(tree, (key, value: unknown) =>
    key === "start" || key === "end" ? undefined : value,
  );
  return JSON.parse(text);
}

function errorsOf(issues: readonly QueryIssue[]): string[] {
  return issues.filter((issue) => issue.severity === "error").map((issue) => issue.message);
}

test("a printed tree parses to the same tree", { timeout: 60_000 }, () => {
  const random = createRandom(1);
  let trees = 0;
  const failures: unknown[] = [];
  while (trees < 25_000) {
    const tree = randomTree(random);
    const text = printQuery(tree);
    const isTooBig =
      text.length > MAX_QUERY_LENGTH ||
      errorsOf(parseQuery(text).issues).some((message) =>
        message.includes(`at most ${MAX_QUERY_TERMS}`),
      );
    if (isTooBig) continue;
    trees++;
    const parsed = parseQuery(text);
    const isSame = isSameTree(parsed.tree, tree);
    const errors = errorsOf(parsed.issues);
    if (!isSame || errors.length > 0)
      failures.push({ text, errors, printed: printQuery(parsed.tree) });
    if (failures.length > 3) break;
  }
  expect(failures).toEqual([]);
});

test(
  "whatever is typed, there is a tree, spans are in range and nothing in messages is hidden",
  { timeout: 60_000 },
  () => {
    const random = createRandom(2);
    let valid = 0;
    for (let round = 0; round < 50_000; round++) {
      const text = randomQuery(random);
      const { tree, issues } = parseQuery(text);
      for (const issue of issues) {
        expectInRange(issue, text);
        if (issue.fix !== undefined) expectInRange(issue.fix, text);
        expectThat(!hidden.test(issue.message), issue.message);
      }
      visit(tree, (node) => expectInRange(node, text));
      const printed = printQuery(tree);
      const compiled = compileQuery(text, { now });
      const isRefused = errorsOf(compiled.issues).length > 0;
      expectThat(isRefused === (compiled.query === undefined), text);
      if (round % 5 === 0)
        for (const completion of completeQuery(text, Math.floor(random() * (text.length + 1))))
          expectInRange(completion, text);
      if (errorsOf(issues).length > 0) continue;
      valid++;
      expectThat(isAllRead(tree, text), text);
      const again = parseQuery(printed);
      expectThat(errorsOf(again.issues).length === 0, `${text} → ${printed}`);
      expectThat(isSameTree(again.tree, tree), `${text} → ${printed}`);
      expectThat(printQuery(again.tree) === printed, `${text} → ${printed}`);
      if (compiled.query === undefined) continue;
      expectThat(!hidden.test(compiled.query.explanation), text);
      const { query } = compileQuery(compiled.query.normalized, { now });
      expectThat(JSON.stringify(query) === JSON.stringify(compiled.query), text);
    }
    expect(valid).toBeGreaterThan(5000);
  },
);

test("a condition on a value just so finds that value and nothing else", () => {
  const random = createRandom(3);
  for (let round = 0; round < 5000; round++) {
    const value = randomText(random, 5);
    const { query } = compileQuery(printCondition("params.a.b", value), { now });
    expectThat(
      JSON.stringify(query?.filter) === JSON.stringify({ op: "is", field: "params.a.b", value }),
      value,
    );
  }
  expect(printCondition("actor", "a*")).toBe('actor:"a*"');
});

const typed = [
  "actor:alice",
  "tool:crm.*",
  "-status:denied",
  "(",
  ")",
  " ",
  " ",
  " ",
  " OR ",
  " AND ",
  "NOT ",
  "-",
  "!",
  "has:approval",
  "refund",
  '"a phrase"',
  "duration:>5s",
  "items:1..2",
  "ip:10.0.0.0/8",
  "params.a:",
  "x",
  "*",
  "actor:(a OR b)",
  "time:7d",
  "type:audit.*",
  ",",
  ":",
  '"',
  "resource:crm://contact/42",
  "con*",
  "attr.x:1..2",
] as const;

function randomQuery(random: () => number): string {
  const length = Math.floor(random() * 9);
  return Array.from({ length }, () =>
    random() < 0.8
      ? pick(random, typed)
      : random() < 0.9
        ? randomText(random, 2)
        : String.fromCharCode(random() * 0x10000),
  ).join(random() < 0.5 ? " " : "");
}

function visit(node: QueryNode, look: (span: Span, node?: QueryNode) => void): void {
  look(node, node);
  if (node.kind === "not") visit(node.of, look);
  if (node.kind === "and" || node.kind === "or") for (const member of node.of) visit(member, look);
  if (node.kind === "text") look(node.value);
  if (node.kind !== "filter") return;
  look(node.field);
  const { test: asked } = node;
  if (asked.op === "is") for (const value of asked.values) look(value);
  if (asked.op === "compare") look(asked.value);
  if (asked.op === "range") for (const value of [asked.from, asked.to]) look(value);
}

// Outside its conditions, a query is operators and nothing else; each negation is in the tree.
function isAllRead(tree: QueryNode, text: string): boolean {
  const left = text.split("");
  let negations = 0;
  visit(tree, (span, node) => {
    if (node?.kind === "not") negations++;
    if (node?.kind === "text" || node?.kind === "filter") left.fill(" ", span.start, span.end);
  });
  const signs = left.join("").match(/-|!|NOT|[^\s()]+/g) ?? [];
  const others = signs.filter((sign) => !["-", "!", "NOT"].includes(sign));
  return (
    signs.length - others.length === negations &&
    others.every((sign) => /^(?:AND|OR)[-!]*$/.test(sign))
  );
}

// A plain check: hundreds of thousands of matchers would take most of the time.
function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(`does not hold for ${JSON.stringify(what)}`);
}

function expectInRange({ start, end }: Span, text: string): void {
  expectThat(0 <= start && start <= end && end <= text.length, `${text} [${start}, ${end})`);
}
