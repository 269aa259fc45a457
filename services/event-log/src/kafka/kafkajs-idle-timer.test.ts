import { createRequire } from "node:module";

import { expect, test } from "vitest";

import { silenceIdleTimer } from "./kafkajs-idle-timer.ts";

interface RequestQueue {
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  push(request: object): void;
  fulfillRequest(response: object): void;
  maybeThrottle(ms: number): void;
  destroy(): void;
}

test("an idle connection plans no timer", () => {
  const { queue } = openQueue();
  queue.checkPendingRequests();
  expect(queue.throttleCheckTimeoutId).toBeNull();
});

test("a request that waits for a free place is sent when the place is free", () => {
  const { queue, sent } = openQueue();
  queue.push(aRequest(1, sent));
  queue.push(aRequest(2, sent));
  expect(sent).toEqual([1]);
  expect(queue.throttleCheckTimeoutId).not.toBeNull();
  queue.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });
  expect(sent).toEqual([1, 2]);
  queue.destroy();
});

test("a request that the broker throttled is sent when the time is over", async () => {
  const { queue, sent } = openQueue();
  queue.maybeThrottle(30);
  queue.push(aRequest(1, sent));
  expect(sent).toEqual([]);
  await expect.poll(() => sent).toEqual([1]);
  expect(queue.throttleCheckTimeoutId).toBeNull();
});

function openQueue(): { queue: RequestQueue; sent: number[] } {
  silenceIdleTimer();
  const RequestQueue = createRequire(import.meta.url)("kafkajs/src/network/requestQueue") as new (
    options: object,
  ) => RequestQueue;
  const queue = new RequestQueue({
    maxInFlightRequests: 1,
    requestTimeout: 1_000,
    logger: { debug() {}, warn() {} },
  });
  return { queue, sent: [] };
}

function aRequest(correlationId: number, sent: number[]): object {
  const entry = { correlationId, resolve() {}, reject() {} };
  return { entry, expectResponse: true, sendRequest: () => sent.push(correlationId) };
}
