import { afterAll, beforeAll, expect, test } from "vitest";

import type { QuarantineAnswer } from "./answers.ts";
import { aQuarantined } from "./quarantined.fixture.ts";
import { NOON, openStory, tokens } from "./story.fixture.ts";
import type { Story } from "./story.fixture.ts";

let story: Story;
const hostile = Buffer.concat([
  Buffer.from('{"x": "\u202Eevil\u001b[2J\u0000\r\n'),
  Buffer.from([0xff]),
  Buffer.from("z".repeat(2000)),
]);
beforeAll(async () => {
  story = await openStory();
  await story.store.quarantine([
    aQuarantined(hostile, {
      recorded: NOON + 1000,
      reason: "not_utf8",
      emitter: "crm-server",
      event_id: "\u202Eabc",
      position: { partition: 3, offset: 17 },
    }),
    ...Array.from({ length: 6 }, (_, index) => aQuarantined(`{ ${index}`)),
    aQuarantined("{ foreign", { tenant: "globex", reason: "conflict" }),
  ]);
});
afterAll(async () => await story[Symbol.asyncDispose]());

const quarantine = async (query: string): Promise<QuarantineAnswer> => {
  const { status, body } = await story.ask(`/v1/quarantine?${query}`, { reveal: "ticket 1" });
  expect({ query, status, body }).toMatchObject({ status: 200 });
  return body as QuarantineAnswer;
};

test("entries come newest first with totals by reason, and nothing in a preview is hidden", async () => {
  const answer = await quarantine("");
  expect(answer.total).toBe(7);
  expect(answer.by_reason).toEqual({ not_utf8: 1, not_json: 6 });
  const [entry] = answer.entries;
  expect(entry).toMatchObject({
    reason: "not_utf8",
    recorded: "2026-05-06T12:00:01.000Z",
    position: { partition: 3, offset: 17 },
    bytes: hostile.length,
    emitter: "crm-server",
    event_id: String.raw`\u{202e}abc`,
  });
  expect(entry?.preview).toMatch(/^\{"x": "\\u\{202e\}evil\\u\{1b\}\[2J\\u\{0\}\\r\\n\uFFFDz+$/);
  expect(entry).not.toHaveProperty("raw");
});

test("nothing of the bytes is shown without a reason", async () => {
  const { body } = await story.ask("/v1/quarantine?raw=true");
  for (const entry of (body as QuarantineAnswer).entries) {
    expect(entry).not.toHaveProperty("preview");
    expect(entry).not.toHaveProperty("raw");
  }
});

test("the bytes are given only when asked for", async () => {
  const { entries } = await quarantine("raw=true&reason=not_utf8");
  expect(entries).toHaveLength(1);
  expect(Buffer.from(entries[0]?.raw ?? "", "base64")).toEqual(hostile);
});

test("pages join without gaps, also among entries of one moment", async () => {
  const whole = await quarantine("reason=not_json");
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const next = cursor === undefined ? "" : `&cursor=${cursor}`;
    const page = await quarantine(`reason=not_json&limit=2${next}`);
    expect(page.total).toBe(6);
    seen.push(...page.entries.map((entry) => entry.id));
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(seen).toEqual(whole.entries.map((entry) => entry.id));
});

test("the other tenant sees its own", async () => {
  const { body } = await story.ask("/v1/quarantine", { token: tokens.foreign });
  expect(body).toMatchObject({ total: 1, by_reason: { conflict: 1 } });
});

test.each(["reason=bad", "limit=0", "raw=1", "cursor=x", "resaon=empty"])(
  "%s is refused",
  async (query) => {
    expect(await story.ask(`/v1/quarantine?${query}`)).toMatchObject({
      status: 400,
      body: { code: "query_invalid" },
    });
  },
);

test("a cursor of one reason is refused for another", async () => {
  const { cursor } = await quarantine("reason=not_json&limit=1");
  const { body } = await story.ask(`/v1/quarantine?reason=empty&cursor=${cursor}`);
  expect(body).toMatchObject({ detail: expect.stringContaining("another query") });
});
