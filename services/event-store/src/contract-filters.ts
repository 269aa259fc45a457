import { everything } from "@toolmark/schemas/filter";
import type { Filter } from "@toolmark/schemas/filter";
import { expect } from "vitest";

import { anAttempt, anEntry } from "./contract-events.ts";
import type { DefinePromise } from "./contract-promise.ts";
import { actor, is, not, rows, text, timeline, tool } from "./contract-questions.ts";

/** Defines what filters promise. */
export function promiseFilters(promise: DefinePromise): void {
  promise("values match exactly whatever characters they hold", async ({ store }) => {
    const values = [
      "plain",
      "two words",
      `"quoted"`,
      "it's",
      "a*",
      "a",
      "aa",
      "what?",
      "a:b",
      "a/b/c",
      "a\\b",
      "50%",
      "%20",
      "(x) OR (y)",
      "NOT x",
      "-1",
      "+1",
      "a b",
      "a+b",
      "a=b",
      "a,b",
      "a;b",
      "tab\there",
      "alice@example.com",
      "Ärger",
      "日本語のツール",
      "мир",
      "😀",
      "ﬁne",
      "x".repeat(300),
      `${"x".repeat(300)}y`,
      "x".repeat(256),
      "null",
      "undefined",
      "__proto__",
      "<b>",
      "{}",
      "[]",
      "~",
      "^a",
      "$",
      "|",
      "&",
      "#",
      "!",
    ];
    const batch = values.map((name) => anEntry({ event: tool(name) }));
    await store.append(batch);
    await store.refresh();
    for (const [index, value] of values.entries()) {
      const query = { ...rows, filter: is("tool", value) };
      const found = await timeline(store, query, "newest", 10);
      expect({ value, found }).toEqual({ value, found: [batch[index]?.index.id] });
    }
    for (const value of ["", " ", "*", "pla", "plain ", "x".repeat(299), "%", "a%3Ab"]) {
      expect(await store.count({ ...rows, filter: is("tool", value) })).toBe(0);
    }
  });

  promise("comparison ignores case and compatible forms of letters", async ({ store }) => {
    const cases = [
      ["Alice@Example.COM", "aLICE@eXAMPLE.com"],
      ["ÄRGER", "ärger"],
      ["ＷＩＤＥ", "wide"],
      ["ﬁne", "FINE"],
    ] as const;
    for (const [id] of cases) await store.append([anEntry({ event: actor(id) })]);
    await store.refresh();
    for (const [, asked] of cases) {
      expect(await store.count({ ...rows, filter: is("actor", asked) })).toBe(1);
    }
  });

  promise("negation counts events that lack the field", async ({ store }) => {
    await store.append([
      anEntry({ event: tool("a") }),
      anEntry({ event: tool("b") }),
      anEntry(),
      anEntry({ tenant: "globex" }),
      anAttempt(),
    ]);
    await store.refresh();
    const count = async (filter: Filter) => await store.count({ ...rows, filter });
    const none: Filter = { op: "any", of: [] };
    expect(await count(not(is("tool", "a")))).toBe(2);
    expect(await count({ op: "has", field: "tool" })).toBe(2);
    expect(await count(not({ op: "has", field: "tool" }))).toBe(1);
    expect(await count(not(not(is("tool", "a"))))).toBe(1);
    expect(await count({ op: "all", of: [not(is("tool", "a")), not(is("tool", "b"))] })).toBe(1);
    expect(await count({ op: "any", of: [not(is("tool", "a")), is("tool", "a")] })).toBe(3);
    expect(await count({ op: "any", of: [is("tool", "a"), not(is("environment", "prod"))] })).toBe(
      1,
    );
    expect(await count(none)).toBe(0);
    expect(await count(not(none))).toBe(3);
    expect(await count(not(everything))).toBe(0);
    expect(await count({ op: "any", of: [everything, is("tool", "a")] })).toBe(3);
    expect(await count({ op: "all", of: [none, is("tool", "a")] })).toBe(0);
    expect(await count({ op: "text", words: [] })).toBe(3);
  });

  promise("conditions nest 30 deep and lists take 200 members", async ({ store }) => {
    await store.append([anEntry({ event: tool("a") }), anEntry({ event: tool("b") })]);
    await store.refresh();
    let deep: Filter = is("tool", "a");
    for (let level = 0; level < 30; level++) {
      deep = level % 2 === 0 ? { op: "any", of: [deep, is("tool", "z")] } : not(deep);
    }
    const many = Array.from({ length: 200 }, (_, n) => is("tool", n === 150 ? "a" : `no-${n}`));
    expect(await store.count({ ...rows, filter: deep })).toBe(1);
    expect(await store.count({ ...rows, filter: { op: "any", of: many } })).toBe(1);
    expect(await store.count({ ...rows, filter: { op: "all", of: many.map(not) } })).toBe(1);
  });

  promise("a field with several values matches when any of them does", async ({ store }) => {
    const read = { system: "crm", operation: "read", uri: "crm://contact/42" } as const;
    const update = { system: "billing", operation: "update", uri: "billing://Invoice/7" } as const;
    await store.append([
      anEntry({ event: { downstream: [read, update] } }),
      anEntry({ event: { downstream: [read] } }),
      anEntry({ event: { resource: { uri: "file:///etc/hosts" } } }),
    ]);
    await store.refresh();
    const count = async (filter: Filter) => await store.count({ ...rows, filter });
    expect(await count(is("system", "crm"))).toBe(2);
    expect(await count(is("system", "billing"))).toBe(1);
    expect(await count(is("resource", "billing://invoice/7"))).toBe(1);
    expect(await count(is("resource", "file:///etc/hosts"))).toBe(1);
    expect(await count(is("changed", "crm://contact/42"))).toBe(0);
    expect(await count(not(is("system", "billing")))).toBe(2);
    expect(await count({ op: "all", of: [is("system", "crm"), is("system", "billing")] })).toBe(1);
  });

  promise("text finds words and parts of identifiers, not parts of words", async ({ store }) => {
    await store.append([
      anEntry({ event: tool("crm.contacts.update") }),
      anEntry({ event: { params: { value: { note: "Refund for Élodie O'Neil, 20 €" } } } }),
      anEntry({
        event: { params: { value: { to: "bob.smith@example.co.uk", list: [4711, "日本語"] } } },
      }),
      anEntry({
        event: { error: { kind: "tool", message: `path "C:\\temp" NOT found OR * lost` } },
      }),
    ]);
    await store.refresh();
    const found = async (words: string) => await store.count({ ...rows, filter: text(words) });
    for (const words of [
      "contacts",
      "contacts.update",
      "CRM.contacts.update",
      "refund élodie",
      "ELODIE refund".replace("ELODIE", "ÉLODIE"),
      "o'neil",
      "bob",
      "smith example",
      "bob.smith@example.co.uk",
      "4711",
      "日本語",
      "not found or lost",
      "temp",
      `"lost"`,
    ]) {
      expect({ words, found: await found(words) }).toEqual({ words, found: 1 });
    }
    for (const words of ["contact", "refun", "elodie", "refund bob", "日本", "updates", "near"]) {
      expect({ words, found: await found(words) }).toEqual({ words, found: 0 });
    }
    expect(await store.count({ ...rows, filter: not(text("refund")) })).toBe(3);
  });
}
