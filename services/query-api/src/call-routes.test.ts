import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { CallAnswer, EventAnswer } from "./answers.ts";
import { anEntry, callIdAt, NOON, openStory, recordId, storyEntries } from "./story.fixture.ts";
import type { Story } from "./story.fixture.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(async () => await story[Symbol.asyncDispose]());

const call = async (name: string, began: number, from: Story = story): Promise<CallAnswer> => {
  const { status, body } = await from.ask(`/v1/calls/${callIdAt(NOON + began * 1000, name)}`, {
    reveal: "ticket 1",
  });
  expect({ name, status, body }).toMatchObject({ status: 200 });
  return body as CallAnswer;
};

describe("an event", () => {
  test("is shown with the proof that it is what was sealed", async () => {
    const id = recordId("update", 20, "completed");
    const { body } = await story.ask(`/v1/events/${id}`);
    expect(body).toMatchObject({ event: { event: { id } }, verified: true, faults: [] });
    expect((await story.ask(`/v1/events/${id.toUpperCase()}`)).body).toEqual(body);
  });

  test("that was changed in the store is shown with what is wrong", async () => {
    const entry = anEntry({ type: "call.completed", at: 1, call: "x", params: { value: "real" } });
    const { document } = entry;
    const forged = { ...document, x: { ...document.x, params: { value: "forged" } } };
    const moved = anEntry({ type: "call.completed", at: 2, call: "y" });
    moved.document.p["environment"] = "test";
    await using own = await openStory({ entries: [{ ...entry, document: forged }, moved] });
    const answers = await Promise.all(
      [entry, moved].map(async ({ index }) => (await own.ask(`/v1/events/${index.id}`)).body),
    );
    expect(answers.map((answer) => (answer as EventAnswer).verified)).toEqual([false, false]);
    expect((answers[0] as EventAnswer).faults).toEqual(["params is not what was sealed"]);
    expect((answers[1] as EventAnswer).faults).toEqual([
      "the payload does not have the digest of its leaf",
    ]);
  });

  test.each(["01920000-0000-8000-8000-000000000000", "nothing", "%00", "..%2f..%2fetc", "%"])(
    "of the unknown id %s is not found",
    async (id) => {
      expect(await story.ask(`/v1/events/${id}`)).toMatchObject({
        status: 404,
        body: { code: "not_found" },
      });
      expect((await story.ask(`/v1/calls/${id}`)).status).toBe(404);
    },
  );
});

describe("a call", () => {
  test("shows attempt, end, related events and what was touched", async () => {
    const answer = await call("update", 20);
    expect(answer).toMatchObject({
      call_id: callIdAt(NOON + 20_000, "update"),
      status: "success",
      summary: "the tool reported success; the tool ran",
      operation_id: "op-1",
      attempted: { concluded_by: recordId("update", 20, "completed") },
      completed: { event: { id: recordId("update", 20, "completed") } },
      related: [{ event: { type: "downstream.touched" } }],
      related_truncated: false,
    });
    expect(answer.unresolved).toBeUndefined();
    expect(answer.touched).toMatchObject([
      { system: "crm", uri: "crm://contact/42", operation: "read", changes: [] },
      {
        uri: "crm://contact/42",
        operation: "update",
        before: { phone: "+49 1" },
        changed_fields: ["phone"],
        changes: [{ field: "phone", before: "+49 1", after: "+49 2" }],
      },
      { system: "mail", operation: "send" },
      { uri: "crm://contact/43", operation: "read" },
    ]);
  });

  test.each([
    ["denied", 30, "denied", "the call was blocked; the tool did not run"],
    ["failed", 40, "tool_error", "the tool reported an error; the tool ran"],
    [
      "lost",
      60,
      "unresolved",
      "no result recorded: the call was attempted and its end was never received",
    ],
    [
      "stale",
      65,
      "unresolved",
      "no result recorded: the call was attempted and its end was never received",
    ],
    [
      "waiting",
      67,
      "unrecorded",
      "no result recorded: neither the attempt nor the end of the call was received",
    ],
    ["late", 50, "success", "the tool reported success; the tool ran"],
  ])("named %s reads %s at %s", async (name, began, status, summary) => {
    expect(await call(name, began)).toMatchObject({ status, summary });
  });

  test("that was attempted within its lease is running, and unresolved after it", async () => {
    const now = Date.now();
    const began = (now - NOON) / 1000 - 30;
    const entries = storyEntries(now);
    await using patient = await openStory({ entries });
    await using hasty = await openStory({ entries, leaseMs: 1000 });
    expect(await call("running", began, patient)).toMatchObject({
      status: "running",
      summary: "no result recorded yet: the call was attempted and may still be running",
    });
    expect((await call("running", began, hasty)).status).toBe("unresolved");
  });

  test("whose end came late shows the fact that it was given up, joined both ways", async () => {
    const answer = await call("late", 50);
    expect(answer.completed).toMatchObject({
      marks: ["late"],
      unresolved_before: recordId("late", 50, "unresolved"),
    });
    expect(answer.unresolved?.resolved_by).toBe(recordId("late", 50, "completed"));
  });

  test("whose completion says that the end is unknown never reads as success", async () => {
    await using own = await openStory({
      entries: [
        anEntry({
          type: "call.completed",
          at: 1,
          call: "u",
          outcome: { status: "unknown", executed: null },
        }),
      ],
    });
    expect(await call("u", 1, own)).toMatchObject({
      status: "unknown",
      summary: expect.stringMatching(/^no result recorded: .*; whether the tool ran is not known$/),
    });
  });

  test("with more related events than fit says so", async () => {
    const entries = Array.from({ length: 1001 }, (_, index) =>
      anEntry({ type: "policy.decided", at: 10 + index, began: 5, call: "busy" }),
    );
    const end = anEntry({ type: "call.completed", at: 5000, began: 5, call: "busy" });
    await using own = await openStory({ entries: [...entries, end] });
    const answer = await call("busy", 5, own);
    expect(answer.related).toHaveLength(1000);
    expect(answer.related_truncated).toBe(true);
    expect(answer.completed?.event.id).toBe(end.index.id);
  });
});
