import type { Json, StoredDocument } from "@toolmark/schemas/normalized-event";
import { expect } from "vitest";

import {
  NOON,
  aQuarantined,
  anAttempt,
  anEntry,
  entries,
  idOf,
  storedAs,
  storedPosition,
} from "./contract-events.ts";
import type { DefinePromise } from "./contract-promise.ts";
import { rows } from "./contract-questions.ts";

/** Defines what appends, documents, positions, attempts and quarantine promise. */
export function promiseWrites(promise: DefinePromise): void {
  promiseAppends(promise);
  promiseDocuments(promise);
  promisePositions(promise);
  promiseAttempts(promise);
  promiseQuarantine(promise);
}

function promiseAppends(promise: DefinePromise): void {
  promise("an appended event is stored and found by id", async ({ store }) => {
    const entry = anEntry();
    const [outcome] = await store.append([entry]);
    expect(outcome?.status).toBe("stored");
    await store.refresh();
    expect((await store.get("acme", [entry.index.id])).size).toBe(1);
  });

  promise("appending nothing stores nothing", async ({ store }) => {
    expect(await store.append([])).toEqual([]);
    expect(await store.positions()).toEqual({});
  });

  promise("an event that is there already stays and is handed back", async ({ store }) => {
    const first = anEntry({ event: { environment: "first" } });
    const other = anEntry({ id: first.index.id, event: { environment: "other" } });
    const position = storedPosition((await store.append([first]))[0]);
    const stored = { status: "exists", document: storedAs(first, position) };
    expect(await store.append([first])).toEqual([stored]);
    expect(await store.append([other])).toEqual([stored]);
    await store.refresh();
    expect(await store.count(rows)).toBe(1);
    expect([...(await store.get("acme", [first.index.id])).values()]).toEqual([stored.document]);
  });

  promise("of the same id twice in a batch the first one stays", async ({ store }) => {
    const first = anEntry({ event: { environment: "first" } });
    const other = anEntry({ id: first.index.id, event: { environment: "other" } });
    const outcomes = await store.append([first, other, anEntry(), first]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      "stored",
      "exists",
      "stored",
      "exists",
    ]);
    const document = storedAs(first, storedPosition(outcomes[0]));
    expect(outcomes[1]).toEqual({ status: "exists", document });
    expect(outcomes[3]).toEqual({ status: "exists", document });
  });

  promise("the same id in two tenants is two events", async ({ store }) => {
    const ours = anEntry();
    const theirs = anEntry({ id: ours.index.id, tenant: "globex" });
    const outcomes = await store.append([ours, theirs]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(["stored", "stored"]);
    await store.refresh();
    const found = await store.get("globex", [ours.index.id]);
    expect(found.get(ours.index.id)).toEqual(storedAs(theirs, storedPosition(outcomes[1])));
  });

  promise("outcomes come in the order of the entries", async ({ store }) => {
    const known = entries(5, 1);
    await store.append(known);
    const fresh = entries(5, 1);
    const mixed = known.flatMap((entry, index) => [entry, fresh[index] ?? entry]);
    const outcomes = await store.append(mixed);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(
      mixed.map((entry) => (known.includes(entry) ? "exists" : "stored")),
    );
  });

  promise("appends side by side keep every event once", async ({ store }) => {
    const shared = entries(40, 1);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        store.append([...entries(40, 1, { time: NOON + n * 1000 }), ...shared]),
      ),
    );
    const stored = outcomes.flat().filter((outcome) => outcome.status === "stored");
    expect(stored).toHaveLength(8 * 40 + 40);
    await store.refresh();
    expect(await store.count(rows)).toBe(8 * 40 + 40);
  });
}

function promiseDocuments(promise: DefinePromise): void {
  promise("documents come back exactly as they went in", async ({ store }) => {
    const values = [
      `quotes " ' \` and \\ backslashes \\" \n \r \t`,
      "emoji 🦆 separators \u2028 \u2029 \u007f and \ufeff marks",
      "x".repeat(40_000),
      JSON.parse(`{"__proto__": {"polluted": true}, "constructor": 1, "toString": null}`),
      { "10": "ten", "2": "two", "-1": "minus", "a.b": { "c.d": 1 }, "": "no name", $ref: "#" },
      [-0, 0.1, 1e21, 5e-324, 9007199254740991, -1.5],
      { object: {}, array: [], string: "", null: null, no: false },
      deeplyNested(30),
    ];
    const batch = values.map((value) => anEntry({ event: { params: { value } } }));
    const outcomes = await store.append(batch);
    await store.refresh();
    const found = await store.get(
      "acme",
      batch.map((entry) => entry.index.id),
    );
    for (const [index, entry] of batch.entries()) {
      const expected = storedAs(entry, storedPosition(outcomes[index]));
      const document = found.get(entry.index.id);
      expect(document).toEqual(expected);
      expect(JSON.stringify(document?.x)).toBe(JSON.stringify(expected.x));
    }
  });

  promise("marks come back with the document", async ({ store }) => {
    const entry = anEntry({ marks: ["late", "skewed"] });
    await store.append([entry]);
    await store.refresh();
    const [document] = (await store.get("acme", [entry.index.id])).values();
    expect(document?.marks).toEqual(["late", "skewed"]);
  });

  promise("ids that are not there are left out", async ({ store }) => {
    const entry = anEntry();
    await store.append([entry]);
    await store.refresh();
    const wanted = [anEntry().index.id, entry.index.id, "not an id", ""];
    expect([...(await store.get("acme", wanted)).keys()]).toEqual([entry.index.id]);
    expect((await store.get("acme", [])).size).toBe(0);
  });

  promise("hundreds of ids are found at once", async ({ store }) => {
    const batch = entries(700, 60_000);
    await store.append(batch);
    await store.refresh();
    const found = await store.get(
      "acme",
      batch.map((entry) => entry.index.id),
    );
    expect(found.size).toBe(700);
    for (const [id, document] of found) expect(idOf(document)).toBe(id);
  });
}

