/** Most values that are counted one by one. */
const MAX_VALUES = 10_000;

const MAX_VALUE_CHARACTERS = 512;

/** Counts how often values occur, in bounded memory. */
export interface Counter {
  add(value: string): void;
  /** The most frequent values, or the first ones in order; `rest` is the count of all others. */
  top(
    limit: number,
    options: { inOrder?: boolean | undefined },
  ): { values: [value: string, count: number][]; more: number; rest: number };
}

/** Creates a counter. Values beyond the first 10,000 are counted together. */
export function createCounter(): Counter {
  const counts = new Map<string, number>();
  let beyond = 0;
  return {
    add(value) {
      const key =
        value.length > MAX_VALUE_CHARACTERS ? value.slice(0, MAX_VALUE_CHARACTERS) : value;
      const known = counts.get(key);
      if (known !== undefined) counts.set(key, known + 1);
      else if (counts.size < MAX_VALUES) counts.set(key, 1);
      else beyond++;
    },
    top(limit, { inOrder = false }) {
      const sorted = [...counts].toSorted(([left, a], [right, b]) =>
        inOrder || a === b ? (left < right ? -1 : 1) : b - a,
      );
      const values = sorted.slice(0, limit);
      const rest = sorted.slice(limit).reduce((sum, [, count]) => sum + count, beyond);
      return { values, more: sorted.length - values.length + (beyond > 0 ? 1 : 0), rest };
    },
  };
}
