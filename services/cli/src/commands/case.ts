import { readFile } from "node:fs/promises";

import type { CaseAnswer, CasesAnswer } from "@toolmark/query-api/cases/answers";
import { describeError } from "@toolmark/runtime/errors";

import { defineCommand } from "../command.ts";
import type { Command, CommandContext } from "../command.ts";
import { exitStatus, usageFailure } from "../exit-status.ts";
import { formatTime } from "../output/format-values.ts";
import { createTable } from "../output/render-table.ts";
import type { Column } from "../output/render-table.ts";
import { visibleText } from "../output/visible-text.ts";
import { showAnswer } from "../show-answer.ts";

type Head = CasesAnswer["cases"][number];
type Pin = CaseAnswer["pins"][number];

const common = { argument: "value", options: {}, asks: true } as const;

function pathOf(id: string, rest = ""): string {
  return `/v1/cases/${encodeURIComponent(id)}${rest}`;
}

const list = defineCommand({
  ...common,
  name: "case list",
  summary: "List cases, changed last first",
  usage: "",
  argument: "none",
  arity: [0, 0],
  examples: [["toolmark case list", "open and closed ones"]],
  async run(context) {
    const { api } = await context.connect();
    const answer = await api.get<CasesAnswer>("/v1/cases", { reveal: undefined });
    if (context.json) {
      await context.printJson(...answer.cases);
      return answer.complete ? exitStatus.ok : exitStatus.incomplete;
    }
    const { columns: width, paint } = context.terminal.out;
    const table = createTable(headColumns, { width, paint });
    return await showAnswer(
      context,
      answer,
      answer.cases.length > 0 ? table.lines(answer.cases) : [],
    );
  },
});

const show = defineCommand({
  ...common,
  name: "case show",
  summary: "Show a case with its pins, notes and history",
  usage: "CASE-ID",
  arity: [1, 1],
  examples: [["toolmark case show ID --json | jq -r .pins[].event_id", "what is pinned"]],
  async run(context, { arguments: [id = ""] }) {
    const { api } = await context.connect();
    return await showCase(context, await api.get<CaseAnswer>(pathOf(id), { reveal: undefined }));
  },
});

const open = defineCommand({
  ...common,
  name: "case open",
  summary: "Open a case",
  usage: "NAME",
  arity: [1, 1],
  examples: [["toolmark case open 'Leaked token of crm-prod'", "prints its id"]],
  async run(context, { arguments: [name = ""] }) {
    const { api } = await context.connect();
    const answer = await api.send<CaseAnswer>("POST", "/v1/cases", { json: { name } });
    if (context.json) await context.printJson(answer);
    else await context.print([visibleText(answer.id)]);
    return exitStatus.ok;
  },
});

const pin = defineCommand({
  ...common,
  name: "case pin",
  summary: "Pin events to a case",
  usage: "CASE-ID EVENT-ID…",
  arity: [2, Infinity],
  options: { note: { type: "string", argument: "TEXT", description: "why they matter" } },
  examples: [["toolmark case pin ID EVENT --note 'first use of the token'", "one event"]],
  async run(context, { arguments: [id = "", ...ids], options }) {
    const { api } = await context.connect();
    const { note } = options;
    const json = { event_ids: ids, ...(note !== undefined && { note }) };
    return await showCase(
      context,
      await api.send<CaseAnswer>("POST", pathOf(id, "/pins"), { json }),
    );
  },
});

const unpin = defineCommand({
  ...common,
  name: "case unpin",
  summary: "Unpin an event; that it was pinned stays recorded",
  usage: "CASE-ID EVENT-ID",
  arity: [2, 2],
  examples: [["toolmark case unpin ID EVENT", "one event"]],
  async run(context, { arguments: [id = "", event = ""] }) {
    const { api } = await context.connect();
    const path = pathOf(id, `/pins/${encodeURIComponent(event)}`);
    return await showCase(context, await api.send<CaseAnswer>("DELETE", path));
  },
});

const note = defineCommand({
  ...common,
  name: "case note",
  summary: "Add a note to a case; it stays as it is",
  usage: "CASE-ID TEXT",
  arity: [2, 2],
  examples: [["toolmark case note ID 'token revoked at 14:10Z'", "what was done"]],
  async run(context, { arguments: [id = "", text = ""] }) {
    const { api } = await context.connect();
    const answer = await api.send<CaseAnswer>("POST", pathOf(id, "/notes"), { json: { text } });
    return await showCase(context, answer);
  },
});

