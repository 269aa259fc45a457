import { hash } from "node:crypto";

import { expect, test } from "vitest";

import { createSample } from "./sample.ts";

const ids = Array.from({ length: 5000 }, (_, index) => `event-${index}`);

function chosen(population: readonly string[], size: number, seed: string) {
  const sample = createSample({ size, seed });
  for (const id of population) sample.add(id);
  return { ids: sample.ids(), population: sample.population() };
}

test.each([1, 2, 25, 999, 5000, 6000])("the smallest %d digests are chosen", (size) => {
  const smallest = new Set(
    ids
      .map((id) => [hash("sha256", `seed${id}`), id] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, size)
      .map(([, id]) => id),
  );
  expect(chosen(ids, size, "seed").ids).toEqual(ids.filter((id) => smallest.has(id)));
});

test("the same seed and population give the same sample, in whatever order it was read", () => {
  expect(chosen(ids, 25, "a")).toEqual(chosen(ids, 25, "a"));
  expect(chosen(ids.toReversed(), 25, "a").ids.toReversed()).toEqual(chosen(ids, 25, "a").ids);
  expect(chosen(ids, 25, "b").ids).not.toEqual(chosen(ids, 25, "a").ids);
});

test("another population has another digest, which anybody can compute", () => {
  const { population } = chosen(ids, 25, "a");
  expect(population).toEqual({ count: 5000, sha256: hash("sha256", `${ids.join("\n")}\n`) });
  expect(chosen(ids.slice(1), 25, "a").population.sha256).not.toBe(population.sha256);
});
