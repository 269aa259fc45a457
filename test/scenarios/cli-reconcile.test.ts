import { randomBytes } from "node:crypto";

import { openEventLog } from "@toolmark/event-log/open-event-log";
import { openEventStore } from "@toolmark/event-store/open-event-store";
import { startIngester } from "@toolmark/ingester/start-ingester";
import { createLogger } from "@toolmark/runtime/logger";
import { INGESTER_GROUP, logHeaders } from "@toolmark/schemas/topics";
import { expect, inject, test } from "vitest";

import { generateEvents } from "../fixtures/generate-events.ts";
import { runToEnd } from "./run-service.ts";

const LEASE_MS = 600_000;

test("reconcile finds what the store lost, publishes it again, and then finds nothing", async () => {
  const run = randomBytes(4).toString("hex");
  const topic = `toolmark.events.v1.${run}`;
  const prefix = `toolmark-${run}`;
  const brokers = inject("kafkaBrokers");
  const node = inject("elasticsearchUrl");
  const logger = createLogger({ service: "test", level: "silent" });
  await using log = await openEventLog({ driver: "kafka", brokers, topic });
  await using store = await openEventStore({ driver: "elasticsearch", node, prefix });

  async function ingestAll(): Promise<void> {
    await using _ingester = await startIngester({
      log,
      store,
      logger,
      leaseMs: LEASE_MS,
      tenant: "default",
      trustHeaders: true,
      onFailure: (error) => logger.error(error),
    });
    await expect
      .poll(async () => (await log.lag(INGESTER_GROUP)).every(({ lag }) => lag === 0), {
        timeout: 60_000,
      })
      .toBe(true);
  }

  async function reconcile(...args: string[]) {
    const { code, stdout, stderr } = await runToEnd("@toolmark/cli/main", {
      args: ["reconcile", "--json", ...args],
      env: {
        TOOLMARK_KAFKA_BROKERS: brokers.join(","),
        TOOLMARK_KAFKA_TOPIC: topic,
        TOOLMARK_ELASTICSEARCH_URL: node,
        TOOLMARK_ELASTICSEARCH_PREFIX: prefix,
      },
      timeoutMs: 100_000,
    });
    const lines = stdout.split("\n").filter((line) => line !== "");
    const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    return { code, rows, stderr };
  }

  const events = [
    ...generateEvents({ seed: 7, count: 300, start: Date.now() - 600_000, step: 1000 }),
  ];
  const headers = {
    [logHeaders.tenant]: "acme",
    [logHeaders.emitter]: "crm",
    [logHeaders.provenance]: "authenticated",
  };
  await log.publish([
    ...events.map((event) => ({
      key: event.call?.id ?? "",
      value: Buffer.from(JSON.stringify(event)),
      headers,
    })),
    { key: "bad", value: Buffer.from("not json"), headers },
  ]);
  await ingestAll();
  expect(await reconcile()).toMatchObject({
    code: 0,
    rows: [{ kind: "summary", checked: 301, missing: 0, altered: 0, waiting: 0 }],
  });

  const lost = events[17]?.event.id;
  await store.refresh();
  const search = await fetch(`${node}/${prefix}-*/_search`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: { term: { id: lost } } }),
  });
  const { hits } = (await search.json()) as { hits: { hits: { _index: string; _id: string }[] } };
  const [place] = hits.hits;
  const path = `${place?._index}/_doc/${encodeURIComponent(place?._id ?? "")}`;
  const removed = await fetch(`${node}/${path}?refresh=true`, { method: "DELETE" });
  expect(await removed.json()).toMatchObject({ result: "deleted" });

  const found = await reconcile();
  expect(found.code).toBe(6);
  expect(found.rows).toMatchObject([
    { kind: "missing", event_id: lost, tenant: "acme", repaired: false },
    { kind: "summary", checked: 301, missing: 1, repaired: 0 },
  ]);
  expect(found.stderr).toContain("--repair publishes missing records again");

  expect(await reconcile("--repair")).toMatchObject({
    code: 0,
    rows: [
      { kind: "missing", repaired: true },
      { missing: 1, repaired: 1 },
    ],
  });
  expect((await reconcile()).rows.at(-1)).toMatchObject({ missing: 1, waiting: 1 });
  await ingestAll();
  expect(await reconcile()).toMatchObject({
    code: 0,
    rows: [{ kind: "summary", checked: 302, missing: 0, altered: 0, waiting: 0 }],
  });
});
