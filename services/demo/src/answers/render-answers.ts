import type { Json } from "@toolmark/schemas/normalized-event";

import type {
  Answers,
  BlockedRow,
  ChangeRow,
  CitedEvent,
  ClientTrace,
  UnresolvedRow,
} from "./answers.ts";
import { flow, pad, wrap } from "./layout.ts";
import { visibleText } from "./visible-text.ts";

/** Paints a text for a terminal, or leaves it as it is. */
export type Paint = (style: "bold" | "dim" | "red" | "green", text: string) => string;

/** Widest line, in characters; only URLs may be longer, so that they can be copied. */
export const MAX_WIDTH = 100;

const INDENT = "   ";
const TIME_WIDTH = 14;
const WHO_WIDTH = 33;
const CLIENT_WIDTH = 34;
const TOOL_WIDTH = 22;
const CONTINUED = INDENT + " ".repeat(TIME_WIDTH);

/** The five answers for a person at a terminal. Values from events cannot act on the terminal. */
export function renderAnswers(answers: Answers, url: string, paint: Paint): string {
  const { changes, rogue, blocked, unresolved, quarantine } = answers;
  const section = (number: number, title: string, lines: readonly string[], path: string) =>
    [
      paint("bold", `${number}  ${title}`),
      ...lines,
      paint("dim", `${INDENT}ask again  GET ${url}${path}`),
      "",
    ].join("\n");
  const none = [`${INDENT}nothing`];
  return [
    section(
      1,
      `Who changed ${visibleText(changes.resource)}, and when?`,
      changes.rows.length === 0
        ? none
        : [columns(paint), ...changes.rows.flatMap((row) => changeLines(row, paint))],
      changes.path,
    ),
    section(
      2,
      `What did ${visibleText(rogue.rows.client)}, a client nobody had seen, touch?`,
      traceLines(rogue.rows, paint),
      rogue.path,
    ),
    section(
      3,
      "What was blocked, and by which rule?",
      blocked.rows.length === 0
        ? none
        : [columns(paint), ...blocked.rows.flatMap((row) => blockedLines(row, paint))],
      blocked.path,
    ),
    section(
      4,
      "What has no recorded result?",
      unresolved.rows.length === 0
        ? none
        : [columns(paint), ...unresolved.rows.flatMap((row) => unresolvedLines(row, paint))],
      unresolved.path,
    ),
    section(
      5,
      "What is in quarantine, and why?",
      quarantine.rows.length === 0
        ? none
        : quarantine.rows.flatMap((row) => [
            `${INDENT}${paint("bold", pad(row.reason, 24))}${pad(`${row.bytes} bytes kept`, 20)}entry ${clipId(row.id)}`,
            ...wrap(visibleText(row.detail), MAX_WIDTH - INDENT.length - 2).map(
              (line) => `${INDENT}  ${line}`,
            ),
          ]),
      quarantine.path,
    ),
  ].join("\n");
}

/** The part of an event id that tells it from its neighbours in time. */
export function shortId(id: string): string {
  return `…${id.slice(-12)}`;
}

function clipId(id: string): string {
  return `${id.slice(0, 12)}…`;
}

function columns(paint: Paint): string {
  return paint(
    "dim",
    `${INDENT}${pad("time, UTC", TIME_WIDTH)}${pad("who", WHO_WIDTH)}${pad("client, as it says", CLIENT_WIDTH)}event`,
  );
}

function headLine(row: CitedEvent, paint: Paint): string {
  const who = row.agent === undefined ? row.actor : `${row.actor} via ${row.agent}`;
  const proven = row.assurance === "verified" ? "" : ` (${row.assurance})`;
  const cells = [
    pad(row.time.slice(11, 23), TIME_WIDTH),
    pad(visibleText(who + proven), WHO_WIDTH),
    pad(visibleText(clientText(row)), CLIENT_WIDTH),
  ];
  return `${INDENT}${cells.join("")}${paint("dim", shortId(row.event))}`;
}

function clientText({ client, clientAssurance }: CitedEvent): string {
  if (client === undefined) return "not known";
  return clientAssurance === "self_reported" ? client : `${client} (${clientAssurance})`;
}

