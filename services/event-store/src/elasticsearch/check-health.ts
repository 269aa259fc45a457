import { AuditError } from "@toolmark/runtime/errors";

import type { IndexNames } from "./index-names.ts";
import type { Requests } from "./requests.ts";

const ANSWER_WITHIN_MS = 5_000;

/** Elasticsearch's number for the block that a nearly full disk puts on an index. */
const DISK_FULL_BLOCK = "12";

/**
 * Resolves when every shard of the store can be read and written. Does not ask `GET /`, which a
 * cluster behind a proxy, or a reduced distribution, may not answer. See `EventStore.check`.
 */
export async function checkHealth(requests: Requests, names: IndexNames): Promise<void> {
  const index = [names.pattern, `${names.quarantine}*`];
  const options = { requestTimeout: ANSWER_WITHIN_MS };
  const health = await requests.read("check elasticsearch", async (client) =>
    client.cluster.health({ index, level: "indices", timeout: "2s" }, options),
  );
  if (health.status === "red") {
    const red = Object.entries(health.indices ?? {}).filter(([, { status }]) => status === "red");
    throw unfit(
      `a part of ${listed(red.map(([name]) => name))} is not available; see _cluster/allocation/explain`,
    );
  }
  const state = await requests.read("check elasticsearch", async (client) =>
    client.transport.request<ClusterBlocks>(
      { method: "GET", path: `/_cluster/state/blocks/${index.map(encodeURIComponent).join(",")}` },
      options,
    ),
  );
  const full = blockedByDisk(state);
  if (full.length > 0) {
    throw unfit(
      `elasticsearch refuses to write to ${listed(full)} because a disk is nearly full; free space or add a node`,
    );
  }
}

interface ClusterBlocks {
  blocks?: { indices?: Record<string, Record<string, unknown>> };
}

function blockedByDisk({ blocks }: ClusterBlocks): string[] {
  return Object.entries(blocks?.indices ?? {}).flatMap(([index, found]) =>
    DISK_FULL_BLOCK in found ? index : [],
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown || "the store";
}

function unfit(message: string): AuditError {
  return new AuditError("store_unavailable", message);
}
