import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { FacetsAnswer, HistogramAnswer, SearchAnswer } from "./answers.ts";
import { anEntry, NOON, openStory, recordId, tokens } from "./story.fixture.ts";
import type { Story } from "./story.fixture.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(async () => await story[Symbol.asyncDispose]());

const search = async (query: string, from: Story = story): Promise<SearchAnswer> => {
  const { status, body } = await from.ask(`/v1/search?${query}`);
  expect({ query, status, body }).toMatchObject({ status: 200 });
  return body as SearchAnswer;
};
const idsOf = (answer: SearchAnswer) => answer.events.map((event) => event.event.id);
const refusal = async (path: string): Promise<string> => {
  const { status, body } = await story.ask(path);
  expect({ path, status, body }).toMatchObject({ status: 400, body: { code: "query_invalid" } });
  return (body as { detail: string }).detail;
};
const noon = (seconds: number) => new Date(NOON + seconds * 1000).toISOString();

const lateCall = async () => {
  const [event] = (await search("q=mark:late")).events;
  if (event === undefined) throw new Error("the story has a late call");
  return event;
};
const facets = async (query: string): Promise<FacetsAnswer> => {
  const { status, body } = await story.ask(`/v1/facets?${query}`);
  expect({ query, status, body }).toMatchObject({ status: 200 });
  return body as FacetsAnswer;
};
const histogram = async (query: string): Promise<HistogramAnswer> => {
  const { status, body } = await story.ask(`/v1/histogram?${query}`);
  expect({ query, status, body }).toMatchObject({ status: 200 });
  return body as HistogramAnswer;
};

describe("search", () => {
  test("without parameters it gives the newest hundred rows, attempts left out", async () => {
    const answer = await search("");
    expect(answer.total).toBe(51);
    expect(answer.events).toHaveLength(51);
    expect(answer.cursor).toBeUndefined();
    expect(answer.events.some((event) => event.event.type === "call.attempted")).toBe(false);
    const times = answer.events.map((event) => event.time.occurred);
    expect(times).toEqual(times.toSorted().toReversed());
    expect(answer.query).toMatchObject({ kind: "rows", order: "newest" });
  });

  test.each([
    ["q=actor:ALICE@example.com", 7],
    ["q=user:alice@example.com", 7],
    ["q=actor:alice@example.com,bob@example.com", 51],
    ["q=actor:alice@example.com%20outcome:success", 3],
    ["q=status:denied", 1],
    ["q=refund%20ORDER", 1],
    ["q=refund%20nowhere", 0],
    ["q=has:approval%20type:approval.requested", 0],
    ["q=has:approval", 1],
    ["q=-has:outcome", 3],
    ["q=env:staging", 1],
    ["q=mark:late", 1],
    ["q=rule:rule-3%20approver:dave@example.com", 1],
    ["q=phase:attempt", 7],
    ["kind=attempts", 7],
    ["kind=all", 58],
    [`from=${noon(21)}&to=${noon(31)}`, 2],
    [`from=${noon(21)}&to=${noon(31).replace(".000Z", ".001Z")}`, 3],
    ["from=2026-05-06T14:00:21%2B02:00&to=2026-05-06T12:00:31Z", 2],
    ["from=2026-05-06T12:00:21.0001Z&to=2026-05-06T12:00:31Z", 1],
  ])("%s finds %d", async (query, total) => {
    expect((await search(query)).total).toBe(total);
  });

  test("an event comes with its states, its seal and when it was recorded", async () => {
    const { body } = await story.ask("/v1/search?q=rule:rule-3", { reveal: "ticket 1" });
    const [event] = (body as SearchAnswer).events;
    expect(event).toMatchObject({
      event: { id: recordId("update", 20, "completed") },
      time: { occurred: noon(21), recorded: "2026-05-06T12:00:21.005Z" },
      params: { value: { phone: "+49 2" } },
      actor: { claims: { name: "Alice Doe" } },
      client: { address: { ip: "10.0.0.7" }, assurance: "self_reported" },
      marks: [],
      seal: { sha256: expect.stringMatching(/^[\w-]{43}$/) },
    });
    expect(event?.downstream?.[1]).toMatchObject({
      uri: "crm://contact/42",
      before: { phone: "+49 1" },
      after: { phone: "+49 2" },
    });
    expect(event?.downstream?.[0]).not.toHaveProperty("before");
    expect(event).not.toHaveProperty("changes");
    expect(JSON.stringify(event)).not.toContain("_sd");
  });

  test("values stay hidden without a reason, and the answer names what it hides", async () => {
    const [event] = (await search("q=rule:rule-3")).events;
    expect(event?.masked).toEqual(["params", "changes"]);
    expect(event?.params).toEqual({ hmac: "A".repeat(43) });
    expect(JSON.stringify(event)).not.toContain("+49");
    const refused = await story.ask("/v1/search?q=rule:rule-3&reveal=true");
    expect(refused).toMatchObject({ status: 403, body: { code: "purpose_required" } });
  });

  test("records of one call name each other", async () => {
    const late = await search(`q=call:${(await lateCall()).call?.id}&kind=all&order=oldest`);
    const ids = {
      done: recordId("late", 50, "completed"),
      lost: recordId("late", 50, "unresolved"),
    };
    const byType = new Map(late.events.map((event) => [event.event.type, event]));
    expect(byType.get("call.attempted")?.concluded_by).toBe(ids.done);
    expect(byType.get("call.unresolved")?.resolved_by).toBe(ids.done);
    expect(byType.get("call.completed")?.unresolved_before).toBe(ids.lost);
    const open = await search("kind=attempts&order=newest&limit=1");
    expect(open.events[0]).not.toHaveProperty("concluded_by");
  });

  test("the question is given back as it was understood", async () => {
    const { query } = await search(`q=user:bob@example.com%20Zoë%20-has:error&from=${noon(0)}`);
    expect(query).toEqual({
      text: "actor:bob@example.com Zoë -has:error",
      kind: "rows",
      from: noon(0),
      order: "newest",
      explanation: expect.stringContaining("actor is bob@example.com"),
      warnings: [],
    });
  });
});