function changeLines(row: ChangeRow, paint: Paint): string[] {
  const fields = row.fields.map(
    ({ name, before, after }) => `${visibleText(name)}: ${shown(before)} → ${shown(after)}`,
  );
  const body = flow(fields, MAX_WIDTH - CONTINUED.length - TOOL_WIDTH);
  const lines = [headLine(row, paint)];
  if (body.length === 0) body.push(row.operation);
  body.forEach((line, index) => {
    lines.push(`${CONTINUED}${pad(index === 0 ? visibleText(row.tool) : "", TOOL_WIDTH)}${line}`);
  });
  const { approval } = row;
  if (approval !== undefined) {
    const by = approval.approver === undefined ? "" : ` by ${approval.approver}`;
    const bound = approval.bound === true ? ", for exactly these arguments" : "";
    const text = visibleText(`${approval.status}${by}${bound} (${approval.id})`);
    for (const line of wrap(text, MAX_WIDTH - CONTINUED.length - TOOL_WIDTH))
      lines.push(`${CONTINUED}${pad("", TOOL_WIDTH)}${paint("green", line)}`);
  }
  return lines;
}

function blockedLines(row: BlockedRow, paint: Paint): string[] {
  const text = visibleText(`${row.rule}: ${row.reason}`);
  return [headLine(row, paint), ...toolLines(row.tool, text, (line) => paint("red", line))];
}

function unresolvedLines(row: UnresolvedRow, paint: Paint): string[] {
  const given = row.arguments === undefined ? "" : `${shown(row.arguments)}: `;
  return [
    headLine(row, paint),
    ...toolLines(row.tool, `${given}outcome unknown, it may or may not have happened`, (line) =>
      paint("bold", line),
    ),
  ];
}

/** A tool's name with a text beside it. */
function toolLines(tool: string, text: string, style: (line: string) => string): string[] {
  return wrap(text, MAX_WIDTH - CONTINUED.length - TOOL_WIDTH).map(
    (line, index) =>
      `${CONTINUED}${pad(index === 0 ? visibleText(tool) : "", TOOL_WIDTH)}${style(line)}`,
  );
}

function traceLines(trace: ClientTrace, paint: Paint): string[] {
  const people = [...trace.actors, ...trace.agents.map((agent) => `via ${agent}`)].join(" ");
  const lines = [
    `${INDENT}${visibleText(people)}: ${trace.calls} calls, ${trace.read.length} records read, ${trace.changed.length} changed or sent`,
    ...trace.tools.map(({ tool, effect, calls, blocked }) =>
      `${INDENT}${pad(visibleText(tool), 24)}${pad(effect, 14)}${pad(`${calls} ${calls === 1 ? "call" : "calls"}`, 10)}${
        blocked === 0 ? "" : paint("red", `${blocked} blocked`)
      }`.trimEnd(),
    ),
  ];
  for (const [title, uris] of [
    ["read", compact(trace.read)],
    ["changed or sent", compact(trace.changed)],
  ] as const) {
    flow(uris.map(visibleText), MAX_WIDTH - INDENT.length - 18).forEach((line, index) =>
      lines.push(`${INDENT}${pad(index === 0 ? title : "", 18)}${line}`),
    );
  }
  const { readThenSend } = trace;
  if (readThenSend !== undefined) {
    const { records, recipient, delayMs, events } = readThenSend;
    lines.push(
      `${INDENT}${paint("red", `read, then sent: ${records} records, then a message to ${visibleText(recipient)} ${delayMs} ms later`)}`,
      paint("dim", `${INDENT}events ${events.map(shortId).join(" ")}`),
    );
  }
  return lines;
}

/** Joins URIs that differ in a running number: `crm://contact/1-60`. */
export function compact(uris: readonly string[]): string[] {
  const groups: { stem: string; from: number; to: number; text: string }[] = [];
  for (const uri of uris) {
    const match = /^(.*\/)(\d{1,9})$/.exec(uri);
    const stem = match?.[1] ?? uri;
    const number = Number(match?.[2] ?? Number.NaN);
    const last = groups.at(-1);
    if (last !== undefined && last.stem === stem && last.to + 1 === number) {
      last.to = number;
      last.text = `${stem}${last.from}-${number}`;
    } else groups.push({ stem, from: number, to: number, text: uri });
  }
  return groups.map(({ text }) => text);
}

function shown(value: Json | undefined): string {
  if (value === undefined) return "not recorded";
  return visibleText(typeof value === "string" ? value : JSON.stringify(value));
}
