import { AuditError } from "@toolmark/runtime/errors";
import type { QuarantineEntry, QuarantineReason } from "@toolmark/schemas/normalized-event";

import type { EventStore, QuarantinePage } from "../event-store.ts";
import { createDocuments } from "./create-documents.ts";
import { quarantineId } from "./index-names.ts";
import type { IndexNames } from "./index-names.ts";
import type { StoreIndices } from "./month-indices.ts";
import { bucketsOf } from "./read-timeline.ts";
import type { Requests } from "./requests.ts";

const MAX_REASONS = 1_000;

/** Keeps entries of quarantine. See `EventStore.quarantine`. */
export async function keepQuarantine(
  requests: Requests,
  indices: StoreIndices,
  names: IndexNames,
  entries: readonly QuarantineEntry[],
): Promise<void> {
  requests.mustBeOpen();
  if (entries.length === 0) return;
  const documents = entries.map((entry) => ({
    id: quarantineId(entry.id),
    json: renderEntry(entry),
  }));
  const outcomes = await createDocuments(requests, indices, names.quarantine, documents);
  const refused = outcomes.find((outcome) => outcome.status === "refused");
  // There is no further place for it: the caller must not go on as if it were kept.
  if (refused) throw new AuditError("internal", `could not keep in quarantine: ${refused.detail}`);
}

function renderEntry(entry: QuarantineEntry): string {
  const { id, tenant, reason, recorded } = entry;
  return `${JSON.stringify({ id, tenant, reason, recorded, entry })}\n`;
}

interface QuarantineSource {
  id: string;
  recorded: number;
  entry: QuarantineEntry;
}

interface Reasons {
  reasons: { buckets: { key: QuarantineReason; doc_count: number }[] };
}

/** One page of quarantine. See `EventStore.listQuarantine`. */
export async function listQuarantine(
  requests: Requests,
  names: IndexNames,
  tenant: string,
  page: Parameters<EventStore["listQuarantine"]>[1],
): Promise<QuarantinePage> {
  const { reason, after, limit } = page;
  const answer = await requests.read("list quarantine", async (client) =>
    client.search<QuarantineSource, Reasons>({
      index: names.quarantine,
      // Before anything was kept there is no such index.
      ignore_unavailable: true,
      allow_partial_search_results: false,
      track_total_hits: false,
      query: { bool: { filter: [{ term: { tenant } }] } },
      // Totals are of every reason, the page only of the one asked for.
      ...(reason && { post_filter: { term: { reason } } }),
      aggs: { reasons: { terms: { field: "reason", size: MAX_REASONS } } },
      sort: [{ recorded: "desc" }, { id: "desc" }],
      size: limit + 1,
      ...(after && { search_after: [after.recorded, after.id] }),
    }),
  );
  const sources = answer.hits.hits.flatMap(({ _source }) => _source ?? []);
  const shown = sources.slice(0, limit);
  const last = shown.at(-1);
  const byReason: QuarantinePage["byReason"] = {};
  let total = 0;
  for (const { key, doc_count: count } of bucketsOf(answer.aggregations?.reasons)) {
    byReason[key] = count;
    if (reason === undefined || reason === key) total += count;
  }
  return {
    entries: shown.map(({ entry }) => entry),
    total,
    byReason,
    ...(sources.length > limit && last && { next: { recorded: last.recorded, id: last.id } }),
  };
}
