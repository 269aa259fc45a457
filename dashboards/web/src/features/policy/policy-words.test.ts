import type { Approval } from "@toolmark/query-api/approvals/answers";
import { expect, test } from "vitest";

import { shownApprovals } from "./approval-words.ts";
import { compareVersions, timeOfId } from "./compare-versions.ts";

const NOON = Date.UTC(2026, 7, 21, 12);
const range = { from: NOON - 86_400_000, to: NOON + 86_400_000 };
const idAt = (at: number) => {
  const hex = at.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-8000-8000-000000000000`;
};
const decided = (version: string, decision: "allow" | "deny", count: number, first: number) => ({
  rule: "crm-export",
  check: "crm",
  version,
  mode: "enforce" as const,
  decision,
  count,
  first: idAt(first),
  last: idAt(first + 1000),
});

const approval = (key: string, parts: Partial<Approval>): Approval => ({
  key,
  state: "granted",
  executions: [],
  flags: [],
  event_ids: [],
  ...parts,
});

test("versions of a rule are compared with the one before, newest first", () => {
  const [history] = compareVersions(
    [
      decided("3", "allow", 90, NOON - 10_000),
      decided("3", "deny", 10, NOON - 9000),
      decided("4", "deny", 30, NOON),
      decided("4", "allow", 70, NOON + 1),
    ],
    range,
  );
  expect(history?.versions).toMatchObject([
    { version: "4", allow: 70, deny: 30, total: 100, firstAt: NOON, denyChange: 20 },
    { version: "3", allow: 90, deny: 10, firstAt: NOON - 10_000, denyChange: undefined },
  ]);
});

test("rules that decided most come first, enforced and audited ones apart", () => {
  const histories = compareVersions(
    [
      { ...decided("1", "deny", 1, NOON), rule: "rare" },
      decided("1", "allow", 5, NOON),
      { ...decided("1", "deny", 3, NOON), mode: "audit" as const },
    ],
    range,
  );
  expect(histories.map(({ rule, mode, total }) => [rule, mode, total])).toEqual([
    ["crm-export", "enforce", 5],
    ["crm-export", "audit", 3],
    ["rare", "enforce", 1],
  ]);
});

test("an id tells its time only where it begins with one, in the range", () => {
  expect(timeOfId(idAt(NOON), range)).toBe(NOON);
  expect(timeOfId(idAt(NOON - 10 * 86_400_000), range)).toBeUndefined();
  expect(timeOfId("9f2c1e0a-1111-4222-8333-444455556666", range)).toBeUndefined();
});

test("approvals are shown by state or flag", () => {
  const all = [
    approval("a", { state: "waiting" }),
    approval("b", { flags: ["self_approved"] }),
    approval("c", {}),
  ];
  const keys = (show: Parameters<typeof shownApprovals>[1]) =>
    shownApprovals(all, show).map(({ key }) => key);
  expect(keys(undefined)).toEqual(["a", "b", "c"]);
  expect(keys("waiting")).toEqual(["a"]);
  expect(keys("self_approved")).toEqual(["b"]);
});
