import type { estypes } from "@elastic/elasticsearch";
import { AuditError } from "@toolmark/runtime/errors";

import type { IndexNames } from "./index-names.ts";
import { monthOfIndex } from "./index-names.ts";
import {
  MAPPING_VERSION,
  eventMapping,
  eventSettings,
  quarantineMapping,
  quarantineSettings,
} from "./mapping.ts";
import type { IndexChoices } from "./mapping.ts";
import { persist } from "./requests.ts";
import type { Requests } from "./requests.ts";

/** Indices of one store, made as they are needed. */
export interface StoreIndices {
  /**
   * Resolves when the index is there and knows the fields that this version writes. Asks once per
   * index; `forget` makes it ask again.
   */
  ensure(index: string): Promise<void>;
  forget(index: string): void;
  /** All months that are there now. */
  months(): Promise<string[]>;
}

/**
 * Makes indices with the mapping that this version writes, and never writes to one that has another:
 * the template of `migrateElasticsearch` is for whatever else may create one.
 */
export function createStoreIndices(
  requests: Requests,
  names: IndexNames,
  choices: IndexChoices,
): StoreIndices {
  const ready = new Map<string, Promise<void>>();

  async function ensure(index: string): Promise<void> {
    const found = await describeIndex(requests, index);
    if (found === undefined) await create(index);
    verify(index, found ?? (await describeIndex(requests, index)));
  }

  async function create(index: string): Promise<void> {
    const isQuarantine = index === names.quarantine;
    const body = {
      settings: isQuarantine ? quarantineSettings(choices) : eventSettings(choices),
      mappings: isQuarantine ? quarantineMapping : eventMapping,
    };
    await persist<unknown>(
      requests,
      `create the index ${index}`,
      async (client) => await client.indices.create({ index, ...body }),
      (failure) => (failure.type === "resource_already_exists_exception" ? {} : undefined),
    );
  }

  return {
    async ensure(index) {
      let promise = ready.get(index);
      if (promise === undefined) {
        promise = ensure(index);
        ready.set(index, promise);
        promise.catch(() => ready.delete(index));
      }
      await promise;
    },

    forget(index) {
      ready.delete(index);
    },

    async months() {
      const found = await requests.read("list the indices", async (client) =>
        client.indices.get({
          index: names.pattern,
          expand_wildcards: ["open", "closed"],
          filter_path: "*.settings.index.uuid",
        }),
      );
      return Object.keys(found).filter((index) => monthOfIndex(names, index) !== undefined);
    },
  };
}

/** What an index says of itself; undefined when it is not there. */
export async function describeIndex(
  requests: Requests,
  index: string,
): Promise<estypes.IndicesIndexState | undefined> {
  const found = await persist<estypes.IndicesGetResponse>(
    requests,
    `look at the index ${index}`,
    async (client) => await client.indices.get({ index }),
    (failure) => (failure.status === 404 ? {} : undefined),
  );
  return found[index];
}

function verify(index: string, state: estypes.IndicesIndexState | undefined): void {
  const version = mappingVersion(state);
  if (version < MAPPING_VERSION) {
    throw new AuditError(
      "store_unavailable",
      `the index ${index} does not know the fields of this version; run \`toolmark migrate\``,
      { details: { found: version, needed: MAPPING_VERSION } },
    );
  }
  if (!keepsSource(state)) {
    throw new AuditError(
      "store_unavailable",
      `the index ${index} does not store _source as it was given, so nothing in it could be proven; create it with stored _source`,
    );
  }
}

/** Version of the mapping of an index; 0 where nothing of ours made it. */
export function mappingVersion(state: estypes.IndicesIndexState | undefined): number {
  const { _meta: meta } = state?.mappings ?? {};
  const version: unknown = meta?.["toolmark"];
  return typeof version === "number" ? version : 0;
}

// Synthetic sources are made anew from fields: sealed documents would not come back as they were.
function keepsSource(state: estypes.IndicesIndexState | undefined): boolean {
  const { _source: source } = state?.mappings ?? {};
  const index = state?.settings?.index ?? state?.settings;
  const mode = index?.mapping?.source?.mode ?? source?.mode;
  if (mode !== undefined) return mode === "stored";
  const isSynthesized = index?.mode === "logsdb" || index?.mode === "time_series";
  return source?.enabled !== false && !isSynthesized;
}
