import { createHash, hash } from "node:crypto";

/** How `createSample` chooses, for the manifest. */
export const SAMPLE_METHOD =
  "the events whose SHA-256 of the seed's UTF-8 bytes followed by the event id is smallest, in the order of the timeline";

/** Most events of a sample. */
export const MAX_SAMPLE = 10_000;

interface Candidate {
  key: string;
  id: string;
}

/** Chooses a random sample that anybody with the seed can choose again. */
export interface Sample {
  /** Takes the next id of the population, in the order of the timeline. */
  add(id: string): void;
  /** The ids chosen, in the order in which they were added. */
  ids(): string[];
  /** Size of the population, and SHA-256 in hex over its ids, each with a line feed. */
  population(): { count: number; sha256: string };
}

/**
 * Creates a sample of `size` events in one pass over ids, holding no more than `size` of them. The
 * same population and seed give the same sample; another event in the population shows in its digest.
 */
export function createSample({ size, seed }: { size: number; seed: string }): Sample {
  const heap: Candidate[] = [];
  const places = new Map<string, number>();
  const digest = createHash("sha256");
  let count = 0;

  return {
    add(id) {
      digest.update(`${id}\n`);
      const place = count++;
      const key = hash("sha256", seed + id, "hex");
      const [largest] = heap;
      if (heap.length < size) push(heap, { key, id });
      else if (largest !== undefined && key < largest.key) {
        places.delete(largest.id);
        replaceLargest(heap, { key, id });
      } else return;
      places.set(id, place);
    },
    ids: () => [...places].toSorted(([, left], [, right]) => left - right).map(([id]) => id),
    population: () => ({ count, sha256: digest.copy().digest("hex") }),
  };
}

function push(heap: Candidate[], candidate: Candidate): void {
  let at = heap.push(candidate) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (keyAt(heap, parent) >= candidate.key) break;
    heap[at] = heap[parent] ?? candidate;
    at = parent;
  }
  heap[at] = candidate;
}

function replaceLargest(heap: Candidate[], candidate: Candidate): void {
  let at = 0;
  for (;;) {
    let child = at * 2 + 1;
    if (child >= heap.length) break;
    if (keyAt(heap, child + 1) > keyAt(heap, child)) child++;
    if (keyAt(heap, child) <= candidate.key) break;
    heap[at] = heap[child] ?? candidate;
    at = child;
  }
  heap[at] = candidate;
}

function keyAt(heap: readonly Candidate[], index: number): string {
  return heap[index]?.key ?? "";
}
