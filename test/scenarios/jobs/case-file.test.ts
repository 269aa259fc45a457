import type { CaseAnswer } from "@toolmark/query-api/cases/answers";
import type { CaseDocument } from "@toolmark/query-api/cases/case-document";
import type { StackForm } from "@toolmark/stack/start-stack";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openStoryWorld, storyForms } from "./story-world.ts";
import type { StoryWorld } from "./story-world.ts";

let world: StoryWorld;
beforeAll(async () => {
  world = await openStoryWorld();
}, 240_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function send<Answer>(
  form: StackForm,
  path: string,
  body: unknown,
  as = "responder",
): Promise<Answer> {
  const asked = await world.ask(form, path, { as, method: "POST", body });
  expect(asked.status, asked.text).toBeLessThan(300);
  return asked.body as unknown as Answer;
}

/** Opens a case on a changed record, with its changes pinned and two notes. */
async function openCase(form: StackForm): Promise<CaseAnswer> {
  const { changes } = world.answers.record;
  const { id } = await send<CaseAnswer>(form, "/v1/cases", { name: "who changed contact 42" });
  await send(form, `/v1/cases/${id}/pins`, {
    event_ids: changes.map(({ event }) => event),
    note: "all within the window",
  });
  await send(form, `/v1/cases/${id}/notes`, { text: "=first look" });
  return await send<CaseAnswer>(form, `/v1/cases/${id}/notes`, { text: "the planner sent bob" });
}

describe.each(storyForms)("job 10: case file (%s)", (form) => {
  test("pins and notes are kept with their authors, and each step is itself an event of the trail", async () => {
    const { changes } = world.answers.record;
    const opened = await openCase(form);
    const pins = changes.map(({ event }) => event).toReversed();
    expect(opened.pins.map(({ event_id: id, stored }) => [id, stored])).toEqual(
      pins.map((id) => [id, true]),
    );
    expect(opened.notes.map(({ text, by }) => [text, by])).toEqual([
      ["=first look", "responder"],
      ["the planner sent bob", "responder"],
    ]);
    const { events } = await world
      .client(form)
      .search({ q: `object:"case:${opened.id}"`, order: "oldest" });
    expect(events.map(({ event }) => event.id)).toEqual(
      opened.history.map(({ event_id: id }) => id),
    );
    expect(events.map(({ event }) => event.type)).toEqual([
      "case.opened",
      "case.pinned",
      "case.noted",
      "case.noted",
    ]);
  });

  test("a note cannot be changed or taken back, a closed case takes no more, and what was unpinned stays in its history", async () => {
    const { id, notes, pins } = await openCase(form);
    const note = `/v1/cases/${id}/notes/${notes[0]?.id}`;
    for (const [method, path] of [
      ["PUT", note],
      ["DELETE", note],
      ["DELETE", `/v1/cases/${id}`],
      ["DELETE", `/v1/cases/${id}/notes`],
    ] as const) {
      const asked = await world.ask(form, path, { as: "admin", method, body: { text: "other" } });
      expect([404, 405], `${method} ${path}`).toContain(asked.status);
    }
    const pinned = pins[0]?.event_id ?? "";
    const path = `/v1/cases/${id}/pins/${pinned}`;
    expect((await world.ask(form, path, { as: "responder", method: "DELETE" })).status).toBe(200);
    const closed = await send<CaseAnswer>(form, `/v1/cases/${id}/close`, { note: "done" });
    expect(closed.pins.map(({ event_id: event }) => event)).not.toContain(pinned);
    expect(closed.history.flatMap(({ event_ids: ids = [] }) => ids)).toContain(pinned);
    expect(closed.notes.map(({ text }) => text)).toEqual(notes.map(({ text }) => text));
    const late = await world.ask(form, `/v1/cases/${id}/notes`, {
      as: "responder",
      method: "POST",
      body: { text: "one more" },
    });
    expect(late.status).toBe(409);
  });

  test("an exported case gives the same pins and notes where it is imported, once, and keeps what a pin was when its event is not there", async () => {
    const opened = await openCase(form);
    const path = `/v1/cases/${opened.id}/export`;
    const exported = (await world.ask(form, path, { as: "responder" }))
      .body as unknown as CaseDocument;
    expect(exported.events.map(({ event }) => event.id).toSorted()).toEqual(
      opened.pins.map(({ event_id: id }) => id).toSorted(),
    );
    const elsewhere = storyForms.find((other) => other !== form) ?? form;
    const taken = await send<{ case: CaseAnswer; added: number }>(
      elsewhere,
      "/v1/cases/import",
      exported,
    );
    expect(taken.case.pins.map(({ event_id: id, stored }) => [id, stored])).toEqual(
      opened.pins.map(({ event_id: id, stored }) => [id, stored]),
    );
    expect(taken.case.notes.map(({ text, at, by }) => [text, at, by])).toEqual(
      opened.notes.map(({ text, at, by }) => [text, at, by]),
    );
    const again = await send<{ added: number }>(elsewhere, "/v1/cases/import", exported);
    expect(again.added).toBe(0);

    const { case: abroad } = await send<{ case: CaseAnswer }>(
      form,
      "/v1/cases/import",
      exported,
      "globex-responder",
    );
    expect(abroad.pins.map(({ event_id: id, stored, summary }) => [id, stored, summary])).toEqual(
      opened.pins.map(({ event_id: id, summary }) => [id, false, summary]),
    );
    expect(opened.pins.every(({ summary }) => summary !== undefined)).toBe(true);
  });
});
