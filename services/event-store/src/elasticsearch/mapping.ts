import type { estypes } from "@elastic/elasticsearch";
import { facetIds } from "@toolmark/schemas/fields";

/**
 * Version of both mappings. It grows with every field that documents gain, so that a writer can tell
 * an index that does not know the field yet.
 */
export const MAPPING_VERSION = 1;

const opaque = { type: "object", enabled: false } as const;
const instant = { type: "date", format: "epoch_millis" } as const;

// No `ignore_above`: beyond it a value would be stored and silently never be found. A value longer
// than a term may be (32,766 bytes) makes the document a refused one, and that is told.
const equality = { type: "keyword", doc_values: false } as const;
const countable = { type: "keyword", index: false } as const;

// The terms are ours (@toolmark/schemas/terms and tokens); the server only splits at spaces.
const terms = {
  type: "text",
  analyzer: "whitespace",
  norms: false,
  index_options: "docs",
} as const;

/**
 * Mapping of a month of events. `p`, `x`, `s`, `leaf` and `marks` are opaque: what they hold comes
 * back from `_source` as it was given, and no event can add a field. All keys share one field of
 * terms, which costs the server less than a field for each and takes new ones as they come. `key`,
 * `facet` and `words` follow from the event; they stay in `_source` all the same, because leaving
 * them out makes Elasticsearch keep the whole source a second time for its own recovery.
 */
export const eventMapping = {
  dynamic: "strict",
  _meta: { toolmark: MAPPING_VERSION },
  properties: {
    // Looked up by `_id`, which is made of tenant and id; this copy sorts.
    id: { type: "keyword", index: false },
    tenant: equality,
    time: instant,
    recorded: instant,
    row: { type: "boolean", doc_values: false },
    log: {
      dynamic: "strict",
      properties: { partition: { type: "integer" }, offset: { type: "long" } },
    },
    key: terms,
    words: terms,
    facet: {
      dynamic: "strict",
      properties: Object.fromEntries(facetIds.map((id) => [id, countable])),
    },
    p: opaque,
    x: opaque,
    s: opaque,
    leaf: opaque,
    marks: opaque,
  },
} as const satisfies estypes.MappingTypeMapping;

/** Mapping of quarantine. `entry` is the entry as it was given. */
export const quarantineMapping = {
  dynamic: "strict",
  _meta: { toolmark: MAPPING_VERSION },
  properties: {
    id: { type: "keyword", index: false },
    tenant: equality,
    reason: { type: "keyword" },
    recorded: instant,
    entry: opaque,
  },
} as const satisfies estypes.MappingTypeMapping;

/** Settings that an operator may choose for the indices of one store. */
export interface IndexChoices {
  shards?: number;
  /** Copies beside the primary; without a choice one copy as soon as there is a second node. */
  replicas?: number;
  /** How long an event may wait until a search finds it, as Elasticsearch writes it, such as `1s`. */
  refreshInterval?: string;
}

/** Settings of a month of events: sorted newest first, as timelines are read. */
export function eventSettings(choices: IndexChoices): estypes.IndicesIndexSettings {
  return {
    ...quarantineSettings(choices),
    number_of_shards: choices.shards ?? 1,
    sort: { field: ["time", "id"], order: ["desc", "desc"] },
  };
}

/** Settings of quarantine. */
export function quarantineSettings(choices: IndexChoices): estypes.IndicesIndexSettings {
  return {
    number_of_shards: 1,
    ...(choices.replicas === undefined
      ? { auto_expand_replicas: "0-1" }
      : { number_of_replicas: choices.replicas }),
    refresh_interval: choices.refreshInterval ?? "1s",
  };
}
