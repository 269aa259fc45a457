import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { openTokens } from "@toolmark/all-in-one/open-tokens";
import { startBackends } from "@toolmark/backends/start-backends";
import type { EventStore } from "@toolmark/event-store/event-store";
import { openEventStore } from "@toolmark/event-store/open-event-store";
import { createQueryClient } from "@toolmark/query-api/client";
import type { QueryClient } from "@toolmark/query-api/client";
import { startServiceProcess } from "@toolmark/stack/service-process";

import { describeFill, fillOnce, fillStore } from "./fill-store.ts";
import type { Filled } from "./fill-store.ts";
import { measureApiAdds } from "./measure-api.ts";
import { measureIngestBesideQueries, measureScan } from "./measure-load.ts";
import { percentile, queryCases, timeRuns } from "./query-cases.ts";

const usage = `npm run bench:query -- [--events N] [--runs N] [--form embedded|scaled|both] [--directory D] [--json]

Measures questions on a store of N events (default 1,000,000; the budgets are of 10,000,000): of the
store itself and, embedded, of the API in front of it, warm, as 50th and 95th percentile; a full scan
in order; and ingestion beside 50 queries at a time. The filled store is kept in D (default
./data/bench-query) for the next run of the same size.`;

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "1000000" },
    runs: { type: "string", default: "60" },
    form: { type: "string", default: "embedded" },
    directory: { type: "string", default: "data/bench-query" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}

const events = Number(values.events);
const runs = Number(values.runs);
const report = (line: string) => process.stderr.write(`${line}\n`);
const rows: Record<string, number | string>[] = [];

if (values.form !== "scaled") await measureEmbedded();
if (values.form !== "embedded") await measureScaled();

if (values.json) process.stdout.write(`${JSON.stringify({ events, rows })}\n`);
else process.stdout.write(`${table(rows)}\n`);

async function measureEmbedded(): Promise<void> {
  const directory = join(values.directory, `embedded-${events}`);
  const open = async () =>
    await openEventStore({ driver: "sqlite", directory: join(directory, "events") });
  const filled = await fillOnce(directory, { events, open, report });
  {
    await using store = await open();
    await measureStore("embedded", store, filled);
    for (const { name, total, added } of await measureApiAdds(store, filled, runs)) {
      const note = `of ${round(total.p50)} / ${round(total.p95)} in all`;
      const times = { p50: round(added.p50), p95: round(added.p95) };
      rows.push({ name: `embedded, added by the API: ${name}`, ...times, budget: 3, note });
      report(JSON.stringify(rows.at(-1)));
    }
    rows.push(await measureScan("embedded", store, filled));
    rows.push(...(await measureIngestBesideQueries("embedded", store, filled)));
  }
  const { adminToken } = await openTokens(directory, "default");
  await using service = await startServiceProcess({
    name: "all-in-one",
    main: "@toolmark/all-in-one/main",
    env: { TOOLMARK_DATA_DIR: directory, TOOLMARK_PORT: "0", TOOLMARK_QUERY_RATE: "100000" },
    timeoutMs: 120_000,
  });
  const client = createQueryClient({ url: service.url ?? "", token: adminToken });
  await measureApi("embedded", client, filled);
}

async function measureScaled(): Promise<void> {
  await using backends = await startBackends({ report });
  const directory = join(values.directory, `scaled-${events}`);
  const open = async () =>
    await openEventStore({
      driver: "elasticsearch",
      node: backends.elasticsearchUrl,
      prefix: `bench-query-${events}`,
    });
  // Servers that this process started are empty each time.
  const filled = describeFill(events, Date.now());
  await using store = await open();
  await mkdir(directory, { recursive: true });
  report(`scaled: ${JSON.stringify(await fillStore(store, filled, { positions: true, report }))}`);
  await measureStore("scaled", store, filled);
  rows.push(await measureScan("scaled", store, filled));
  rows.push(...(await measureIngestBesideQueries("scaled", store, filled)));
  await store.dropBefore(Date.now() + 400 * 86_400_000);
}

async function measureStore(
  form: "embedded" | "scaled",
  store: EventStore,
  filled: Filled,
): Promise<void> {
  for (const { name, budget, ofStore } of queryCases(filled, 7)) {
    await timeRuns(Math.ceil(runs / 3), () => ofStore(store));
    const times = await timeRuns(runs, () => ofStore(store));
    rows.push(row(`${form} store: ${name}`, times, budget[form]));
    report(JSON.stringify(rows.at(-1)));
  }
}

async function measureApi(
  form: "embedded" | "scaled",
  client: QueryClient,
  filled: Filled,
): Promise<void> {
  for (const { name, budget, ofApi } of queryCases(filled, 7)) {
    await timeRuns(Math.ceil(runs / 3), () => ofApi(client));
    const times = await timeRuns(runs, () => ofApi(client));
    rows.push(row(`${form} API: ${name}`, times, budget[form] + 3));
    report(JSON.stringify(rows.at(-1)));
  }
}

function row(name: string, times: readonly number[], budget: number) {
  return { name, p50: round(percentile(times, 0.5)), p95: round(percentile(times, 0.95)), budget };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function table(lines: readonly Record<string, number | string>[]): string {
  const head = "| measured | p50 ms | p95 ms | budget ms | note |\n|---|---|---|---|---|";
  const body = lines.map(
    ({ name = "", p50 = "", p95 = "", budget = "", note = "" }) =>
      `| ${name} | ${p50} | ${p95} | ${budget} | ${note} |`,
  );
  return [head, ...body].join("\n");
}
