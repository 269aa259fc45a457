import { describe, expect, test } from "vitest";

import type { EventLog, LogBatch, LogConsumer, LogRecord, ReceivedRecord } from "./event-log.ts";
import { MAX_RECORD_BYTES, recordBytes } from "./record-limits.ts";

/** A promise of the contract that a driver does not hold; `test` is its title. */
export interface Deviation {
  test: string;
  reason: string;
}

/** An empty log, and a way to open the same one again, as another process would after a restart. */
export interface EventLogUnderTest extends AsyncDisposable {
  readonly log: EventLog;
  /** The caller disposes what it gets. */
  reopen(): Promise<EventLog>;
}

const GROUP = "contract";
/** Longer than any backend takes to let a consumer join. */
const SOON = { timeout: 20_000, interval: 20 } as const;

/** Every promise in ./event-log.ts as a test. `open` must return an empty log each time. */
export function describeEventLog(
  driver: string,
  open: () => Promise<EventLogUnderTest>,
  deviations: readonly Deviation[] = [],
): void {
  const promise = (
    title: string,
    run: (log: EventLog, reopen: () => Promise<EventLog>) => Promise<void>,
  ): void => {
    const deviation = deviations.find((entry) => entry.test === title);
    test.skipIf(deviation)(deviation ? `${title} (${deviation.reason})` : title, async () => {
      await using opened = await open();
      await run(opened.log, () => opened.reopen());
    });
    titles.push(title);
  };
  const titles: string[] = [];

  describe(`event log contract: ${driver}`, () => {
    promise("what publish acknowledged comes to a consumer as it was published", async (log) => {
      const records = [
        aRecord({ headers: { "toolmark-tenant": "acme", "ünïcode-✓": "日本語 🙂 \u0000 end" } }),
        aRecord({ headers: {} }),
        aRecord({ key: "clé-日本" }),
      ];
      await using seen = await consume(log);
      await log.publish(records);
      await expect.poll(() => seen.records.length, SOON).toBe(3);
      expect(seen.plain()).toEqual(expect.arrayContaining(records.map(plain)));
    });

    promise("a value of any bytes arrives unchanged, and so does an empty one", async (log) => {
      const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const large = new Uint8Array(300_000).map((_, index) => (index * 7919) >> 3);
      const values = [every, new Uint8Array(0), large, Uint8Array.of(0), every.toReversed()];
      await using seen = await consume(log);
      await log.publish(values.map((value) => aRecord({ value })));
      await expect.poll(() => seen.records.length, SOON).toBe(values.length);
      const arrived = seen.records.map((record) => Buffer.from(record.value ?? "null"));
      expect(arrived).toEqual(values.map((value) => Buffer.from(value)));
    });

    promise("publishing nothing resolves", async (log) => {
      await using seen = await consume(log);
      await log.publish([]);
      expect(seen.records).toEqual([]);
    });

    promise("records of one key arrive in the order of publishing", async (log) => {
      await using seen = await consume(log);
      const keys = ["a", "b", "c", "d", "e"];
      const calls: Promise<void>[] = [];
      for (let call = 0; call < 40; call++) {
        // Not awaited one by one: calls that overlap keep their order too.
        calls.push(
          log.publish(keys.map((key) => aRecord({ key, value: bytes(`${key} ${call}`) }))),
        );
      }
      await Promise.all(calls);
      await expect.poll(() => seen.records.length, SOON).toBe(200);
      for (const key of keys) {
        const ofKey = seen.texts().filter((text) => text.startsWith(key));
        expect(ofKey).toEqual(Array.from({ length: 40 }, (_, call) => `${key} ${call}`));
      }
    });

    promise("concurrent publishes all arrive, each once", async (log) => {
      await using seen = await consume(log);
      const calls = Array.from({ length: 60 }, (_, call) =>
        numbered(20, `call ${call} record`).map((record) => ({
          ...record,
          key: `key ${call % 7}`,
        })),
      );
      await Promise.all(calls.map((records) => log.publish(records)));
      await expect.poll(() => seen.records.length, SOON).toBe(1_200);
      expect(new Set(seen.texts())).toEqual(new Set(texts(calls.flat())));
    });

    promise("one publish of several megabytes arrives whole and in order", async (log) => {
      await using seen = await consume(log);
      const records = numbered(700, "large", 10_000);
      await log.publish(records);
      await expect.poll(() => seen.records.length, SOON).toBe(records.length);
      expect(seen.texts()).toEqual(texts(records));
    });

    promise("a record of exactly the limit is taken", async (log) => {
      await using seen = await consume(log);
      const frame = recordBytes(aRecord({ value: new Uint8Array(0) }));
      await log.publish([aRecord({ value: new Uint8Array(MAX_RECORD_BYTES - frame).fill(65) })]);
      await expect.poll(() => seen.records.length, SOON).toBe(1);
    });

    promise(
      "a record above the limit is refused and nothing of its call is published",
      async (log) => {
        await using seen = await consume(log);
        const tooLarge = aRecord({ value: new Uint8Array(MAX_RECORD_BYTES) });
        await expect(log.publish([aRecord(), tooLarge, aRecord()])).rejects.toMatchObject({
          code: "payload_too_large",
        });
        const after = aRecord({ value: bytes("after") });
        await log.publish([after]);
        await expect.poll(() => seen.texts(), SOON).toEqual(["after"]);
      },
    );

    promise("a consumer gets its next batch only when the handler has resolved", async (log) => {
      let running = 0;
      let most = 0;
      await using seen = await consume(log, async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
      });
      const calls = numbered(50, "one by one").map((record) => log.publish([record]));
      await Promise.all(calls);
      await expect.poll(() => seen.records.length, SOON).toBe(50);
      expect(most).toBe(1);
    });

    promise(
      "after the handler threw, the same records come again before later ones",
      async (log) => {
        const attempts: string[][] = [];
        await using seen = await consume(log, async (batch) => {
          attempts.push(texts(batch.records));
          if (attempts.length <= 2) throw new TypeError("the handler has a fault");
        });
        const first = log.publish(numbered(3, "first"));
        await expect.poll(() => attempts.length, SOON).toBeGreaterThan(0);
        const second = log.publish(numbered(3, "second"));
        await Promise.all([first, second]);
        await expect.poll(() => seen.records.length, SOON).toBe(6);
        expect(attempts[1]).toEqual(attempts[0]);
        expect(attempts[2]?.slice(0, attempts[0]?.length)).toEqual(attempts[0]);
        expect(seen.texts()).toEqual(texts([...numbered(3, "first"), ...numbered(3, "second")]));
      },
    );

    promise(
      "what the handler has not resolved comes to the next consumer of the group",
      async (log) => {
        const attempts: string[][] = [];
        const failing = await log.consume(
          GROUP,
          async (batch) => {
            attempts.push(texts(batch.records));
            throw new Error("store is away");
          },
          unexpected,
        );
        const published = log.publish(numbered(5, "kept"));
        await expect.poll(() => attempts.length, SOON).toBeGreaterThan(0);
        await failing[Symbol.asyncDispose]();
        await using seen = await consume(log);
        await expect.poll(() => seen.texts(), SOON).toEqual(texts(numbered(5, "kept")));
        await published;
      },
    );

    promise(
      "a consumer that is closed lets the batch in hand finish, and nothing is lost",
      async (log) => {
        const inHand = Promise.withResolvers<LogBatch>();
        const finish = Promise.withResolvers<void>();
        const stopping = await log.consume(
          GROUP,
          async (batch) => {
            inHand.resolve(batch);
            await finish.promise;
          },
          unexpected,
        );
        const published = publishOneByOne(log, numbered(30, "record"));
        const batch = await inHand.promise;
        const stopped = stopping[Symbol.asyncDispose]();
        expect(batch.signal.aborted).toBe(true);
        finish.resolve();
        await stopped;
        expect(stopping.state().ready).toBe(false);

        await using seen = await consume(log);
        await published;
        const finished = texts(batch.records);
        const rest = texts(numbered(30, "record")).filter((text) => !finished.includes(text));
        await expect.poll(() => seen.records.length, SOON).toBe(rest.length);
        expect(seen.texts()).toEqual(rest);
      },
    );

    promise(
      "a slow handler is told of the close, and what it gives up comes again",
      async (log) => {
        const attempts: string[][] = [];
        const slow = await log.consume(
          GROUP,
          async (batch) => {
            attempts.push(texts(batch.records));
            await untilAborted(batch.signal);
            throw new Error("gave up");
          },
          unexpected,
        );
        const published = log.publish(numbered(4, "slow"));
        await expect.poll(() => attempts.length, SOON).toBe(1);
        await slow[Symbol.asyncDispose]();
        expect(attempts.length).toBe(1);
        await using seen = await consume(log);
        await expect.poll(() => seen.texts(), SOON).toEqual(texts(numbered(4, "slow")));
        await published;
      },
    );

    promise("two groups each get everything, at their own pace", async (log) => {
      const hold = Promise.withResolvers<void>();
      await using slow = await consume(log, () => hold.promise, "slow");
      await using fast = await consume(log, undefined, "fast");
      await log.publish(numbered(10, "record"));
      await expect.poll(() => fast.records.length, SOON).toBe(10);
      expect(slow.records).toEqual([]);
      hold.resolve();
      await expect.poll(() => slow.records.length, SOON).toBe(10);
    });

    promise("a new group starts at the oldest record", async (log) => {
      await log.publish(numbered(5, "old"));
      await using seen = await consume(log, undefined, "newcomer");
      await expect.poll(() => seen.texts(), SOON).toEqual(texts(numbered(5, "old")));
    });

    promise("after a restart a group goes on where it was", async (log, reopen) => {
      await log.publish(numbered(5, "before"));
      {
        await using seen = await consume(log);
        await expect.poll(() => seen.records.length, SOON).toBe(5);
      }
      await log.publish(numbered(5, "between"));
      await log[Symbol.asyncDispose]();
      await using again = await reopen();
      await using seen = await consume(again);
      await again.publish(numbered(5, "after"));
      const expected = texts([...numbered(5, "between"), ...numbered(5, "after")]);
      await expect.poll(() => seen.records.length, SOON).toBeGreaterThanOrEqual(10);
      expect(seen.texts()).toEqual(expected);
    });

    promise("lag counts what was not consumed and returns to zero", async (log) => {
      const hold = Promise.withResolvers<void>();
      await using seen = await consume(log, () => hold.promise);
      const published = log.publish(numbered(10, "record"));
      await expect.poll(() => totalLag(log), SOON).toBe(10);
      hold.resolve();
      await published;
      await expect.poll(() => seen.records.length, SOON).toBe(10);
      await expect.poll(() => totalLag(log), SOON).toBe(0);
      for (const { committed, end } of await log.lag(GROUP)) expect(committed).toBe(end);
    });

    promise("a consumer says that it is ready, and why it is not", async (log) => {
      let fails = false;
      await using seen = await consume(log, async () => {
        if (fails) throw new Error("store is away");
      });
      await expect.poll(() => seen.consumer.state(), SOON).toEqual({ ready: true });
      fails = true;
      const published = log.publish([aRecord()]);
      await expect
        .poll(() => seen.consumer.state(), { ...SOON, interval: 5 })
        .toEqual({ ready: false, reason: expect.stringContaining("store is away") });
      fails = false;
      await published;
      await expect.poll(() => seen.consumer.state(), SOON).toEqual({ ready: true });
      await seen.consumer[Symbol.asyncDispose]();
      expect(seen.consumer.state()).toEqual({ ready: false, reason: expect.any(String) });
    });

    promise("check resolves while the log takes records", async (log) => {
      await using seen = await consume(log);
      await expect.poll(() => seen.consumer.state().ready, SOON).toBe(true);
      await log.check();
    });

    promise("after close everything is refused as disposed", async (log) => {
      await log[Symbol.asyncDispose]();
      const disposed = { code: "disposed" };
      await expect(log.publish([aRecord()])).rejects.toMatchObject(disposed);
      await expect(log.consume(GROUP, async () => {}, unexpected)).rejects.toMatchObject(disposed);
      await expect(log.lag(GROUP)).rejects.toMatchObject(disposed);
      await expect(log.check()).rejects.toMatchObject(disposed);
      await log[Symbol.asyncDispose]();
    });

    promise(
      "closing the log waits for what was published and closes its consumers",
      async (log) => {
        const seen = await consume(log);
        const published = log.publish(numbered(20, "last"));
        await log[Symbol.asyncDispose]();
        await published;
        expect(seen.consumer.state().ready).toBe(false);
      },
    );

    test("every deviation names a promise of the contract", () => {
      for (const deviation of deviations) expect(titles).toContain(deviation.test);
    });
  });
}