describe("pages", () => {
  test.each(["newest", "oldest"])(
    "%s first, they neither skip nor repeat while events are appended, and the total stays",
    async (order) => {
      await using own = await openStory();
      const whole = idsOf(await search(`order=${order}&limit=1000`, own));
      const seen: string[] = [];
      let cursor: string | undefined;
      let number = 0;
      do {
        const next = cursor === undefined ? "" : `&cursor=${cursor}`;
        const page = await search(`order=${order}&limit=7${next}`, own);
        expect(page.total).toBe(51);
        seen.push(...idsOf(page));
        cursor = page.cursor;
        number += 1;
        await own.store.append([
          anEntry({ type: "client.connected", at: 110, session: { id: `new ${number}` } }),
          anEntry({ type: "client.connected", at: -number, session: { id: `old ${number}` } }),
        ]);
      } while (cursor !== undefined);
      expect(seen).toEqual(whole);
      expect((await search(`order=${order}&limit=1000`, own)).total).toBe(51 + 2 * number);
    },
  );

  test("asof gives the same answer after more has come, joins included", async () => {
    await using own = await openStory();
    const lost = recordId("lost", 60, "unresolved");
    const before = await search("limit=1000&q=outcome:unknown", own);
    const completion = anEntry({
      type: "call.completed",
      at: 61,
      began: 60,
      call: "lost",
      outcome: { status: "success", executed: true },
    });
    await own.store.append([completion, anEntry({ type: "client.connected", at: 62 })]);
    expect(await search(`limit=1000&q=outcome:unknown&asof=${before.asof}`, own)).toEqual(before);
    const after = await search("limit=1000&q=outcome:unknown", own);
    expect(after.asof).not.toBe(before.asof);
    const views = [before, after].map((answer) =>
      answer.events.find((event) => event.event.id === lost),
    );
    expect(views[0]).not.toHaveProperty("resolved_by");
    expect(views[1]).toMatchObject({ resolved_by: recordId("lost", 60, "completed") });
  });

  test("totals are exact up to ten thousand, and beyond when all are to be counted", async () => {
    const entries = Array.from({ length: 10_001 }, (_, index) =>
      anEntry({ type: "client.connected", at: index, session: { id: `s ${index}` } }),
    );
    await using own = await openStory({ entries });
    expect(await search("limit=1", own)).toMatchObject({ total: 10_000, total_is_exact: false });
    const all = await search("limit=1&count=all", own);
    expect(all).toMatchObject({ total: 10_001, total_is_exact: true });
    await own.store.append([anEntry({ type: "client.connected", at: 20_000 })]);
    const same = await search(`limit=1&asof=${all.asof}&count=all`, own);
    expect(same).toMatchObject({ total: 10_001, total_is_exact: true });
  });

  test("an empty store has an asof as well, and stays empty at it", async () => {
    await using own = await openStory({ entries: [] });
    const { asof, total } = await search("", own);
    expect(total).toBe(0);
    await own.store.append([anEntry({ type: "client.connected", at: 1 })]);
    expect((await search(`asof=${asof}`, own)).total).toBe(0);
    expect((await search("", own)).total).toBe(1);
  });

  test("a cursor of another question, tenant or making is refused and says so", async () => {
    const { cursor, asof } = await search("limit=1");
    expect(await refusal(`/v1/search?limit=1&q=tool:x&cursor=${cursor}`)).toContain(
      "another query",
    );
    expect(await refusal(`/v1/search?order=oldest&cursor=${cursor}`)).toContain("another query");
    expect(await refusal(`/v1/search?cursor=${cursor?.slice(0, 20)}`)).toContain(
      "cursor is not one",
    );
    expect(await refusal("/v1/search?cursor=e30")).toContain("cursor is not one");
    expect(await refusal("/v1/search?asof=e1")).toContain("asof is not one");
    expect(await refusal("/v1/search?asof=eyIwIjotMX0")).toContain("asof is not one");
    expect(await refusal(`/v1/search?cursor=${cursor}&asof=eyIwIjozfQ`)).toContain(
      "leave asof out",
    );
    const foreign = await story.ask(`/v1/search?limit=1&cursor=${cursor}`, {
      token: tokens.foreign,
    });
    expect(foreign.status).toBe(400);
    expect((await search(`limit=2&cursor=${cursor}&asof=${asof}`)).events).toHaveLength(2);
  });
});

