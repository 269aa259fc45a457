import { exportFormatNames, isReport } from "@toolmark/exports/export-formats";
import { reportTemplateNames } from "@toolmark/exports/report-templates";
import type { ExportAnswer, ExportsAnswer } from "@toolmark/query-api/exports/answers";

import type { Api } from "../api/create-api.ts";
import { readPages } from "../api/pages.ts";
import { defineCommand } from "../command.ts";
import type { CommandContext, OptionSpec } from "../command.ts";
import { exitStatus, usageFailure } from "../exit-status.ts";
import { checkOutput, fetchExport } from "../exports/fetch-export.ts";
import type { FetchOptions } from "../exports/fetch-export.ts";
import { formatBytes, formatCount, formatTime } from "../output/format-values.ts";
import { createTable } from "../output/render-table.ts";
import type { Column } from "../output/render-table.ts";
import { questionOptions, rangeOptions, readQuestion, wholeNumber } from "../read-query.ts";

const fileOptions = {
  output: {
    type: "string",
    short: "o",
    argument: "FILE",
    isFile: true,
    description: "where to put it; a folder with / at its end keeps the server's name",
  },
  force: { type: "boolean", short: "f", description: "replace a file of this name" },
  detach: { type: "boolean", description: "print the id and do not wait" },
} as const satisfies Record<string, OptionSpec>;

const rowFormats = exportFormatNames.filter((name) => !isReport(name));
const reportFormats = exportFormatNames.filter(isReport);

const details = [
  "The server makes the file as of now; it is downloaded, going on where a download broke off, and only takes its name when its SHA-256 is that of the manifest, which is put beside it. The exit status is 6 when the export is partial.",
  "With --reason, parameters, results and states are in the file; without, they are not.",
];

/** `toolmark export`. */
export const exportEvents = defineCommand({
  name: "export",
  summary: "Export events to a file with a manifest, and check it",
  usage: "[QUERY…]",
  argument: "query",
  arity: [0, Infinity],
  details,
  options: {
    ...questionOptions,
    ...fileOptions,
    format: {
      type: "string",
      argument: "FORMAT",
      choices: rowFormats,
      description: "default jsonl, the one for evidence",
    },
    columns: { type: "string", argument: "LIST", description: "csv: columns with commas between" },
    gzip: { type: "boolean", description: "compress the file" },
    sample: {
      type: "string",
      argument: "N",
      description: "a random sample of N events, with --seed",
    },
    seed: {
      type: "string",
      argument: "TEXT",
      description: "the same seed chooses the same sample",
    },
    id: { type: "string", argument: "ID", description: "go on with an export that was asked for" },
  },
  asks: true,
  examples: [
    ["toolmark export 'effect:write' --from 2026-04-01 --to 2026-07-01 --gzip", "a quarter"],
    ["toolmark export 'system:billing' --sample 25 --seed 'audit 2026 Q2'", "a sample to test"],
    ["toolmark export --id ID -o evidence/", "an export whose download broke off"],
  ],
  async run(context, { arguments: words, options }) {
    const { id, format, columns, gzip, sample, seed, output, force } = options;
    const fetching = { force: force === true, ...(output !== undefined && { output }) };
    if (id !== undefined) {
      if (words.length > 0) throw usageFailure("--id names an export that has its query already");
      const { api } = await context.connect();
      return await fetchExport(context, api, id, fetching);
    }
    if ((sample === undefined) !== (seed === undefined))
      throw usageFailure("--sample and --seed go together", [
        "publish the seed, so that others can draw the same sample",
      ]);
    const question = await readQuestion(context, words, options);
    const { api, reveals } = await context.connect();
    return await request(context, api, {
      body: {
        ...question,
        format: format ?? "jsonl",
        reveal: reveals,
        ...(columns !== undefined && { columns: columns.split(",").map((name) => name.trim()) }),
        ...(gzip === true && { gzip }),
        ...(sample !== undefined && {
          sample: {
            size: wholeNumber("sample", sample, { min: 1, max: 1_000_000, byDefault: 25 }),
            seed,
          },
        }),
      },
      fetching,
      isDetached: options.detach === true,
    });
  },
});

