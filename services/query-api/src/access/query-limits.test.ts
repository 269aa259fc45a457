import type { Principal } from "@toolmark/runtime/tokens";
import { expect, test } from "vitest";

import { createLimiter, defaultQueryLimits } from "./query-limits.ts";
import type { QueryLimits } from "./query-limits.ts";

const alice: Principal = { name: "alice", role: "responder", tenant: "acme" };
const bob: Principal = { name: "bob", role: "responder", tenant: "acme" };
const overloaded = expect.objectContaining({ code: "overloaded", retryable: true });

function aLimiter(limits: Partial<QueryLimits>) {
  const clock = { ms: 0 };
  return { clock, limiter: createLimiter({ ...defaultQueryLimits, ...limits }, () => clock.ms) };
}

test("a burst is let through, then the rate, and each principal has its own", () => {
  const { limiter, clock } = aLimiter({ rate: 10, burst: 20 });
  const taken = (principal: Principal, count: number) =>
    Array.from({ length: count }, () => limiter.take(principal)).filter((no) => no === undefined);
  expect(taken(alice, 30)).toHaveLength(20);
  expect(taken(bob, 30)).toHaveLength(20);
  clock.ms = 500;
  expect(taken(alice, 30)).toHaveLength(5);
  clock.ms = 3_600_000;
  expect(taken(alice, 30)).toHaveLength(20);
});

test("the first refusal of a second is told from those after it", () => {
  const { limiter, clock } = aLimiter({ rate: 1, burst: 1 });
  expect(limiter.take(alice)).toBeUndefined();
  expect(limiter.take(alice)).toEqual({ isFirst: true, error: overloaded });
  expect(limiter.take(alice)).toMatchObject({ isFirst: false });
  clock.ms = 999;
  expect(limiter.take(alice)).toMatchObject({ isFirst: false });
  clock.ms = 1000;
  expect(limiter.take(alice)).toBeUndefined();
  expect(limiter.take(alice)).toMatchObject({ isFirst: true });
});

test("requests wait for others of the same principal in the order in which they came", async () => {
  const { limiter } = aLimiter({ concurrency: 2, waitMs: 60_000 });
  const first = await limiter.enter(alice);
  await limiter.enter(alice);
  const order: string[] = [];
  const third = limiter.enter(alice).then((slot) => {
    order.push("third");
    return slot;
  });
  const fourth = limiter.enter(alice).then(() => order.push("fourth"));
  await limiter.enter(bob);
  expect(order).toEqual([]);
  first[Symbol.dispose]();
  // A slot that is given back twice is still one.
  first[Symbol.dispose]();
  const slot = await third;
  expect(order).toEqual(["third"]);
  slot[Symbol.dispose]();
  await fourth;
  expect(order).toEqual(["third", "fourth"]);
});

test("who waits too long is refused, and takes no place", async () => {
  const { limiter } = aLimiter({ concurrency: 1, waitMs: 5 });
  const slot = await limiter.enter(alice);
  await expect(limiter.enter(alice)).rejects.toThrow(overloaded);
  slot[Symbol.dispose]();
  await limiter.enter(alice);
});

test("the number of those who wait is bounded", async () => {
  const { limiter } = aLimiter({ concurrency: 1, waitMs: 60_000 });
  const slot = await limiter.enter(alice);
  const waiting = Array.from({ length: 256 }, () => limiter.enter(alice));
  await expect(limiter.enter(alice)).rejects.toThrow(overloaded);
  slot[Symbol.dispose]();
  for (const entered of waiting) (await entered)[Symbol.dispose]();
});

test("idle principals are forgotten, busy ones are not", async () => {
  const { limiter, clock } = aLimiter({ rate: 1, burst: 1, concurrency: 1, waitMs: 1 });
  await limiter.enter(bob);
  limiter.take(alice);
  clock.ms = 500;
  for (let index = 0; index < 20_000; index++) {
    const slot = await limiter.enter({ ...alice, name: `user ${index}` });
    slot[Symbol.dispose]();
  }
  expect(limiter.take(alice)).toMatchObject({ error: overloaded });
  await expect(limiter.enter(bob)).rejects.toThrow(overloaded);
});