function promisePositions(promise: DefinePromise): void {
  promise("a given position is kept", async ({ store }) => {
    const batch = [
      anEntry({ position: { partition: 3, offset: 41 } }),
      anEntry({ position: { partition: 0, offset: 7 } }),
      anEntry({ position: { partition: 3, offset: 40 } }),
    ];
    const outcomes = await store.append(batch);
    expect(outcomes.map(storedPosition)).toEqual(batch.map((entry) => entry.position));
    await store.refresh();
    expect(await store.positions()).toEqual({ 0: 7, 3: 41 });
  });

  promise("without a position the store counts up in partition 0", async ({ store }) => {
    const outcomes = [
      ...(await store.append(entries(5, 1))),
      ...(await store.append(entries(5, 1))),
    ];
    const positions = outcomes.map(storedPosition);
    expect(positions.every((position) => position.partition === 0)).toBe(true);
    const offsets = positions.map((position) => position.offset);
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
    expect(new Set(offsets).size).toBe(10);
    await store.refresh();
    expect(await store.positions()).toEqual({ 0: offsets.at(-1) });
  });
}

function promiseAttempts(promise: DefinePromise): void {
  promise(
    "attempts of every tenant come in order of when they were recorded",
    async ({ store }) => {
      const batch = Array.from({ length: 90 }, (_, n) =>
        anAttempt({
          tenant: n % 3 === 0 ? "globex" : "acme",
          time: NOON + ((n * 37) % 90) * 1000,
          recorded: NOON + Math.floor(((n * 53) % 90) / 4) * 10,
        }),
      );
      for (let start = 0; start < batch.length; start += 17) {
        await store.append([...batch.slice(start, start + 17), anEntry()]);
      }
      await store.refresh();
      const range = { from: NOON + 20, to: NOON + 200 };
      const expected = batch
        .filter(({ index }) => index.recorded >= range.from && index.recorded < range.to)
        .toSorted(
          (a, b) => a.index.recorded - b.index.recorded || (a.index.id < b.index.id ? -1 : 1),
        );
      const found: StoredDocument[] = [];
      let page = await store.attempts(range, { limit: 7 });
      for (found.push(...page.documents); page.next; found.push(...page.documents)) {
        page = await store.attempts(range, { limit: 7, after: page.next });
      }
      expect(found.map(idOf)).toEqual(expected.map((entry) => entry.index.id));
      expect(await store.attempts({ from: NOON + 200, to: NOON + 200 }, { limit: 7 })).toEqual({
        documents: [],
      });
    },
  );

  promise("attempts that differ only in tenant are not lost between pages", async ({ store }) => {
    const ids = entries(6, 0).map((entry) => entry.index.id);
    const batch = ids.flatMap((id) => [anAttempt({ id }), anAttempt({ id, tenant: "globex" })]);
    await store.append(batch);
    await store.refresh();
    const range = { from: NOON, to: NOON + 1000 };
    let page = await store.attempts(range, { limit: 3 });
    const found = [...page.documents];
    while (page.next) {
      page = await store.attempts(range, { limit: 3, after: page.next });
      found.push(...page.documents);
    }
    expect(found.map(idOf)).toEqual(ids.toSorted().flatMap((id) => [id, id]));
  });
}

function promiseQuarantine(promise: DefinePromise): void {
  promise("quarantine keeps an entry once, as it first came", async ({ store }) => {
    const entry = aQuarantined({
      reason: "conflict",
      position: { partition: 2, offset: 9 },
      emitter: "crm-server",
      event_id: anEntry().index.id,
      raw: Buffer.from("x".repeat(50_000)).toString("base64"),
    });
    await store.quarantine([entry, { ...entry, detail: "twice in a batch" }]);
    await store.quarantine([{ ...entry, detail: "again", recorded: entry.recorded + 9 }]);
    await store.refresh();
    expect(await store.listQuarantine("acme", { limit: 10 })).toEqual({
      entries: [entry],
      total: 1,
      byReason: { conflict: 1 },
    });
  });

  promise("quarantine is listed newest first, by reason, with exact totals", async ({ store }) => {
    const batch = Array.from({ length: 23 }, (_, n) =>
      aQuarantined({
        recorded: NOON + Math.floor(n / 3),
        reason: n % 4 === 0 ? "too_large" : "not_json",
      }),
    );
    await store.quarantine([...batch, aQuarantined({ tenant: "globex" })]);
    await store.refresh();
    const newest = batch.toSorted((a, b) => b.recorded - a.recorded || (a.id < b.id ? 1 : -1));
    const byReason = { too_large: 6, not_json: 17 };
    let page = await store.listQuarantine("acme", { limit: 5 });
    const found = [...page.entries];
    while (page.next) {
      expect(page).toMatchObject({ total: 23, byReason });
      page = await store.listQuarantine("acme", { limit: 5, after: page.next });
      found.push(...page.entries);
    }
    expect(found).toEqual(newest);
    const large = await store.listQuarantine("acme", { limit: 100, reason: "too_large" });
    expect(large).toEqual({
      entries: newest.filter((entry) => entry.reason === "too_large"),
      total: 6,
      byReason,
    });
  });
}

function deeplyNested(depth: number): Json {
  let value: Json = "bottom";
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? { value } : [value];
  return value;
}
