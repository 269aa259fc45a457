import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";

import { EventLogConfig, openEventLog } from "@toolmark/event-log/open-event-log";

/* A consumer in a process of its own, to be killed: appends each value as a line to a file, durably. */

const terminated = new Promise<void>((resolve) => process.once("SIGTERM", () => resolve()));
const [config = "", group = "", path = ""] = process.argv.slice(2);
const file = openSync(path, "a");
// Ends a line that a killed predecessor may have left unfinished.
writeSync(file, "\n");

await using log = await openEventLog(EventLogConfig.parse(JSON.parse(config)));
await using _consumer = await log.consume(
  group,
  async (batch) => {
    for (const { value } of batch.records)
      writeSync(file, `${Buffer.from(value ?? "").toString()}\n`);
    fsyncSync(file);
  },
  (error) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(70);
  },
);
await terminated;
closeSync(file);
