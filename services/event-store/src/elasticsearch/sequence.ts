/** Numbers for entries that come without a position. */
export interface Sequence {
  /** Runs `work` with the first of `count` new numbers, one work at a time. */
  take<Result>(count: number, work: (first: number) => Promise<Result>): Promise<Result>;
}

/**
 * Continues after the highest number there is. Elasticsearch has no counter, so this one is in
 * memory: it is exact for one writer, which is what a store without a log has. Numbers of a batch
 * that was not stored are not given again. One batch at a time, so that what is visible has no
 * number below one that comes later.
 */
export function createSequence(readHighest: () => Promise<number>): Sequence {
  let next: number | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  async function takeNow<Result>(count: number, work: (first: number) => Promise<Result>) {
    next ??= (await readHighest()) + 1;
    const first = next;
    next += count;
    return await work(first);
  }

  return {
    async take(count, work) {
      const result = turn.then(async () => takeNow(count, work));
      turn = result.catch(() => {});
      return await result;
    },
  };
}
