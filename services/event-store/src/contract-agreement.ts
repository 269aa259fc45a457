import { expect } from "vitest";

import { seededRandom, storedPosition } from "./contract-events.ts";
import { bucketsOf, countValues, select } from "./contract-model.ts";
import type { PlacedEntry } from "./contract-model.ts";
import type { DefinePromise } from "./contract-promise.ts";
import { inOrder, scanned, timeline } from "./contract-questions.ts";
import { pick, randomCounts, randomEntry, randomQuery } from "./contract-random.ts";

const EVENTS = 600;
const QUESTIONS = 150;

/** Defines that a store agrees with a plain reading of the port on random events and questions. */
export function promiseAgreement(promise: DefinePromise): void {
  promise("answers to random questions are those of a plain scan", async ({ store }) => {
    const random = seededRandom(20_260_506);
    const batch = Array.from({ length: EVENTS }, () => randomEntry(random));
    const placed: PlacedEntry[] = [];
    for (let start = 0; start < batch.length;) {
      const some = batch.slice(start, start + 1 + Math.floor(random() * 60));
      const outcomes = await store.append(some);
      placed.push(
        ...some.map((entry, at) => ({ ...entry, position: storedPosition(outcomes[at]) })),
      );
      start += some.length;
    }
    await store.refresh();
    const highest = await store.positions();
    for (let n = 0; n < QUESTIONS; n++) {
      const query = randomQuery(random, highest);
      const matching = select(placed, query);
      const order = random() < 0.5 ? "newest" : "oldest";
      const { fields, interval } = randomCounts(random);
      const [by] = fields;
      if (by === undefined) throw new Error("there is always a field to count");
      const ids = inOrder(matching, order);
      const answer = {
        ids: await timeline(store, query, order, pick(random, [13, 50, 200])),
        scanned: await scanned(store, query, order),
        count: await store.count(query),
        facets: await store.facets(query, fields, 5),
        histogram: await store.histogram(query, interval, by),
      };
      expect({ query, ...answer }).toEqual({
        query,
        ids,
        scanned: ids,
        count: matching.length,
        facets: Object.fromEntries(
          fields.map((field) => [field, countValues(matching, field).slice(0, 5)]),
        ),
        histogram: bucketsOf(matching, interval, by),
      });
    }
  });
}
