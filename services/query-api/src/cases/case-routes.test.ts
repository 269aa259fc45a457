import { afterAll, beforeAll, expect, test } from "vitest";

import { anEntry, recordId } from "../story.fixture.ts";
import type { CaseAnswer, CasesAnswer } from "./answers.ts";
import type { CaseDocument } from "./case-document.ts";
import { openLiving } from "./living.fixture.ts";
import type { Living } from "./living.fixture.ts";

const aCall = (call: string, at: number, server: string) =>
  anEntry({
    type: "call.completed",
    at,
    call,
    server: { name: server },
    tool: { name: `${server}.update` },
    actor: { type: "user", id: "alice@example.com", assurance: "verified" },
    params: { value: { secret: "sesame" } },
    outcome: { status: "success", executed: true },
  });
const entries = [aCall("one", 1, "crm"), aCall("two", 2, "crm"), aCall("wiki", 3, "wiki")];
const [one, two, wiki] = [
  recordId("one", 1, "completed"),
  recordId("two", 2, "completed"),
  recordId("wiki", 3, "completed"),
];

let living: Living;
beforeAll(async () => {
  living = await openLiving({ entries });
});
afterAll(async () => await living[Symbol.asyncDispose]());

type Ask = Parameters<Living["ask"]>[2];
const post = async (path: string, body: unknown, options: Ask = {}, to = living) =>
  await to.ask("POST", `/v1/cases${path}`, { ...options, body });
const open = async (name: string, to = living): Promise<CaseAnswer> =>
  await to.done("POST", "/v1/cases", { body: { name } });
const show = async (id: string, options: Ask = {}, from = living): Promise<CaseAnswer> =>
  await from.done("GET", `/v1/cases/${id}`, options);
const exported = async (id: string, options: Ask = {}, from = living): Promise<CaseDocument> =>
  await from.done("GET", `/v1/cases/${id}/export`, options);

test("a case holds pins with what the event was, notes with author and time, and every step", async () => {
  const { id } = await open("Rogue agent");
  await post(`/${id}/pins`, { event_ids: [two.toUpperCase(), one], note: "look here" });
  await post(`/${id}/notes`, { text: "asked alice\nshe did not know" }, { as: "carl" });
  const found = await show(id);
  expect(found).toMatchObject({
    id,
    name: "Rogue agent",
    state: "open",
    opened_by: "rita",
    complete: true,
    pins: [
      {
        event_id: one,
        stored: true,
        type: "call.completed",
        time: "2026-05-06T12:00:01.000Z",
        summary: "alice@example.com crm.update on crm ended success",
        note: "look here",
        pinned_by: "rita",
      },
      { event_id: two, stored: true },
    ],
    notes: [{ text: "asked alice\nshe did not know", by: "carl" }],
  });
  expect(found.history.map(({ type, by }) => [type, by])).toEqual([
    ["case.opened", "rita"],
    ["case.pinned", "rita"],
    ["case.noted", "carl"],
  ]);
  expect(JSON.stringify(found)).not.toContain("sesame");
  const recorded = living.facts.filter(({ audit }) => audit?.object?.id === id);
  expect(recorded.map(({ event }) => event.id)).toEqual(found.history.map((step) => step.event_id));
});

test("nothing is taken back: what was unpinned stays in the history", async () => {
  const { id } = await open("Unpinned");
  await post(`/${id}/pins`, { event_ids: [one, two] });
  const after: CaseAnswer = await living.done("DELETE", `/v1/cases/${id}/pins/${one}`);
  expect(after.pins.map((pin) => pin.event_id)).toEqual([two]);
  expect(after.history.map(({ type, event_ids: ids }) => [type, ids])).toEqual([
    ["case.opened", undefined],
    ["case.pinned", [one, two]],
    ["case.unpinned", [one]],
  ]);
  expect((await living.ask("DELETE", `/v1/cases/${id}/pins/${one}`)).status).toBe(404);
  await post(`/${id}/pins`, { event_ids: [one] });
  expect((await show(id)).pins).toHaveLength(2);
});

