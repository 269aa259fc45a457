import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { keepAnswers } from "./keep-answers.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"], now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Answers with how often it was asked, after `tookMs`. */
function anAsk(tookMs: () => number) {
  let asked = 0;
  return async () => {
    asked++;
    vi.advanceTimersByTime(tookMs());
    return await Promise.resolve(asked);
  };
}

test("a quick answer is kept for a second, a slow one longer, up to the bound", async () => {
  let took = 1;
  const keep = keepAnswers<number>(10_000);
  const ask = anAsk(() => took);
  expect(await keep("a", ask)).toBe(1);
  vi.advanceTimersByTime(999);
  expect(await keep("a", ask)).toBe(1);
  vi.advanceTimersByTime(2);
  took = 200;
  expect(await keep("a", ask)).toBe(2);
  vi.advanceTimersByTime(3999);
  expect(await keep("a", ask)).toBe(2);
  vi.advanceTimersByTime(2);
  took = 60_000;
  expect(await keep("a", ask)).toBe(3);
  vi.advanceTimersByTime(10_001);
  expect(await keep("a", ask)).toBe(4);
});

test("those who ask meanwhile share the answer, each key has its own, and failures are shared too", async () => {
  const keep = keepAnswers<number>(10_000);
  const ask = anAsk(() => 1);
  expect(await Promise.all([keep("a", ask), keep("a", ask), keep("b", ask)])).toEqual([1, 1, 2]);
  const failing = vi.fn<() => Promise<number>>(() => Promise.reject(new Error("away")));
  await expect(Promise.all([keep("c", failing), keep("c", failing)])).rejects.toThrow("away");
  await expect(keep("c", failing)).rejects.toThrow("away");
  expect(failing).toHaveBeenCalledTimes(1);
});
