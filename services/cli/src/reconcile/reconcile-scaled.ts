import { createKafkaClient } from "@toolmark/event-log/kafka-client";
import { openEventLog } from "@toolmark/event-log/open-event-log";
import { openEventStore } from "@toolmark/event-store/open-event-store";
import { IngesterConfig } from "@toolmark/ingester/config";
import { loadConfig } from "@toolmark/runtime/config";

import type { CommandContext } from "../command.ts";
import { startProgress } from "../output/progress.ts";
import { visibleText } from "../output/visible-text.ts";
import { compareLog, newGroup } from "./compare-log.ts";
import type { Comparison } from "./compare-log.ts";

const STALL_MS = 60_000;

/**
 * Compares Kafka with Elasticsearch, as the settings of the ingesters name them, and prints every
 * record that is not accounted for.
 */
export async function reconcileScaled(
  context: CommandContext,
  options: { repair: boolean; toEnd: boolean },
): Promise<Comparison> {
  const config = loadConfig(IngesterConfig, context.env);
  const brokers = config.TOOLMARK_KAFKA_BROKERS.split(",");
  const group = newGroup();
  await using resources = new AsyncDisposableStack();
  const store = resources.use(
    await openEventStore({
      driver: "elasticsearch",
      node: config.TOOLMARK_ELASTICSEARCH_URL,
      prefix: config.TOOLMARK_ELASTICSEARCH_PREFIX,
    }),
  );
  await store.check();
  // Brokers keep a group for days; this one is of no use afterwards.
  resources.defer(async () => {
    const admin = createKafkaClient({ brokers }).admin();
    await admin.connect();
    await admin.deleteGroups([group]).catch(() => {});
    await admin.disconnect();
  });
  const log = resources.use(
    await openEventLog({ driver: "kafka", brokers, topic: config.TOOLMARK_KAFKA_TOPIC }),
  );
  using progress = startProgress(context.terminal.messages, "comparing");
  return await compareLog({
    log,
    store,
    group,
    ...options,
    stamp: {
      tenant: config.TOOLMARK_TENANT,
      trustHeaders: config.TOOLMARK_TRUST_LOG_HEADERS,
      leaseMs: config.TOOLMARK_CALL_LEASE,
    },
    signal: context.signal,
    stallMs: STALL_MS,
    onProgress: (checked, total) => progress.update(checked, total),
    async onFound(found) {
      progress.clear();
      const rows = found.map(({ expected, status, repaired }) => ({
        kind: status,
        ...expected.position,
        tenant: expected.tenant,
        event_id: expected.event?.id,
        repaired,
      }));
      if (context.json) await context.printJson(...rows);
      else
        await context.print(
          rows.map(
            ({ kind, partition, offset, event_id, tenant, repaired }) =>
              `partition ${partition} offset ${offset}  ${kind}  ${visibleText(event_id ?? "no event")} of ${visibleText(tenant)}${repaired ? "  published again" : ""}`,
          ),
        );
    },
  });
}
