import { expect, test } from "vitest";

import { createFailedSignIns, FAILURES_AT_ONCE } from "./failed-sign-ins.ts";

test("an address that failed too often waits, others do not, and time makes good", () => {
  let now = 0;
  const failures = createFailedSignIns(() => now);
  for (let count = 0; count < FAILURES_AT_ONCE; count++) {
    expect(failures.mayTry("198.51.100.7")).toBe(true);
    failures.failed("198.51.100.7");
  }
  expect(failures.mayTry("198.51.100.7")).toBe(false);
  expect(failures.mayTry("198.51.100.8")).toBe(true);
  now = 5000;
  expect(failures.mayTry("198.51.100.7")).toBe(false);
  now = 6000;
  expect(failures.mayTry("198.51.100.7")).toBe(true);
  failures.failed("198.51.100.7");
  expect(failures.mayTry("198.51.100.7")).toBe(false);
});

test("what is remembered is bounded, and the newest failures stay", () => {
  const failures = createFailedSignIns(() => 0);
  for (let count = 0; count < FAILURES_AT_ONCE; count++) failures.failed("first");
  for (let index = 0; index < 10_000; index++) failures.failed(`address ${index}`);
  expect(failures.mayTry("first")).toBe(true);
});
