import { expect, test } from "vitest";

import { createQueryClient } from "../client.ts";
import { anEntry, recordId } from "../story.fixture.ts";
import { openLiving } from "./living.fixture.ts";

test("a client works on cases and views as the API tells of them", async () => {
  const one = recordId("one", 1, "completed");
  const outcome = { status: "success", executed: true } as const;
  const downstream = [
    { system: "crm", uri: "crm://contact/1", operation: "update", changed_fields: ["phone"] },
  ] as const;
  await using living = await openLiving({
    entries: [
      anEntry({
        type: "call.completed",
        at: 1,
        call: "one",
        operation: "op-1",
        session: { id: "s-1" },
        outcome,
        downstream: downstream.map((entry) => ({
          ...entry,
          changed_fields: [...entry.changed_fields],
        })),
      }),
    ],
  });
  const client = createQueryClient({
    url: "http://toolmark.test",
    token: "rita",
    fetch: async (request) => await living.app.fetch(request),
  });

  const { id } = await client.cases.open("A case");
  await client.cases.pin(id, [one], "look");
  await client.cases.note(id, "text");
  await client.cases.unpin(id, one);
  await client.cases.pin(id, [one]);
  const closed = await client.cases.close(id, "done");
  expect(closed).toMatchObject({ state: "closed", pins: [{ event_id: one }], notes: [{}] });
  expect(await client.cases.show(id)).toEqual(closed);
  expect((await client.cases.list()).cases).toMatchObject([{ id, pins: 1 }]);
  const imported = await client.cases.import(await client.cases.export(id));
  expect(imported).toEqual({ added: 0, case: closed });

  const view = await client.views.save("mine", { name: "Mine", definition: { q: "tool:crm.*" } });
  await client.views.save("mine", { name: "Two", definition: {} }, view.version);
  const stale = client.views.save("mine", { name: "Three", definition: {} }, view.version);
  await expect(stale).rejects.toMatchObject({
    status: 412,
    problem: { code: "changed_meanwhile" },
  });
  expect((await client.views.list()).views).toMatchObject([{ id: "mine", name: "Two" }]);
  await client.views.remove("mine");
  expect((await client.views.list()).views).toEqual([]);

  const state = await client.resourceState("crm://contact/1", { at: "2026-05-06T13:00:00Z" });
  expect(state.fields).toMatchObject([{ field: "phone", label: "unknown", event_id: one }]);
  expect((await client.sessionTree("s-1", { gap: "1m" })).operations).toHaveLength(1);
  expect((await client.operationTree("op-1")).operations).toHaveLength(1);
});