/** `toolmark report`. */
export const report = defineCommand({
  name: "report",
  summary: `Make a report: ${reportTemplateNames.join(", ")}`,
  usage: "TEMPLATE [QUERY…]",
  argument: "choice",
  choices: reportTemplateNames,
  arity: [1, Infinity],
  details,
  options: {
    ...rangeOptions,
    ...fileOptions,
    format: {
      type: "string",
      argument: "FORMAT",
      choices: reportFormats,
      description: "default html",
    },
  },
  asks: true,
  examples: [
    ["toolmark report access-review --from 30d --format pdf", "for a review meeting"],
    ["toolmark report changes 'resource:crm://contact/42' -o contact-42.html", "of one record"],
  ],
  async run(context, { arguments: [template = "", ...words], options }) {
    if (!reportTemplateNames.some((known) => known === template))
      throw usageFailure(`there is no report ${JSON.stringify(template)}`, [
        `reports are ${reportTemplateNames.join(", ")}`,
      ]);
    const { output, force, format } = options;
    const question = await readQuestion(context, words, options);
    const { api, reveals } = await context.connect();
    return await request(context, api, {
      body: { ...question, template, format: format ?? "html", reveal: reveals },
      fetching: { force: force === true, ...(output !== undefined && { output }) },
      isDetached: options.detach === true,
    });
  },
});

async function request(
  context: CommandContext,
  api: Api,
  wish: { body: object; fetching: FetchOptions; isDetached: boolean },
): Promise<number> {
  checkOutput(wish.fetching);
  const { id } = await api.send<{ id: string }>("POST", "/v1/exports", { json: wish.body });
  if (!wish.isDetached) return await fetchExport(context, api, id, wish.fetching);
  if (context.json) await context.printJson({ id, state: "queued" });
  else await context.print([id]);
  return exitStatus.ok;
}

/** `toolmark exports`. */
export const exportsList = defineCommand({
  name: "exports",
  summary: "List exports: what was asked, by whom, and how far they are",
  usage: "",
  argument: "none",
  arity: [0, 0],
  options: {
    limit: { type: "string", short: "n", argument: "N", description: "how many; default 20" },
  },
  asks: true,
  examples: [["toolmark exports --json | jq 'select(.state == \"partial\")'", "incomplete ones"]],
  async run(context, { options }) {
    const limit = wholeNumber("limit", options.limit, { min: 1, max: 100_000, byDefault: 20 });
    const { api } = await context.connect();
    const { columns: width, paint } = context.terminal.out;
    const table = createTable(exportColumns, { width, paint });
    let shown = 0;
    let total = 0;
    const pages = readPages<ExportsAnswer>(
      api,
      "/v1/exports",
      {},
      { limit, sizeOf: (page) => page.exports.length },
    );
    for await (const page of pages) {
      ({ total } = page);
      shown += page.exports.length;
      if (context.json) await context.printJson(...page.exports);
      else if (page.exports.length > 0) await context.print(table.lines(page.exports));
    }
    if (shown < total) await context.note(`the newest ${shown} of ${formatCount(total, "export")}`);
    return exitStatus.ok;
  },
});

const exportColumns: readonly Column<ExportAnswer>[] = [
  {
    name: "requested",
    title: "REQUESTED (UTC)",
    value: ({ requested }) => formatTime(requested.at),
  },
  { name: "by", title: "BY", value: ({ requested }) => requested.by, min: 8 },
  {
    name: "state",
    title: "STATE",
    value: ({ state }) => state,
    style: ({ state }) =>
      state === "partial" ? "warning" : state === "failed" ? "bad" : undefined,
  },
  { name: "rows", title: "EVENTS", value: ({ progress }) => progress.rows, align: "right" },
  {
    name: "size",
    title: "SIZE",
    value: ({ file }) => file && formatBytes(file.bytes),
    align: "right",
    dispensable: 2,
  },
  {
    name: "query",
    title: "QUERY",
    value: ({ request: { q } }) => (typeof q === "string" ? q : undefined),
    min: 12,
    dispensable: 1,
  },
  { name: "id", title: "ID", value: ({ id }) => id },
];
