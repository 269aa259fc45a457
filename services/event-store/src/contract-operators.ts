import { pathName } from "@toolmark/schemas/fields";
import type { FieldName } from "@toolmark/schemas/fields";
import type { Filter } from "@toolmark/schemas/filter";
import type { Json } from "@toolmark/schemas/normalized-event";
import { expect } from "vitest";

import { NOON, anAttempt, anEntry } from "./contract-events.ts";
import type { DefinePromise } from "./contract-promise.ts";
import { is, not, rows, timeline, tool } from "./contract-questions.ts";
import type { EventStore, StoreEntry } from "./event-store.ts";

/** Defines what the operators beyond plain equality promise. */
export function promiseOperators(promise: DefinePromise): void {
  promiseExactness(promise);
  promisePatterns(promise);
  promiseRanges(promise);
  promisePaths(promise);
  promiseEvidence(promise);
}

function promiseExactness(promise: DefinePromise): void {
  promise("an exact value is found only as it is written", async ({ store }) => {
    const values = ["Alice", "alice", "ALICE", "ﬁne", "fine", "two Words", "two words", "日本"];
    await append(
      store,
      values.map((name) => anEntry({ event: tool(name) })),
    );
    for (const value of values) {
      expect(await count(store, exact("tool", value))).toBe(1);
      expect(await count(store, not(exact("tool", value)))).toBe(values.length - 1);
    }
    for (const value of ["aLICE", "FINE", "Two Words", ""]) {
      expect(await count(store, exact("tool", value))).toBe(0);
    }
    expect(await count(store, is("tool", "aLiCe"))).toBe(3);
  });

  promise("of several values, written both ways, each is found exactly", async ({ store }) => {
    await append(store, [touched("CRM", "crm"), touched("CRM"), touched("crm"), touched("erp")]);
    expect(await count(store, exact("system", "CRM"))).toBe(2);
    expect(await count(store, exact("system", "crm"))).toBe(2);
    expect(
      await count(store, { op: "all", of: [exact("system", "CRM"), exact("system", "crm")] }),
    ).toBe(1);
    expect(await count(store, exact("system", "Crm"))).toBe(0);
  });
}

function promisePatterns(promise: DefinePromise): void {
  promise("a star stands for any characters or none, anywhere in a value", async ({ store }) => {
    const names = [
      "crm.contacts.update",
      "crm.deals.update",
      "CRM.Contacts.Read",
      "crmupdate",
      "update",
      "a b c",
      "50% off",
      "%20",
      `say "it's"`,
      "日本語の更新",
      "smile 😀 more",
      "back\\slash",
      "a+b(c)[d]{e}|f^g$h.i?j#k&l~m<n>",
      `${"long ".repeat(25)}x${"y".repeat(100)}`,
    ];
    const batch = names.map((name, at) => anEntry({ time: NOON + at, event: tool(name) }));
    await append(store, batch);
    const cases: Record<string, number[]> = {
      "*": names.map((_, at) => at),
      "crm*update": [0, 1, 3],
      "crm*": [0, 1, 2, 3],
      "*.update": [0, 1],
      "*update": [0, 1, 3, 4],
      "*contacts*": [0, 2],
      "C*m.*.*D*": [0, 1, 2],
      "*.*.*.*": [],
      "u*p*d*a*t*e": [4],
      "crm.contacts.update": [0],
      "crm.contacts.update*update": [],
      "a*c": [5],
      "* *": [5, 6, 8, 10, 13],
      "*%*": [6, 7],
      "%20*": [7],
      "*20": [7],
      "*0*": [6, 7],
      "*2*": [7],
      "*f*": [6, 12],
      '*"*': [8],
      "*'*": [8],
      "*語*": [9],
      "日*新": [9],
      "*😀*": [10],
      "*\\*": [11],
      "a+b(*": [12],
      "*]{*}|*^*$*.*?*#*&*~*<*>": [12],
      "long *": [13],
      "long *long*": [13],
    };
    for (const [pattern, expected] of Object.entries(cases)) {
      const found = await timeline(store, { ...rows, filter: like(pattern) }, "oldest", 50);
      const places = found.map((id) => batch.findIndex(({ index }) => index.id === id));
      expect({ pattern, found: places }).toEqual({ pattern, found: expected });
      expect(await count(store, not(like(pattern)))).toBe(names.length - expected.length);
    }
  });

  promise("a pattern of hundreds of values goes with any other condition", async ({ store }) => {
    const batch = Array.from({ length: 700 }, (_, n) =>
      anEntry({
        time: NOON + n,
        tenant: n % 7 === 0 ? "globex" : "acme",
        event: {
          ...tool(`t${n % 350}.${n % 2 === 0 ? "read" : "update"}`),
          ...(n % 3 === 0 && { actor: { type: "user", id: `user-${n}`, assurance: "verified" } }),
        },
      }),
    );
    await append(store, batch);
    const read = like("*.read");
    const person = { op: "matches", field: "actor", pattern: pieces("*-*") } as const;
    const one = like("t1*.*e");
    const holds: [Filter, (n: number) => boolean][] = [
      [read, (n) => n % 2 === 0],
      [not(read), (n) => n % 2 !== 0],
      [person, (n) => n % 3 === 0],
      [{ op: "all", of: [read, not(person)] }, (n) => n % 2 === 0 && n % 3 !== 0],
      [{ op: "any", of: [read, person] }, (n) => n % 2 === 0 || n % 3 === 0],
      [{ op: "any", of: [not(read), is("tool", "t4.read")] }, (n) => n % 2 !== 0 || n % 350 === 4],
      [
        { op: "all", of: [not({ op: "any", of: [read, is("actor", "user-9")] }), person] },
        (n) => n % 2 !== 0 && n % 3 === 0 && n !== 9,
      ],
      [{ op: "all", of: [read, one, is("environment", "prod")] }, () => false],
    ];
    for (const [filter, isMatch] of holds) {
      const expected = batch.filter(({ index }, n) => index.tenant === "acme" && isMatch(n));
      const query = { ...rows, filter };
      const ids = expected.map(({ index }) => index.id);
      expect(await timeline(store, query, "oldest", 100)).toEqual(ids);
      expect(await timeline(store, query, "newest", 100)).toEqual(ids.toReversed());
      expect(await store.count(query)).toBe(ids.length);
      expect(await store.count({ ...query, from: NOON + 100, to: NOON + 200 })).toBe(
        expected.filter(({ index }) => index.time >= NOON + 100 && index.time < NOON + 200).length,
      );
      const { environment } = await store.facets(query, ["environment"], 5);
      expect(environment?.[0]?.count ?? 0).toBe(ids.length);
    }
  });
}