describe("wrong parameters", () => {
  test.each([
    ["knd=rows", "did you mean kind?"],
    ["q=aktor:x", "actor"],
    ["q=actor:(alice", "never closed"],
    ["Limit=3", "did you mean limit?"],
    ["__proto__=x", `there is no parameter "__proto__"`],
    ["constructor=x", `there is no parameter "constructor"`],
    ["x%0Ay%E2%80%AE=1", String.raw`"x\ny`],
    ["limit=0", "from 1 to 1000"],
    ["limit=1001", "from 1 to 1000"],
    ["limit=99999999999999999999", "from 1 to 1000"],
    ["limit=1e2", "from 1 to 1000"],
    ["limit=", "from 1 to 1000"],
    ["limit=1&limit=2", "limit is given twice"],
    ["from=yesterday", "RFC 3339"],
    ["from=2026-02-30T00:00:00Z", "RFC 3339"],
    ["from=2026-05-06", "RFC 3339"],
    ["from=2026-05-06T14:00:21+02:00", "write + as %2B"],
    ["from=2026-05-06T12:00:00Z&to=2026-05-06T12:00:00Z", "from must be before to"],
    ["order=up", "order"],
    ["kind=everything", "kind"],
    ["q=actor:", "actor"],
  ])("%s is refused", async (query, reason) => {
    expect(await refusal(`/v1/search?${query}`)).toContain(reason);
  });
});

describe("counts", () => {
  test("facets count the rows of the question per value, those without one too", async () => {
    const answer = await facets("fields=outcome,env&fields=user&limit=2&q=session:s-1");
    expect(answer.total).toBe(7);
    expect(answer.facets).toEqual({
      outcome: [
        { value: "success", count: 3 },
        { value: "unknown", count: 2 },
      ],
      environment: [{ value: "prod", count: 7 }],
      actor: [{ value: "alice@example.com", count: 7 }],
    });
    expect(Object.keys((await facets("")).facets).length).toBeGreaterThan(8);
  });

  test("facets and histogram stand at an asof", async () => {
    await using own = await openStory();
    const { asof } = (await own.ask("/v1/facets?fields=tool")).body as FacetsAnswer;
    const ask = async () => [
      (await own.ask(`/v1/facets?fields=tool&asof=${asof}`)).body,
      (await own.ask(`/v1/histogram?interval=1m&asof=${asof}`)).body,
    ];
    const before = await ask();
    await own.store.append([anEntry({ type: "call.completed", at: 15, call: "more" })]);
    expect(await ask()).toEqual(before);
  });

  test("a histogram adds up to the total and can be split", async () => {
    const answer = await histogram("interval=1m&by=outcome");
    expect(answer.interval_ms).toBe(60_000);
    expect(answer.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(answer.total);
    expect(answer.buckets[0]).toMatchObject({ start: noon(0), count: 8 });
    const counts = answer.buckets[0]?.by ?? [];
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(8);
    expect(counts).toContainEqual({ value: "denied", count: 1 });
  });

  test("without an interval there are at most 200 buckets, whatever the range", async () => {
    for (const query of ["", `from=1970-01-01T00:00:00Z`, `from=${noon(0)}&to=${noon(1)}`]) {
      const { buckets, interval_ms } = await histogram(query);
      expect(buckets.length).toBeLessThanOrEqual(200);
      expect(interval_ms).toBeGreaterThan(0);
    }
    expect((await histogram("q=tool:nothing")).buckets).toEqual([]);
  });

  test.each([
    ["/v1/facets?fields=call", "too many values to count"],
    ["/v1/facets?fields=tol", "did you mean tool?"],
    ["/v1/facets?fields=", "names of fields"],
    ["/v1/facets?order=newest", "no parameter"],
    ["/v1/facets?limit=1001", "from 1 to 1000"],
    ["/v1/histogram?interval=0s", "1ms to 3650d"],
    ["/v1/histogram?interval=1w", "expected a duration"],
    ["/v1/histogram?interval=99999999999999999999d", "1ms to 3650d"],
    ["/v1/histogram?by=call", "too many values to count"],
    ["/v1/histogram?interval=1ms&from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z", "bucket"],
  ])("%s is refused", async (path, reason) => {
    expect(await refusal(path)).toContain(reason);
  });
});
