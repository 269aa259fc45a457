import type { estypes } from "@elastic/elasticsearch";

import { answered, unavailable } from "./failure.ts";
import type { Failure } from "./failure.ts";
import type { StoreIndices } from "./month-indices.ts";
import { canPass } from "./requests.ts";
import type { Requests } from "./requests.ts";

/** A document to create, already in JSON. */
export interface NewDocument {
  id: string;
  /** One line with its line break. */
  json: string;
}

/** What became of one document. */
export type CreateOutcome =
  | { status: "created" }
  /**
   * A document of this id was there. `mayBeOurs`: it may be this very one, of an earlier attempt
   * whose answer was lost.
   */
  | { status: "known"; mayBeOurs: boolean }
  | { status: "refused"; detail: string };

const MAX_REQUEST_BYTES = 5_000_000;
const MAX_REQUEST_DOCUMENTS = 2_000;

/** What one attempt left open: which documents, and why. */
interface Remainder {
  documents: number[];
  failure: Failure;
}

/**
 * Creates documents in one index, in requests of bounded size, and looks at every item of every
 * answer. What fails for a passing reason is sent again, alone, until `retryForMs` is over.
 *
 * @throws AuditError `store_unavailable` when some could not be stored by then; others may be.
 */
export async function createDocuments(
  requests: Requests,
  indices: StoreIndices,
  index: string,
  documents: readonly NewDocument[],
): Promise<CreateOutcome[]> {
  const outcomes = new Map<number, CreateOutcome>();
  const unanswered = new Set<number>();
  const deadline = Date.now() + requests.retryForMs;

  async function createAll(wanted: readonly number[]): Promise<void> {
    let remaining: number[] = [...wanted];
    for (let attempt = 1; ; attempt++) {
      await indices.ensure(index);
      const result = await send(remaining);
      if (result === undefined) return;
      if (result.failure.status === 413) return await createHalves(result);
      if (result.failure.type === "index_not_found_exception") indices.forget(index);
      if (!canPassHere(result.failure) || Date.now() >= deadline) {
        throw unavailable(`store ${result.documents.length} documents`, result.failure);
      }
      await requests.backOff(attempt);
      remaining = result.documents;
    }
  }

  async function createHalves({
    documents: [first, ...others],
    failure,
  }: Remainder): Promise<void> {
    if (first === undefined) return;
    if (others.length === 0) {
      outcomes.set(first, {
        status: "refused",
        detail: `the document is larger than elasticsearch takes in one request (${failure.status})`,
      });
      return;
    }
    const middle = Math.ceil(others.length / 2);
    await createAll([first, ...others.slice(0, middle - 1)]);
    await createAll(others.slice(middle - 1));
  }

  async function send(wanted: readonly number[]): Promise<Remainder | undefined> {
    const result = await requests.attempt(async (client) =>
      client.transport.request<BulkAnswer>({
        method: "POST",
        path: `/${encodeURIComponent(index)}/_bulk`,
        querystring: { filter_path: "items.*.status,items.*.error.type" },
        bulkBody: renderBody(documents, wanted),
      }),
    );
    if ("failure" in result) {
      // A request that was cut off may have been carried out.
      if (result.failure.status !== 429) for (const each of wanted) unanswered.add(each);
      return { documents: [...wanted], failure: result.failure };
    }
    const { items } = result.answer;
    if (items?.length !== wanted.length) {
      for (const each of wanted) unanswered.add(each);
      const failure = { kind: "unreadable", description: "an answer has too few items" } as const;
      return { documents: [...wanted], failure };
    }
    return readItems(wanted, items);
  }

  function readItems(wanted: readonly number[], items: readonly BulkItem[]): Remainder | undefined {
    const left: number[] = [];
    let failure: Failure | undefined;
    for (const [place, each] of wanted.entries()) {
      const { status = 0, error } = items[place]?.create ?? {};
      if (status === 201) outcomes.set(each, { status: "created" });
      else if (status === 409) {
        outcomes.set(each, { status: "known", mayBeOurs: unanswered.has(each) });
      } else if (status === 400 && !notTheDocument.has(error?.type ?? "")) {
        outcomes.set(each, {
          status: "refused",
          detail: `elasticsearch refuses the document (${nameOnly(error?.type)})`,
        });
      } else {
        if (status >= 500) unanswered.add(each);
        left.push(each);
        const found = answered(status, nameOnly(error?.type));
        if (failure === undefined || !canPassHere(found)) failure = found;
      }
    }
    return failure && { documents: left, failure };
  }

  for (const chunk of chunksOf(documents)) await createAll(chunk);
  return documents.map((_, each) => outcomes.get(each) ?? missing());
}

interface BulkItem {
  create?: { status?: number; error?: Pick<estypes.ErrorCause, "type"> };
}

interface BulkAnswer {
  items?: BulkItem[];
}

// Documents hold nothing but fields of the mapping: an index that does not know one is too old.
const notTheDocument = new Set([
  "index_closed_exception",
  "strict_dynamic_mapping_exception",
  "cluster_block_exception",
]);

// An index that was removed is made again; one that is blocked is about to be removed.
function canPassHere(failure: Failure): boolean {
  const { type } = failure;
  return (
    canPass(failure) || type === "index_not_found_exception" || type === "cluster_block_exception"
  );
}

// Written into one buffer: as a string it would be joined, and then encoded, in further copies.
function renderBody(documents: readonly NewDocument[], wanted: readonly number[]): Buffer {
  const lines = wanted.flatMap((each) => {
    const { id, json } = documents[each] ?? missing();
    return [`{"create":{"_id":${JSON.stringify(id)}}}\n`, json];
  });
  const bytes = lines.reduce((total, line) => total + Buffer.byteLength(line), 0);
  const body = Buffer.allocUnsafeSlow(bytes);
  let end = 0;
  for (const line of lines) end += body.write(line, end);
  return body;
}

function* chunksOf(documents: readonly NewDocument[]): Generator<number[]> {
  let chunk: number[] = [];
  let size = 0;
  for (const [each, { json }] of documents.entries()) {
    const bytes = Buffer.byteLength(json);
    const isFull = chunk.length >= MAX_REQUEST_DOCUMENTS || size + bytes > MAX_REQUEST_BYTES;
    if (isFull && chunk.length > 0) {
      yield chunk;
      chunk = [];
      size = 0;
    }
    chunk.push(each);
    size += bytes;
  }
  if (chunk.length > 0) yield chunk;
}

function nameOnly(type: string | undefined): string {
  return type !== undefined && /^[a-z0-9_]{1,80}$/.test(type) ? type : "no reason given";
}

function missing(): never {
  throw new Error("a document was lost from its own batch");
}