test("pinning what is pinned already records nothing", async () => {
  const { id } = await open("Twice");
  await post(`/${id}/pins`, { event_ids: [one] });
  await post(`/${id}/pins`, { event_ids: [one, one] });
  expect((await show(id)).history).toHaveLength(2);
});

test("a case that was closed stays as it is", async () => {
  const { id } = await open("Closed");
  await post(`/${id}/pins`, { event_ids: [one] });
  await post(`/${id}/close`, { note: "false alarm" }, { as: "carl" });
  expect(await show(id)).toMatchObject({
    state: "closed",
    closed_by: "carl",
    closing_note: "false alarm",
    pins: [{ event_id: one }],
  });
  for (const answer of [
    await post(`/${id}/pins`, { event_ids: [two] }),
    await post(`/${id}/notes`, { text: "more" }),
    await post(`/${id}/close`, { note: "again" }),
    await living.ask("DELETE", `/v1/cases/${id}/pins/${one}`),
  ])
    expect(answer).toMatchObject({ status: 409, body: { code: "conflict" } });
});

test("an event that the reader cannot see is pinned no more than one that is not there", async () => {
  const { id } = await open("Scoped");
  const none = "00000000-0000-8000-8000-000000000000";
  const hidden = await post(`/${id}/pins`, { event_ids: [one, wiki] }, { as: "nils" });
  expect(hidden).toMatchObject({ status: 404, body: { event_ids: [one] } });
  const missing = await post(`/${id}/pins`, { event_ids: [none] });
  expect(missing).toMatchObject({ status: 404, body: { event_ids: [none] } });
  expect((await show(id)).pins).toEqual([]);
});

test("who may see some servers only reads and makes cases, and is told nothing of other events", async () => {
  const { id } = await open("Shared with nils");
  await post(`/${id}/pins`, { event_ids: [one, wiki] });
  const added = await post(`/${id}/notes`, { text: "mine" }, { as: "nils" });
  expect(added.status).toBe(200);
  const seen = await show(id, { as: "nils" });
  expect(seen.notes).toHaveLength(1);
  const pins = new Map(seen.pins.map((pin) => [pin.event_id, pin]));
  expect(pins.get(wiki)).toMatchObject({ stored: true, summary: expect.any(String) });
  expect(pins.get(one)).toMatchObject({ stored: false });
  expect(pins.get(one)).not.toHaveProperty("summary");
  const document = await exported(id, { as: "nils" });
  expect(document.events.map(({ event }) => event.id)).toEqual([wiki]);
  expect(JSON.stringify(document)).not.toContain("crm.update");
});

test("a pin says what its event was after the event is gone, and when the event is another", async () => {
  const { id } = await open("Kept");
  await post(`/${id}/pins`, { event_ids: [one] });
  const document = await exported(id);
  await using elsewhere = await openLiving();
  await elsewhere.done("POST", "/v1/cases/import", { body: document });
  expect((await show(id, {}, elsewhere)).pins).toMatchObject([
    {
      event_id: one,
      stored: false,
      summary: "alice@example.com crm.update on crm ended success",
      time: "2026-05-06T12:00:01.000Z",
    },
  ]);
  const forged = aCall("one", 1, "crm");
  forged.document.leaf.sha256 = "F".repeat(43);
  await elsewhere.store.append([forged]);
  expect((await show(id, {}, elsewhere)).pins[0]).toMatchObject({ stored: true, altered: true });
  expect((await show(id)).pins[0]).not.toHaveProperty("altered");
});

const plain = (answer: CaseAnswer) => ({
  ...answer,
  pins: answer.pins.map(({ imported: _imported, ...pin }) => pin),
  notes: answer.notes.map(({ imported: _imported, ...note }) => note),
  history: answer.history.map(({ imported: _imported, event_id: _id, ...step }) => step),
});