function promiseRanges(promise: DefinePromise): void {
  promise("numbers are compared as numbers", async ({ store }) => {
    const values: Json[] = [-1e300, -2.5, -1, -0, 0.5, 2, 17, 100, 4096, 1e300, "17", true];
    await append(
      store,
      values.map((amount) => anEntry({ event: { params: { value: { amount } } } })),
    );
    for (const [min, max] of [
      [-Infinity, Infinity],
      [0, Infinity],
      [-Infinity, 0],
      [-2.5, 17],
      [17, 17],
      [3, 16],
      [0.4, 0.6],
      [100, 99],
      [2, 4096],
    ] as const) {
      const inside = values.filter((n) => typeof n === "number" && n >= min && n <= max);
      expect({ min, max, found: await count(store, amountBetween(min, max)) }).toEqual({
        min,
        max,
        found: inside.length,
      });
    }
    // Text that looks like a number is found by its value alone.
    expect(await count(store, is("params.amount", "17"))).toBe(2);
    const duration: Filter = { op: "between", field: "duration", min: 1, max: 5 };
    expect(await count(store, duration)).toBe(0);
    expect(await count(store, not(duration))).toBe(values.length);
  });

  promise("addresses of both families lie in networks", async ({ store }) => {
    const addresses = ["10.1.2.3", "10.1.3.3", "192.168.0.1", "2001:db8::1", "2001:db9::1", "host"];
    await append(
      store,
      addresses.map((ip) =>
        anEntry({ event: { client: { address: { ip }, assurance: "self_reported" } } }),
      ),
    );
    for (const [network, expected] of [
      ["10.0.0.0/8", 2],
      ["10.1.2.0/24", 1],
      ["10.1.2.3", 1],
      ["0.0.0.0/0", 3],
      ["::ffff:10.1.0.0/112", 2],
      ["2001:db8::/32", 1],
      ["2001:db8::/31", 2],
      ["::/0", 5],
      ["10.0.0.0/99", 0],
      ["host", 0],
    ] as const) {
      const filter: Filter = { op: "within", field: "ip", network };
      expect({ network, found: await count(store, filter) }).toEqual({ network, found: expected });
    }
  });

  promise("a word is found by how it begins", async ({ store }) => {
    await append(store, [
      anEntry({ event: tool("crm.contacts.update") }),
      anEntry({ event: { params: { value: { note: "Refunds: 日本語, Élodie" } } } }),
    ]);
    const prefix = async (begin: string) => await count(store, { op: "prefix", prefix: begin });
    for (const begin of ["con", "crm.contacts.u", "upd", "refund", "日", "éL".toLowerCase()]) {
      expect({ begin, found: await prefix(begin) }).toEqual({ begin, found: 1 });
    }
    for (const begin of ["ontacts", "efund", "本", "crm.d", ":tool", ":", "update crm"]) {
      expect({ begin, found: await prefix(begin) }).toEqual({ begin, found: 0 });
    }
  });
}

