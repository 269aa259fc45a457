import { expect, test } from "vitest";

import { anEntry, aQuarantined, entries, storedAs } from "../contract-events.ts";
import type { EntryParts } from "../contract-events.ts";
import type { AppendOutcome, StoreEntry } from "../event-store.ts";
import { openElasticsearchEventStore } from "./elasticsearch-event-store.ts";
import { documentId } from "./index-names.ts";
import type { ElasticsearchOptions } from "./open-client.ts";
import {
  errorAnswer,
  harmlessCode,
  isBulk,
  itemsAnswer,
  startScriptedElasticsearch,
} from "./scripted-elasticsearch.ts";
import type { ScriptedAnswer, ScriptedRequest } from "./scripted-elasticsearch.ts";
import { renderEvent } from "./stored-document.ts";

const SECRET = "s3cret-parameter";
const secretEvent = { params: { value: { password: SECRET } } };

test("only the documents that were turned away are sent again", async () => {
  const batch = positioned(4);
  const { outcomes, bulks } = await append(batch, (request, bulk) => {
    if (!isBulk(request) || bulk > 2) return undefined;
    return bulk === 1
      ? itemsAnswer([201, [429, "es_rejected_execution_exception"], 201, [503, "unavailable"]])
      : itemsAnswer([[429, "circuit_breaking_exception"], 201]);
  });
  expect(bulks.map((bulk) => bulk.ids)).toEqual([
    idsOf(batch),
    idsOf(batch, 1, 3),
    idsOf(batch, 1),
  ]);
  expect(outcomes).toEqual(storedEach(batch));
});

test.each([
  ["429", errorAnswer(429, "es_rejected_execution_exception")],
  ["503", errorAnswer(503, "cluster_block_exception")],
  ["500", errorAnswer(500, "null_pointer_exception")],
  ["something that is not JSON", { status: 200, body: "<html>" }],
  ["too few items", itemsAnswer([201])],
  ["no items", { status: 200, body: {} }],
  ["a broken connection", "reset"],
  ["nothing", "silence"],
] as const)("a request answered by %s is sent again as a whole", async (_, trouble) => {
  const batch = positioned(3);
  const { outcomes, bulks } = await append(
    batch,
    (request, bulk) => (isBulk(request) && bulk <= 2 ? trouble : undefined),
    { requestTimeoutMs: 200 },
  );
  expect(bulks.map((bulk) => bulk.ids)).toEqual([idsOf(batch), idsOf(batch), idsOf(batch)]);
  expect(outcomes).toEqual(storedEach(batch));
});

test("what was stored by a request whose answer was lost is stored, not there before", async () => {
  const [ours, theirs] = positioned(2);
  const older = anEntry({ id: theirs.index.id, event: { environment: "older" } });
  const stored = [
    [ours, ours.position],
    [older, { partition: 9, offset: 9 }],
  ] as const;
  const { outcomes } = await append([ours, theirs], (request, bulk) => {
    if (request.path.startsWith("/_mget")) return foundAnswer(stored);
    if (!isBulk(request)) return undefined;
    return bulk === 1 ? "reset" : itemsAnswer([409, 409]);
  });
  expect(outcomes).toEqual([
    { status: "stored", position: ours.position },
    { status: "exists", document: storedAs(older, { partition: 9, offset: 9 }) },
  ]);
});

test("the same event again is there already when no answer was lost", async () => {
  const [entry] = positioned(1);
  const { outcomes } = await append([entry], (request) => {
    if (request.path.startsWith("/_mget")) return foundAnswer([[entry, entry.position]]);
    return isBulk(request) ? itemsAnswer([409]) : undefined;
  });
  expect(outcomes).toEqual([{ status: "exists", document: storedAs(entry, entry.position) }]);
});

test("a document that cannot be indexed is rejected alone, without its values", async () => {
  const batch = positioned(3, secretEvent);
  const { outcomes } = await append(batch, (request) =>
    isBulk(request)
      ? {
          status: 200,
          body: {
            items: [
              { create: { status: 201 } },
              {
                create: {
                  status: 400,
                  error: { type: "document_parsing_exception", reason: `near ${SECRET}` },
                },
              },
              { create: { status: 201 } },
            ],
          },
        }
      : undefined,
  );
  const [first, , third] = storedEach(batch);
  expect(outcomes).toEqual([
    first,
    {
      status: "rejected",
      detail: "elasticsearch refuses the document (document_parsing_exception)",
    },
    third,
  ]);
});

test("a second event of an id whose first was rejected is tried itself", async () => {
  const [first] = positioned(1);
  const second = anEntry({ id: first.index.id, position: { partition: 0, offset: 1 } });
  const { outcomes } = await append([first, second], (request, bulk) =>
    isBulk(request) && bulk === 1 ? itemsAnswer([[400, "document_parsing_exception"]]) : undefined,
  );
  expect(outcomes.map((outcome) => outcome.status)).toEqual(["rejected", "stored"]);
});

test("a request that is too large is halved until one document is too large", async () => {
  const batch = positioned(5);
  const tooLarge = batch[3].index.id;
  const { outcomes, bulks } = await append(batch, (request) =>
    isBulk(request) && request.ids.some((id) => id.endsWith(tooLarge))
      ? { status: 413, body: "" }
      : undefined,
  );
  expect(outcomes.map((outcome) => outcome.status)).toEqual([
    "stored",
    "stored",
    "stored",
    "rejected",
    "stored",
  ]);
  expect(bulks.length).toBeLessThanOrEqual(7);
});