interface Seen extends AsyncDisposable {
  consumer: LogConsumer;
  /** Records of the batches that the handler resolved. */
  records: ReceivedRecord[];
  texts(): string[];
  plain(): unknown[];
}

async function consume(
  log: EventLog,
  handler: (batch: LogBatch) => Promise<void> = async () => {},
  group = GROUP,
): Promise<Seen> {
  const records: ReceivedRecord[] = [];
  const consumer = await log.consume(
    group,
    async (batch) => {
      await handler(batch);
      records.push(...batch.records);
    },
    unexpected,
  );
  return {
    consumer,
    records,
    texts: () => texts(records),
    plain: () => records.map(plain),
    [Symbol.asyncDispose]: () => consumer[Symbol.asyncDispose](),
  };
}

/** Thrown where nothing catches it, so that the run fails whoever calls this. */
function unexpected(error: unknown): void {
  setImmediate(() => {
    throw new Error("the consumer failed for good", { cause: error });
  });
}

async function publishOneByOne(log: EventLog, records: readonly LogRecord[]): Promise<void> {
  await Promise.all(records.map((record) => log.publish([record])));
}

async function totalLag(log: EventLog): Promise<number> {
  return (await log.lag(GROUP)).reduce((sum, partition) => sum + partition.lag, 0);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function aRecord(overrides: Partial<LogRecord> = {}): LogRecord {
  return {
    key: "operation",
    value: bytes("{}"),
    headers: { "toolmark-tenant": "default" },
    ...overrides,
  };
}

function numbered(count: number, label: string, size = 0): LogRecord[] {
  return Array.from({ length: count }, (_, index) =>
    aRecord({ value: bytes(`${label} ${index}`.padEnd(size, ".")) }),
  );
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function texts(records: readonly { value: Uint8Array | null }[]): string[] {
  return records.map((record) => new TextDecoder().decode(record.value ?? undefined));
}

function plain(record: { key: string | null; value: Uint8Array | null; headers: object }): unknown {
  return { key: record.key, value: texts([record])[0], headers: { ...record.headers } };
}
