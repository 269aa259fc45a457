import type { EventView } from "@toolmark/query-api/event-view";
import { parseQuery } from "@toolmark/schemas/query/parse-query";
import { expect, test } from "vitest";

import { groupChanged } from "./changed-resources.ts";
import { actionQuery } from "./resource-query.ts";
import { parentsOf } from "./uri-parts.ts";

const event = (id: string, person: string, downstream: object[]) =>
  ({ event: { id }, actor: { id: person }, downstream }) as unknown as EventView;
const touch = (uri: string, operation: string) => ({ uri, operation, system: "crm" });

test("a URI lies below its scheme and each part of its path", () => {
  expect(parentsOf("crm://contact/42")).toEqual([
    { label: "crm", prefix: "crm://" },
    { label: "contact", prefix: "crm://contact/" },
  ]);
  expect(parentsOf("file:///etc/ssh/sshd_config").map(({ prefix }) => prefix)).toEqual([
    "file://",
    "file:///etc/",
    "file:///etc/ssh/",
  ]);
  expect(parentsOf("no uri")).toEqual([]);
});

test("queries of counts are valid for any name of a resource or party", () => {
  for (const name of ['crm://"x" OR y', "a*b", "-x", "(", "\u202Efdp", "a\nb"])
    for (const action of ["read", "change", "aim", "denied"] as const) {
      const query = actionQuery(`crm://${name}`, action, { actor: name, agent: undefined });
      const errors = parseQuery(query).issues.filter(({ severity }) => severity === "error");
      expect({ query, errors }).toEqual({ query, errors: [] });
    }
});

test("changed resources are grouped whatever their case, the last changed first, reads left out", () => {
  const found = groupChanged([
    event("3", "bob", [touch("crm://contact/2", "update"), touch("crm://contact/2", "update")]),
    event("2", "alice", [touch("CRM://contact/2", "create"), touch("crm://contact/9", "read")]),
    event("1", "alice", [touch("crm://contact/1", "delete")]),
  ]);
  expect(found.map(({ uri, changes, people }) => [uri, changes, people])).toEqual([
    ["crm://contact/2", 2, ["bob", "alice"]],
    ["crm://contact/1", 1, ["alice"]],
  ]);
  expect(groupChanged([event("1", "a", [touch("crm://a/1", "update")])], "CRM://a")).toHaveLength(
    1,
  );
  expect(groupChanged([event("1", "a", [touch("crm://a/1", "update")])], "crm://b")).toEqual([]);
});