test("a large batch goes out in requests of bounded size", async () => {
  const many = positioned(4100);
  const counted = await append(many, () => undefined);
  expect(counted.bulks.map((bulk) => bulk.ids.length)).toEqual([2000, 2000, 100]);
  const large = positioned(12, { params: { value: "x".repeat(1_000_000) } });
  const measured = await append(large, () => undefined);
  expect(measured.bulks.every((bulk) => bulk.body.length <= 5_100_000)).toBe(true);
  expect(measured.outcomes).toEqual(storedEach(large));
});

test.each([
  ["never answers", "silence"],
  ["breaks every connection", "reset"],
  ["is overloaded", errorAnswer(429, "es_rejected_execution_exception", SECRET)],
  ["fails", errorAnswer(503, "no_shard_available_action_exception", SECRET)],
  ["turns every document away", itemsAnswer([[429, "es_rejected_execution_exception"]])],
] as const)("a server that %s makes the store unavailable in bounded time", async (_, answer) => {
  const options = { requestTimeoutMs: 100, retryForMs: 400 };
  const failed = append(
    positioned(1, secretEvent),
    (request) => (isBulk(request) ? answer : undefined),
    options,
  );
  expect(await harmlessCode(failed, SECRET)).toBe("store_unavailable");
});

test.each([
  ["is not allowed to", errorAnswer(403, "security_exception", SECRET)],
  ["is not known", errorAnswer(401, "security_exception", SECRET)],
  ["asks wrongly", errorAnswer(400, "illegal_argument_exception", SECRET)],
  ["writes to a closed month", itemsAnswer([[400, "index_closed_exception"]])],
  ["writes to an older mapping", itemsAnswer([[400, "strict_dynamic_mapping_exception"]])],
  ["may not write a document", itemsAnswer([[403, "security_exception"]])],
] as const)("who %s is told at once", async (_, answer) => {
  const failed = append(positioned(1, secretEvent), (request) =>
    isBulk(request) ? answer : undefined,
  );
  expect(await harmlessCode(failed, SECRET)).toBe("store_unavailable");
});

test.each([
  ["of a version before", { mappings: { _meta: { toolmark: 0 } } }, "toolmark migrate"],
  ["that something else made", { mappings: {} }, "toolmark migrate"],
  [
    "with a synthetic source",
    { settings: { index: { mapping: { source: { mode: "synthetic" } } } } },
    "_source",
  ],
  [
    "that keeps no source",
    { mappings: { _meta: { toolmark: 1 }, _source: { enabled: false } } },
    "_source",
  ],
  ["of logs", { settings: { index: { mode: "logsdb" } } }, "_source"],
])("an index %s is not written to", async (_, state, said) => {
  const failed = append(positioned(1), (request) => {
    const index = request.path.slice(1);
    const usual = { mappings: { _meta: { toolmark: 1 } } };
    return isBulk(request) ? undefined : { status: 200, body: { [index]: { ...usual, ...state } } };
  });
  await expect(failed).rejects.toMatchObject({
    code: "store_unavailable",
    message: expect.stringContaining(said),
  });
});

test("quarantine that is refused is not taken for kept", async () => {
  await using server = await startScriptedElasticsearch((request) =>
    isBulk(request) ? itemsAnswer([[400, "document_parsing_exception"]]) : undefined,
  );
  await using store = await openElasticsearchEventStore({ node: server.url });
  expect(await harmlessCode(store.quarantine([aQuarantined({ detail: SECRET })]), SECRET)).toBe(
    "internal",
  );
});

test("closing ends the wait for a next try", async () => {
  await using server = await startScriptedElasticsearch((request) =>
    isBulk(request) ? errorAnswer(503, "unavailable") : undefined,
  );
  const store = await openElasticsearchEventStore({ node: server.url });
  const refused = harmlessCode(store.append(positioned(1)), SECRET);
  await expect.poll(() => server.bulks.length).toBeGreaterThan(1);
  await store[Symbol.asyncDispose]();
  expect(await refused).toBe("disposed");
});

type Positioned = StoreEntry & Required<Pick<StoreEntry, "position">>;

function positioned(count: number, event: NonNullable<EntryParts["event"]> = {}) {
  const batch = entries(count, 1, { event }).map((entry, offset): Positioned => ({
    ...entry,
    position: { partition: 1, offset },
  }));
  return batch as Positioned[] & [Positioned, Positioned, Positioned, Positioned];
}

function idsOf(batch: readonly StoreEntry[], ...places: number[]): string[] {
  const chosen = places.length === 0 ? batch : batch.filter((_, place) => places.includes(place));
  return chosen.map(({ index }) => documentId(index.tenant, index.id));
}

function storedEach(batch: readonly Positioned[]): AppendOutcome[] {
  return batch.map(({ position }) => ({ status: "stored", position }));
}

function foundAnswer(
  stored: readonly (readonly [StoreEntry, Positioned["position"]])[],
): ScriptedAnswer {
  const docs = stored.map(([entry, position]) => ({
    _index: "any",
    _id: documentId(entry.index.tenant, entry.index.id),
    found: true,
    _source: JSON.parse(renderEvent(entry, position)),
  }));
  return { status: 200, body: { docs } };
}

async function append(
  batch: readonly StoreEntry[],
  answer: (request: ScriptedRequest, bulks: number) => ScriptedAnswer,
  options: Partial<ElasticsearchOptions> = {},
) {
  await using server = await startScriptedElasticsearch(answer);
  await using store = await openElasticsearchEventStore({ node: server.url, ...options });
  return { outcomes: await store.append(batch), bulks: server.bulks };
}