function promisePaths(promise: DefinePromise): void {
  promise(
    "a value inside parameters, results and attributes is found by its path",
    async ({ store }) => {
      const value = {
        contact: { Id: "C-7", tags: ["new", { deep: "yes" }] },
        "odd.name": "dotted",
        "back\\slash": 1,
        "a=b": "sign",
        "": "unnamed",
        "with space": false,
        empty: "",
        nothing: null,
      };
      await append(store, [
        anEntry({ event: { params: { value }, attr: { team: "red" } } }),
        anEntry({ event: { result: { value: { contact: { Id: "C-7" } } } } }),
        anEntry({ event: { params: { value: { contacts: "C-7" } } } }),
      ]);
      const found: [FieldName, string][] = [
        ["params.contact.Id", "c-7"],
        ["params.contact.tags", "new"],
        ["params.contact.tags.deep", "yes"],
        [pathName("params", ["odd.name"]), "dotted"],
        [pathName("params", ["back\\slash"]), "1"],
        [pathName("params", ["a=b"]), "sign"],
        [pathName("params", [""]), "unnamed"],
        [pathName("params", ["with space"]), "false"],
        ["attr.team", "red"],
        ["result.contact.Id", "C-7"],
      ];
      for (const [field, text] of found) {
        expect({ field, found: await count(store, is(field, text)) }).toEqual({ field, found: 1 });
        expect(await count(store, { op: "exact", field, value: text.replace("c-7", "C-7") })).toBe(
          1,
        );
        expect(await count(store, { op: "has", field })).toBe(1);
      }
      for (const [field, text] of [
        ["params.contact.id", "c-7"],
        ["params.odd.name", "dotted"],
        ["params.contact", "c-7"],
        ["attr.contact.Id", "C-7"],
      ] as const) {
        expect({ field, found: await count(store, is(field, text)) }).toEqual({ field, found: 0 });
      }
    },
  );

  promise("a path is there when it holds a value or members with values", async ({ store }) => {
    await append(store, [
      anEntry({ event: { params: { value: { contact: { id: 7 }, list: [{ id: 1 }] } } } }),
      anEntry({ event: { params: { value: { contacts: "x", nothing: null, blank: {} } } } }),
      anEntry({ event: { attr: { contact: "x" } } }),
    ]);
    const has = async (field: FieldName) => await count(store, { op: "has", field });
    expect(await has("params.contact")).toBe(1);
    expect(await has("params.contact.id")).toBe(1);
    expect(await has("params.list")).toBe(1);
    expect(await has("params.contacts")).toBe(1);
    expect(await has("attr.contact")).toBe(1);
    for (const field of ["params.con", "params.nothing", "params.blank", "params.id"] as const) {
      expect({ field, found: await has(field) }).toEqual({ field, found: 0 });
    }
    expect(await count(store, not({ op: "has", field: "params.contact" }))).toBe(2);
  });
}

function promiseEvidence(promise: DefinePromise): void {
  promise("reads of the trail are evidence, as attempts are", async ({ store }) => {
    const read = anEntry({ time: NOON + 1, type: "audit.searched" });
    const attempt = anAttempt();
    const row = anEntry({ time: NOON + 2 });
    await append(store, [read, attempt, row]);
    const ids = async (kind: "rows" | "attempts" | "all") =>
      await timeline(store, { ...rows, kind }, "oldest", 5);
    expect(await ids("rows")).toEqual([row.index.id]);
    expect(await ids("attempts")).toEqual([attempt.index.id, read.index.id]);
    expect(await ids("all")).toEqual([attempt.index.id, read.index.id, row.index.id]);
    expect((await store.facets(rows, ["type"], 5)).type).toEqual([
      { value: "call.completed", count: 1 },
    ]);
    expect(await store.histogram(rows, 60_000)).toEqual([{ start: NOON, count: 1 }]);
  });
}

async function append(store: EventStore, batch: readonly StoreEntry[]): Promise<void> {
  await store.append(batch);
  await store.refresh();
}

async function count(store: EventStore, filter: Filter): Promise<number> {
  return await store.count({ ...rows, filter });
}

/** The field has exactly this value. */
function exact(field: FieldName, value: string): Filter {
  return { op: "exact", field, value };
}

function amountBetween(min: number, max: number): Filter {
  return { op: "between", field: "params.amount", min, max };
}

/** An event that read from these systems. */
function touched(...systems: string[]): StoreEntry {
  return anEntry({
    event: { downstream: systems.map((system) => ({ system, operation: "read" })) },
  });
}

/** A tool's name as a pattern; every star of the text is one. */
function like(pattern: string): Filter {
  return { op: "matches", field: "tool", pattern: pieces(pattern) };
}

function pieces(pattern: string): ("*" | { literal: string })[] {
  return pattern
    .split(/(\*)/)
    .filter((piece) => piece !== "")
    .map((piece) => (piece === "*" ? piece : { literal: piece }));
}
