import type { QuarantineAnswer } from "@toolmark/query-api/answers";
import { quarantineReasons } from "@toolmark/schemas/normalized-event";

import { readPages } from "../api/pages.ts";
import { defineCommand } from "../command.ts";
import { exitStatus, usageFailure } from "../exit-status.ts";
import { formatBytes, formatCount, formatTime } from "../output/format-values.ts";
import { renderDocument } from "../output/render-document.ts";
import { createTable } from "../output/render-table.ts";
import type { Column } from "../output/render-table.ts";
import { wholeNumber } from "../read-query.ts";

type Entry = QuarantineAnswer["entries"][number];

/** `toolmark quarantine`. */
export const quarantine = defineCommand({
  name: "quarantine",
  summary: "Show what could not be stored as an event, and why, newest first",
  usage: "",
  argument: "none",
  arity: [0, 0],
  options: {
    fault: {
      type: "string",
      argument: "FAULT",
      choices: quarantineReasons,
      description: "only entries with this fault",
    },
    raw: { type: "boolean", description: "with the bytes in base64; needs --reason and --json" },
    limit: {
      type: "string",
      short: "n",
      argument: "N",
      description: "how many entries at most; default 50",
    },
    all: { type: "boolean", short: "a", description: "all entries, however many there are" },
    "exit-empty": { type: "boolean", description: "exit with status 1 when it is empty" },
  },
  asks: true,
  examples: [
    ["toolmark quarantine --fault schema_violation", "what emitters write wrongly"],
    ["toolmark quarantine --reason 'broken emitter' --raw --json", "with the bytes that came"],
    ["toolmark quarantine replay ID --reason 'emitter fixed'", "try one entry again"],
  ],
  async run(context, { options }) {
    const { raw, fault } = options;
    const limit =
      options.all === true
        ? Infinity
        : wholeNumber("limit", options.limit, { min: 1, max: 1_000_000_000, byDefault: 50 });
    const { api, reveals } = await context.connect();
    if (raw === true && (!reveals || !context.json))
      throw usageFailure("--raw shows what nobody could check", [
        'say why with --reason "…" and print it with --json',
      ]);
    const { columns: width, paint } = context.terminal.out;
    const table = createTable(reveals ? [...entryColumns, previewColumn] : entryColumns, {
      width,
      paint,
    });
    let shown = 0;
    let total = 0;
    const pages = readPages<QuarantineAnswer>(
      api,
      "/v1/quarantine",
      { reason: fault, raw },
      { limit, sizeOf: ({ entries }) => entries.length },
    );
    for await (const page of pages) {
      total = page.total;
      shown += page.entries.length;
      if (context.json) await context.printJson(...page.entries);
      else if (page.entries.length > 0) await context.print(table.lines(page.entries));
    }
    if (shown < total)
      await context.note(`the newest ${shown} of ${formatCount(total, "record")}; --all shows all`);
    else if (total === 0) await context.note("quarantine is empty");
    return total === 0 && options["exit-empty"] === true ? exitStatus.nothing : exitStatus.ok;
  },
});

const entryColumns: readonly Column<Entry>[] = [
  { name: "recorded", title: "RECORDED (UTC)", value: ({ recorded }) => formatTime(recorded) },
  { name: "fault", title: "FAULT", value: ({ reason }) => reason },
  { name: "emitter", title: "EMITTER", value: ({ emitter }) => emitter, min: 8, dispensable: 1 },
  {
    name: "bytes",
    title: "SIZE",
    value: ({ bytes }) => formatBytes(bytes),
    align: "right",
    dispensable: 2,
  },
  { name: "detail", title: "DETAIL", value: ({ detail }) => detail, min: 20 },
  { name: "id", title: "ID", value: ({ id }) => id, dispensable: 3 },
];

const previewColumn: Column<Entry> = {
  name: "preview",
  title: "BEGINS WITH",
  value: ({ preview }) => preview,
  min: 20,
};

/** `toolmark quarantine replay`. */
export const quarantineReplay = defineCommand({
  name: "quarantine replay",
  summary: "Send a record of quarantine through ingestion again",
  usage: "ID… --reason TEXT",
  argument: "value",
  arity: [1, Infinity],
  options: {},
  asks: true,
  examples: [["toolmark quarantine replay ID --reason 'schema updated'", "after a fix"]],
  async run(context, { arguments: ids, options }) {
    const reason = (options as { reason?: string }).reason;
    if (reason === undefined) throw usageFailure('a replay is recorded with its --reason "…"');
    const { api } = await context.connect();
    const { columns: width, paint } = context.terminal.out;
    for (const id of ids) {
      const path = `/v1/quarantine/${encodeURIComponent(id)}/replay`;
      const answer = await api.send<unknown>("POST", path, { json: { reason } });
      if (context.json) await context.printJson(answer);
      else await context.print(renderDocument(answer, { width, paint }));
    }
    return exitStatus.ok;
  },
});