test("an import gives the same pins and notes with their authors and times, once however often it comes", async () => {
  const { id } = await open("To move");
  await post(`/${id}/pins`, { event_ids: [one, two], note: "both" });
  await post(`/${id}/notes`, { text: "first" }, { as: "carl" });
  await living.done("DELETE", `/v1/cases/${id}/pins/${two}`);
  await post(`/${id}/close`, { note: "done" });
  const before = await show(id);
  const document = await exported(id);

  await using elsewhere = await openLiving({ entries });
  const body = { ...document, events: undefined };
  const [first, second] = await Promise.all([
    elsewhere.done("POST", "/v1/cases/import", { as: "carl", body }),
    elsewhere.done("POST", "/v1/cases/import", { as: "carl", body }),
  ]);
  expect([first, second]).toMatchObject([{ case: { id } }, { case: { id } }]);
  const again: { added: number } = await elsewhere.done("POST", "/v1/cases/import", { body });
  expect(again.added).toBe(0);
  const after = await show(id, {}, elsewhere);
  expect(plain(after)).toEqual(plain(before));
  expect(after.notes[0]).toMatchObject({ by: "carl", imported: { by: "carl" } });
  expect((await exported(id, {}, elsewhere)).facts).toEqual(document.facts);

  const home: { added: number } = await living.done("POST", "/v1/cases/import", { body });
  expect(home.added).toBe(0);
  expect(await show(id)).toEqual(before);
});

test("an export shows values for a reason only, and is recorded as one", async () => {
  const { id } = await open("Exported");
  await post(`/${id}/pins`, { event_ids: [one] });
  expect(JSON.stringify(await exported(id))).not.toContain("sesame");
  expect(living.facts.at(-1)).toMatchObject({
    event: { type: "audit.exported" },
    audit: { rows: 1, object: { kind: "case", id } },
  });
  const shown: CaseDocument = await living.done("GET", `/v1/cases/${id}/export?reveal=true`, {
    headers: { "toolmark-purpose": "court" },
  });
  expect(JSON.stringify(shown)).toContain("sesame");
  expect(living.facts.slice(-2).map(({ event }) => event.type)).toEqual([
    "audit.exported",
    "audit.revealed",
  ]);
  expect((await show(id)).history).toHaveLength(2);
});

test("cases are listed changed last first, of the own tenant only", async () => {
  const first = await open("First");
  const second = await open("Second");
  await post(`/${first.id}/notes`, { text: "news" });
  const { cases, complete }: CasesAnswer = await living.done("GET", "/v1/cases");
  expect(cases.slice(0, 2).map(({ id, notes }) => [id, notes])).toEqual([
    [first.id, 1],
    [second.id, 0],
  ]);
  expect(complete).toBe(true);
  expect(await living.done("GET", "/v1/cases", { as: "gina" })).toMatchObject({ cases: [] });
  expect((await living.ask("GET", `/v1/cases/${first.id}`, { as: "gina" })).status).toBe(404);
  expect((await post(`/${first.id}/notes`, { text: "x" }, { as: "gina" })).status).toBe(404);
});

test("on-call staff and emitters have no cases", async () => {
  for (const as of ["olga", "emil"]) {
    expect((await living.ask("GET", "/v1/cases", { as })).status).toBe(403);
    expect((await post("", { name: "x" }, { as })).status).toBe(403);
  }
});

test.each([
  ["", {}],
  ["", { name: "" }],
  ["", { name: "a\nb" }],
  ["", { name: "x", state: "closed" }],
  ["/none/pins", { event_ids: [] }],
  ["/none/pins", { event_ids: ["x"] }],
  ["/none/notes", { text: " " }],
  ["/none/notes", { text: "x".repeat(8193) }],
  ["/none/close", {}],
  ["/import", { format: "toolmark.case/2", case_id: one, facts: [] }],
  ["/import", { format: "toolmark.case/1", case_id: one, facts: [{ type: "view.saved" }] }],
])("POST /v1/cases%s of %j is refused", async (path, body) => {
  expect((await post(path, body)).status).toBe(400);
});

test("a case that is not there is not found", async () => {
  for (const path of ["/none/notes", "/none/close"])
    expect((await post(path, path.endsWith("close") ? { note: "x" } : { text: "x" })).status).toBe(
      404,
    );
  expect((await living.ask("GET", "/v1/cases/none/export")).status).toBe(404);
});
