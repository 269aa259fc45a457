import type { PositionVector } from "@toolmark/event-store/event-store";
import type { StoredDocument } from "@toolmark/schemas/normalized-event";
import { expect, test } from "vitest";

import { nextWindow, orderWindow } from "./tail-window.ts";

const at = (partition: number, offset: number) =>
  ({ log: { partition, offset } }) as unknown as StoredDocument;

const isWithin = ({ log }: StoredDocument, above: PositionVector, asof: PositionVector) =>
  log.offset > (above[log.partition] ?? -1) && log.offset <= (asof[log.partition] ?? -1);

test("a window goes no further than what is settled, and never back", () => {
  expect(nextWindow({ 0: 5 }, { 0: 5 }, 10)).toBeUndefined();
  expect(nextWindow({ 0: 5 }, { 0: 3 }, 10)).toBeUndefined();
  expect(nextWindow({}, {}, 10)).toBeUndefined();
  expect(nextWindow({ 0: 5 }, { 0: 7 }, 10)).toEqual({ 0: 7 });
  expect(nextWindow({ 0: 5, 1: 9 }, { 0: 99, 1: 2, 2: 0 }, 10)).toEqual({ 0: 10, 1: 9, 2: 0 });
  expect(nextWindow({}, { 0: 99, 1: 99, 2: 99 }, 1)).toEqual({ 0: 0, 1: 0, 2: 0 });
});

test("who goes on after any event gets exactly the rest, in the same order", () => {
  const all = [0, 1, 2].flatMap((partition) =>
    Array.from({ length: 20 }, (_, offset) => at(partition, offset)),
  );
  const settled = { 0: 19, 1: 19, 2: 19 };
  const read = (start: PositionVector, stopAfter: number) => {
    const seen: StoredDocument[] = [];
    let here = start;
    for (;;) {
      const window = nextWindow(here, settled, 7);
      if (window === undefined) return { seen, here };
      const found = all.filter((document) => isWithin(document, here, window));
      for (const { document, after } of orderWindow(found.toReversed(), here, window)) {
        seen.push(document);
        here = after;
        if (seen.length === stopAfter) return { seen, here };
      }
      here = window;
    }
  };
  expect(new Set(read({}, Infinity).seen)).toEqual(new Set(all));
  for (let cut = 1; cut < all.length; cut++) {
    const first = read({}, cut);
    const second = read(first.here, Infinity);
    const both = [...first.seen, ...second.seen];
    expect(both).toHaveLength(all.length);
    expect(new Set(both)).toEqual(new Set(all));
    for (const partition of [0, 1, 2]) {
      const offsets = both.filter(({ log }) => log.partition === partition);
      expect(offsets.map(({ log }) => log.offset)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    }
  }
});
