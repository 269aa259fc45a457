import { describe, expect, test } from "vitest";

import { filterPath, pivotPath, valueActions } from "./value-actions.ts";

const search = {
  pathname: "/investigate",
  search: "?q=tool:crm.*&from=now-2h&e=1&sort=-time&zone=local",
};

describe("what can be done with a value", () => {
  test("on the search, a filter changes the query and closes the event; all else stays", () => {
    expect(filterPath(search, "actor", "bob", "not")).toBe(
      "/investigate?q=tool:crm.*+-actor:bob&from=now-2h&sort=-time&zone=local",
    );
  });

  test("from elsewhere, a filter opens the search in the time of the page", () => {
    const place = { pathname: "/policy", search: "?from=now-7d&rule=x" };
    expect(filterPath(place, "rule", "crm-export", "is")).toBe(
      "/investigate?q=rule:crm-export&from=now-7d",
    );
  });

  test.each([
    ["actor", "bob@example.com", "/actors/bob%40example.com"],
    ["agent", "sales-bot", "/actors/sales-bot?as=agent"],
    ["client", "acme-agent/0.9", "/actors/acme-agent%2F0.9?as=client"],
    ["server", "crm", "/actors/crm?as=server"],
    ["session", "a/b", "/sessions/a%2Fb"],
    ["resource", "crm://contact/42?x#y", "/resources?uri=crm://contact/42?x%23y"],
    ["object", "case:7", "/cases/7"],
    ["object", "export:7", undefined],
    ["outcome", "denied", undefined],
  ] as const)("%s %s leads to %s", (field, value, path) => {
    expect(pivotPath(field, value)).toBe(path);
  });

  test("a page that takes filters itself gets them instead of an address", () => {
    const senses: string[] = [];
    const items = valueActions({ ...search, copy: () => undefined }, "actor", "bob", (sense) =>
      senses.push(sense),
    );
    for (const item of items.slice(0, 2)) if (item !== "line") item.onSelect?.();
    expect(senses).toEqual(["is", "not"]);
  });

  test("what is copied is the raw value", () => {
    const copied: string[] = [];
    const place = { ...search, copy: (value: string) => copied.push(value) };
    const last = valueActions(place, "tool", "a\u202Eb").at(-1);
    if (last !== "line") last?.onSelect?.();
    expect(copied).toEqual(["a\u202Eb"]);
  });
});
