import { AuditError } from "@toolmark/runtime/errors";

import { indexNames } from "./index-names.ts";
import { MAPPING_VERSION, eventMapping, eventSettings, quarantineMapping } from "./mapping.ts";
import { createStoreIndices, describeIndex, mappingVersion } from "./month-indices.ts";
import { openClient } from "./open-client.ts";
import type { ElasticsearchOptions } from "./open-client.ts";
import { createRequests, persist } from "./requests.ts";

/** What a migration changed. */
export interface Migration {
  /** Indices whose mapping now knows the fields of this version. */
  updated: string[];
}

const TEMPLATE_PRIORITY = 500;
const RETRY_FOR_MS = 30_000;

/**
 * Brings Elasticsearch to what this version writes: the template for months, the mapping of the
 * months that are there, and quarantine. Mappings only grow, so it can run while older versions
 * still write, and again. Needs the privilege to manage index templates and the store's indices,
 * which the store itself does not.
 *
 * @throws AuditError `store_unavailable` when Elasticsearch cannot be reached or refuses,
 *   `config_invalid` when an index has a mapping that cannot become ours.
 */
export async function migrateElasticsearch(options: ElasticsearchOptions): Promise<Migration> {
  const names = indexNames(options.prefix);
  const requests = createRequests(openClient(options), options.retryForMs ?? RETRY_FOR_MS);
  const indices = createStoreIndices(requests, names, options);
  try {
    await persist(requests, "put the index template", async (client) =>
      client.indices.putIndexTemplate({
        name: names.prefix,
        index_patterns: [names.pattern],
        priority: TEMPLATE_PRIORITY,
        template: { settings: eventSettings(options), mappings: eventMapping },
        _meta: { toolmark: MAPPING_VERSION },
      }),
    );
    const updated: string[] = [];
    for (const index of [...(await indices.months()), names.quarantine]) {
      if (await grow(index)) updated.push(index);
    }
    await indices.ensure(names.quarantine);
    return { updated };
  } finally {
    await requests.close();
  }

  async function grow(index: string): Promise<boolean> {
    const state = await describeIndex(requests, index);
    if (state === undefined || mappingVersion(state) >= MAPPING_VERSION) return false;
    const { properties, _meta } = index === names.quarantine ? quarantineMapping : eventMapping;
    const result = await requests.attempt(async (client) =>
      client.indices.putMapping({ index, properties, _meta, dynamic: "strict" }),
    );
    if ("answer" in result) return true;
    throw new AuditError(
      result.failure.status === 400 ? "config_invalid" : "store_unavailable",
      `could not change the mapping of ${index}: ${result.failure.description}`,
    );
  }
}
