import { hash } from "node:crypto";

import { readCell } from "@toolmark/exports/csv";
import type { ExportManifest } from "@toolmark/exports/manifest";
import type { ExportAnswer } from "@toolmark/query-api/exports/answers";
import type { StackForm } from "@toolmark/stack/start-stack";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { readCsv } from "./read-csv.ts";
import { at, openStoryWorld, storyForms } from "./story-world.ts";
import type { StoryWorld } from "./story-world.ts";

let world: StoryWorld;
beforeAll(async () => {
  world = await openStoryWorld();
}, 240_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** Asks for an export, waits until it is made, and gives its bytes and its manifest. */
async function exportOf(
  form: StackForm,
  request: Record<string, unknown>,
  purpose?: string,
): Promise<{ text: string; manifest: ExportManifest }> {
  const headers = purpose === undefined ? {} : { "toolmark-purpose": encodeURIComponent(purpose) };
  const asked = await world.ask(form, "/v1/exports", {
    as: "auditor",
    method: "POST",
    body: { ...request, ...(purpose !== undefined && { reveal: true }) },
    headers,
  });
  expect(asked.status, asked.text).toBe(202);
  const { id } = asked.body as unknown as ExportAnswer;
  const stateOf = async () =>
    (await world.ask(form, `/v1/exports/${id}`, { as: "auditor" })).body as unknown as ExportAnswer;
  await expect.poll(async () => (await stateOf()).state, { timeout: 30_000 }).toBe("complete");
  const reveal = purpose === undefined ? {} : { purpose };
  const data = await world.ask(form, `/v1/exports/${id}/data`, { as: "auditor", ...reveal });
  const manifest = await world.ask(form, `/v1/exports/${id}/manifest`, { as: "auditor" });
  expect(data.status).toBe(200);
  return { text: data.text, manifest: manifest.body as unknown as ExportManifest };
}

function idsOf(jsonl: string): string[] {
  return jsonl
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { event: { id: string } }).event.id);
}

/** Every change of one downstream system, as it is asked for. */
function population() {
  const { answers } = world;
  return {
    q: `system:${answers.population.system} effect:(write OR destructive)`,
    from: at(answers.from),
    to: at(answers.to),
    format: "jsonl",
  };
}

describe.each(storyForms)("exports for auditors (%s)", (form) => {
  test("job 11: an export holds the whole population, in order, and its manifest says how many and of what question", async () => {
    const { text, manifest } = await exportOf(form, population());
    const { events } = world.answers.population;
    expect([events, events.toReversed()]).toContainEqual(idsOf(text));
    expect(manifest).toMatchObject({
      count: events.length,
      total: events.length,
      state: "complete",
      query: { text: population().q, from: population().from, zone: "UTC" },
      data: { sha256: hash("sha256", text, "hex") },
    });
  });

  test("job 11: a sample of 25 by a published seed is what anybody computes from the ids, and is the same again; a late event shows in the digest of the population", async () => {
    const seed = "2026-Q4 audit";
    const request = { ...population(), sample: { size: 25, seed } };
    const first = await exportOf(form, request);
    const ids = idsOf(first.text);
    const expected = world.answers.population.events
      .map((id) => ({ id, key: hash("sha256", seed + id, "hex") }))
      .toSorted((left, right) => (left.key < right.key ? -1 : 1))
      .slice(0, 25)
      .map(({ id }) => id);
    expect(ids.toSorted()).toEqual(expected.toSorted());
    const again = await exportOf(form, request);
    expect(again.text).toBe(first.text);
    expect(again.manifest.sample).toEqual(first.manifest.sample);

    const late = await world.sendLateEntry(form);
    await expect
      .poll(async () => (await world.client(form).search({ q: `call:${late}` })).total, {
        timeout: 20_000,
      })
      .toBe(1);
    const later = await exportOf(form, request);
    expect(later.manifest.sample?.population.count).toBe(
      (first.manifest.sample?.population.count ?? 0) + 1,
    );
    expect(later.manifest.sample?.population.sha256).not.toBe(
      first.manifest.sample?.population.sha256,
    );
    const asBefore = await exportOf(form, { ...request, asof: first.manifest.query.asof });
    expect(asBefore.text).toBe(first.text);
  });

  test("job 15: the report on privileged and shared accounts names the month, owners, last use, scope, period, zone, author, version and limits", async () => {
    const { shared, leaked } = world.answers;
    const { text, manifest } = await exportOf(form, {
      format: "html",
      template: "access-review",
      from: at(world.answers.from),
      to: at(world.answers.to),
    });
    const month = at(world.answers.now).slice(0, 7);
    const rows = [...text.matchAll(/<tr>[^]*?<\/tr>/g)].map(([row]) =>
      [...row.matchAll(/<td[^>]*>([^]*?)<\/td>/g)].map(([, cell = ""]) =>
        cell.replaceAll(/<[^>]+>/g, ""),
      ),
    );
    const rowOf = (name: string) => rows.find(([, cell]) => cell === name)?.join(" ");
    const row = rowOf(shared.fingerprint);
    for (const word of [month, "erin", "frank", "yes, by 2"]) expect(row).toContain(word);
    expect(row).toContain(at(shared.last).slice(11, 19));
    expect(rowOf(leaked.fingerprint)).toContain("no");
    for (const word of ["UTC", "auditor", manifest.generator.version, at(world.answers.from)])
      expect(text).toContain(word);
    expect(text).toMatch(/limit/i);
    expect(text).not.toContain("<script");
  });

  test("job 20: in a table no cell begins as a formula, each neutralized one is counted, and every text can be got back exactly", async () => {
    const { session, calls, large } = world.answers.hostile;
    const { text, manifest } = await exportOf(
      form,
      {
        q: `session:${session}`,
        format: "csv",
        columns: ["actor", "client", "params.note", "params"],
      },
      "spreadsheet check",
    );
    const [head, ...rows] = readCsv(text);
    expect(head).toEqual(["time", "recorded", "id", "actor", "client", "params.note", "params"]);
    expect(rows).toHaveLength(calls.length + 1);
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    const byId = new Map(rows.map((row) => [row[2], row]));
    for (const { value, event } of calls) {
      const [, , , actor, client, note] = byId.get(event) ?? [];
      expect([actor, note].map((cell) => readCell(cell ?? ""))).toEqual([value, value]);
      expect(readCell(client ?? "")).toContain(value);
    }
    expect(byId.get(large.event)?.[6]?.length).toBeGreaterThan(30_000);
    expect(manifest.data.neutralized_cells).toBeGreaterThanOrEqual(3 * 6);
    const evidence = await exportOf(
      form,
      { q: `session:${session}`, format: "jsonl" },
      "exact text",
    );
    for (const { value } of calls) expect(evidence.text).toContain(JSON.stringify(value));
  });

  test("job 16: request, result and download of an export stand in the trail, with reader, question, rows and purpose", async () => {
    const purpose = `hand-over ${form}`;
    const { manifest } = await exportOf(form, population(), purpose);
    const recorded = async () =>
      (
        await world
          .client(form)
          .search({ q: `object:"export:${manifest.id}"`, kind: "all", order: "oldest" })
      ).events;
    await expect
      .poll(async () => (await recorded()).map(({ event }) => event.type), { timeout: 20_000 })
      .toEqual(["export.requested", "audit.exported", "export.downloaded"]);
    const events = await recorded();
    expect(events[0]).toMatchObject({ actor: { id: "auditor" }, audit: { purpose } });
    const made = events.find(({ event }) => event.type === "audit.exported");
    expect(made?.audit?.rows).toBe(manifest.count);
  });
});
