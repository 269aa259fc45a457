import { z } from "zod";

import type { EventStore } from "./event-store.ts";

/** Which store to open, and how. */
export const EventStoreConfig = z.discriminatedUnion("driver", [
  z.object({
    driver: z.literal("sqlite"),
    directory: z.string().min(1).default("data/events"),
  }),
  z
    .object({
      driver: z.literal("elasticsearch"),
      node: z.url({ protocol: /^https?$/ }),
      /** Start of the names of every index. */
      prefix: z
        .string()
        .regex(/^[a-z][a-z0-9-]*$/, "expected lower-case letters, digits and hyphens")
        .default("toolmark-events"),
      shards: z.int().min(1).max(64).optional(),
      replicas: z.int().min(0).max(10).optional(),
      apiKey: z.string().min(1).optional(),
      username: z.string().min(1).optional(),
      password: z.string().min(1).optional(),
      /** Certificate authority of the server in PEM. */
      ca: z.string().min(1).optional(),
    })
    .refine(
      ({ username, password }) => (username === undefined) === (password === undefined),
      "username and password go together",
    ),
]);
export type EventStoreConfig = z.infer<typeof EventStoreConfig>;

/**
 * Opens the configured store. Drivers are imported on demand, so that an embedded process never loads
 * the Elasticsearch client.
 *
 * @throws AuditError `store_unavailable` when the store cannot be opened.
 */
export async function openEventStore(config: EventStoreConfig): Promise<EventStore> {
  switch (config.driver) {
    case "sqlite": {
      const { openSqliteEventStore } = await import("./sqlite/sqlite-event-store.ts");
      return await openSqliteEventStore(config);
    }
    case "elasticsearch": {
      const { openElasticsearchEventStore } =
        await import("./elasticsearch/elasticsearch-event-store.ts");
      const { node, prefix, shards, replicas, apiKey, username, password, ca } = config;
      const basic = username !== undefined && password !== undefined && { username, password };
      const auth = apiKey === undefined ? basic : { apiKey };
      return await openElasticsearchEventStore({
        node,
        prefix,
        ...(shards !== undefined && { shards }),
        ...(replicas !== undefined && { replicas }),
        ...(auth && { auth }),
        ...(ca !== undefined && { ca }),
      });
    }
  }
}