const close = defineCommand({
  ...common,
  name: "case close",
  summary: "Close a case with a last note",
  usage: "CASE-ID NOTE",
  arity: [2, 2],
  examples: [["toolmark case close ID 'no record was changed'", "what came out"]],
  async run(context, { arguments: [id = "", text = ""] }) {
    const { api } = await context.connect();
    const json = { note: text };
    return await showCase(
      context,
      await api.send<CaseAnswer>("POST", pathOf(id, "/close"), { json }),
    );
  },
});

const exportCase = defineCommand({
  ...common,
  name: "case export",
  summary: "Print a case with everything in it as one JSON document",
  usage: "CASE-ID",
  arity: [1, 1],
  examples: [["toolmark case export ID > case.json", "to hand over"]],
  async run(context, { arguments: [id = ""] }) {
    const { api } = await context.connect();
    await context.printJson(await api.get<unknown>(pathOf(id, "/export")));
    return exitStatus.ok;
  },
});

const importCase = defineCommand({
  ...common,
  name: "case import",
  summary: "Take over a case that was exported; what is here already is not added again",
  usage: "FILE",
  argument: "file",
  arity: [1, 1],
  examples: [["toolmark case import case.json", "from a file"]],
  async run(context, { arguments: [path = ""] }) {
    let json: unknown;
    try {
      json = JSON.parse(await readFile(path, "utf8"));
    } catch (error) {
      throw usageFailure(`${path} is no exported case: ${describeError(error)}`);
    }
    const { api } = await context.connect();
    const answer = await api.send<{ case: CaseAnswer; added: number }>("POST", "/v1/cases/import", {
      json,
    });
    await context.note(`${answer.added} steps were added`);
    return await showCase(context, answer.case);
  },
});

async function showCase(context: CommandContext, answer: CaseAnswer): Promise<number> {
  const { columns: width, paint } = context.terminal.out;
  const { name, state, opened_at, opened_by, pins, notes, closing_note } = answer;
  const lines = [
    `${paint("heading", visibleText(name))}  ${state}, opened ${formatTime(opened_at)} by ${visibleText(opened_by)}`,
    `id ${visibleText(answer.id)}`,
    ...(pins.length === 0
      ? ["nothing is pinned"]
      : createTable(pinColumns, { width, paint }).lines(pins)),
    ...notes.map(
      ({ at, by, text }) => `${formatTime(at)}  ${visibleText(by)}: ${visibleText(text)}`,
    ),
    ...(closing_note === undefined ? [] : [`closed: ${visibleText(closing_note)}`]),
  ];
  return await showAnswer(context, answer, lines);
}

const headColumns: readonly Column<Head>[] = [
  { name: "changed", title: "CHANGED (UTC)", value: ({ changed_at }) => formatTime(changed_at) },
  { name: "state", title: "STATE", value: ({ state }) => state },
  { name: "name", title: "NAME", value: ({ name }) => name, min: 12 },
  { name: "pins", title: "PINS", value: ({ pins }) => pins, align: "right" },
  { name: "notes", title: "NOTES", value: ({ notes }) => notes, align: "right", dispensable: 2 },
  { name: "by", title: "BY", value: ({ opened_by }) => opened_by, min: 6, dispensable: 1 },
  { name: "id", title: "ID", value: ({ id }) => id },
];

const pinColumns: readonly Column<Pin>[] = [
  { name: "time", title: "TIME (UTC)", value: ({ time }) => formatTime(time) },
  { name: "summary", title: "EVENT", value: ({ summary, type }) => summary ?? type, min: 16 },
  { name: "note", title: "NOTE", value: ({ note: text }) => text, min: 8 },
  {
    name: "state",
    title: "NOW",
    value: ({ stored, altered }) => (altered ? "altered" : stored ? "stored" : "not here"),
    style: ({ stored, altered }) => (altered ? "bad" : stored ? undefined : "warning"),
  },
  { name: "by", title: "PINNED BY", value: ({ pinned_by }) => pinned_by, min: 6, dispensable: 1 },
  { name: "id", title: "ID", value: ({ event_id }) => event_id, dispensable: 2 },
];

/** `toolmark case …`. */
export const caseCommands: readonly Command[] = [
  list,
  show,
  open,
  pin,
  unpin,
  note,
  close,
  exportCase,
  importCase,
];
