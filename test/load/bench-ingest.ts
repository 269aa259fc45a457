import { parseArgs } from "node:util";

import { startBackends } from "@toolmark/backends/start-backends";

import { measureEmbedded } from "./measure-embedded.ts";
import { measureScaled } from "./measure-scaled.ts";
import { summarize } from "./measurement.ts";
import type { Measurement } from "./measurement.ts";

const usage = `npm run bench:ingest -- [--events N] [--rounds N] [--form embedded|scaled|both] [--json]

Measures ingestion, log to store, beside the ceiling of the same store fed with entries that were
made before, in alternating rounds of one run. Own CPU is all threads of this process.`;

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "50000" },
    rounds: { type: "string", default: "3" },
    form: { type: "string", default: "both" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}

const events = Number(values.events);
const rounds = Number(values.rounds);
const report = (line: string) => process.stderr.write(`${line}\n`);
const measurements: Measurement[] = [];

if (values.form !== "scaled")
  measurements.push(...(await measureEmbedded({ events, rounds, report })));
if (values.form !== "embedded") {
  await using backends = await startBackends({ report });
  measurements.push(...(await measureScaled({ events, rounds, report, backends })));
}

const summary = summarize(measurements);
if (!values.json) process.stdout.write(`${summary.table}\n`);
process.stdout.write(`${JSON.stringify(summary.json)}\n`);
