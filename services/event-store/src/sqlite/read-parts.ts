import { openReadPart } from "./read-part.ts";
import type { ReadPart } from "./read-part.ts";
import type { PartState } from "./writer-calls.ts";

/** The parts of a directory as queries see them. */
export interface ReadParts {
  /** Takes over which parts there are, oldest first; the last one is being written. */
  update(states: readonly PartState[]): void;
  /** Runs a query over the parts of now; they stay open until it is done. */
  use<Result>(query: (parts: readonly ReadPart[]) => Promise<Result>): Promise<Result>;
  /** Closes every part when the last query has ended. */
  close(): void;
}

/** Opens the parts of a directory when they are first needed. */
export function createReadParts(directory: string, onDamage: (number: number) => void): ReadParts {
  const opened = new Map<number, ReadPart>();
  let states: readonly PartState[] = [];
  let unused: ReadPart[] = [];
  let users = 0;

  function closeUnused(): void {
    if (users > 0) return;
    for (const part of unused) part[Symbol.dispose]();
    unused = [];
  }

  function current(): ReadPart[] {
    return states.map(({ number, isSealed }, index) => {
      const isClosed = index < states.length - 1;
      const part =
        opened.get(number) ?? openReadPart(directory, number, { isClosed, isSealed, onDamage });
      opened.set(number, part);
      part.refresh();
      return part;
    });
  }

  return {
    update(next) {
      states = next;
      const kept = new Set(states.map(({ number }) => number));
      for (const [number, part] of opened) {
        if (kept.has(number)) continue;
        opened.delete(number);
        unused.push(part);
      }
      for (const [index, { number, isSealed }] of states.entries()) {
        opened.get(number)?.update({ isClosed: index < states.length - 1, isSealed });
      }
      closeUnused();
    },
    async use(query) {
      users += 1;
      try {
        return await query(current());
      } finally {
        users -= 1;
        closeUnused();
      }
    },
    close() {
      states = [];
      unused.push(...opened.values());
      opened.clear();
      closeUnused();
    },
  };
}
