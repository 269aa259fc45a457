import type { Command, OptionSpec } from "./command.ts";
import type { Paint } from "./output/terminal.ts";
import { pad, wrap } from "./output/text-width.ts";
import { commonOptions, optionsOf, serverOptions } from "./parse-arguments.ts";

const MAX_WIDTH = 100;
const DEFAULT_WIDTH = 80;

/** How help is to look. */
export interface HelpLayout {
  width: number | undefined;
  paint: Paint;
}

const statuses = [
  "0  done",
  "1  what was asked for is not there (lists: only with --exit-empty)",
  "2  the command line, a query or a setting cannot be understood",
  "3  refused: no known token, or its role may not do this",
  "4  the server could not do it",
  "5  the server cannot be reached",
  "6  incomplete: some of the work is not done, or a check found a fault",
  "130  interrupted; 141  the reader of the output went away; 70  a fault of this program",
];

/** The help of the whole command line. */
export function renderHelp(commands: readonly Command[], { width, paint }: HelpLayout): string[] {
  const names = Math.max(...commands.map(({ name }) => name.length));
  return [
    "usage: toolmark COMMAND [ARGUMENTS] [OPTIONS]",
    "",
    "Asks and tends an audit trail of what AI agents do with tools.",
    "",
    paint("heading", "Commands"),
    ...commands.flatMap(({ name, summary }) => entry(name, names, summary, widthOf(width))),
    "",
    paint("heading", "Settings"),
    ...[
      ["TOOLMARK_URL", "where the server answers; default http://127.0.0.1:7070"],
      ["TOOLMARK_TOKEN", "the token to ask with, or"],
      ["TOOLMARK_TOKEN_FILE", "a file that holds it; for a server on this machine the default is"],
      ["TOOLMARK_DATA_DIR", "whose admin.token is used; default ./data"],
      ["NO_COLOR, FORCE_COLOR", "colours never, or also without a terminal"],
    ].flatMap(([name = "", text = ""]) => entry(name, 21, text, widthOf(width))),
    "",
    paint("heading", "Exit status"),
    ...statuses.map((line) => `  ${line}`),
    "",
    "toolmark COMMAND --help says more, with examples.",
  ];
}

/** The help of one command. */
export function renderCommandHelp(command: Command, { width, paint }: HelpLayout): string[] {
  const columns = widthOf(width);
  const own = Object.entries(command.options);
  const shared = Object.entries({ ...(command.asks ? serverOptions : {}), ...commonOptions });
  const labels = Object.entries(optionsOf(command)).map(([name, spec]) => labelOf(name, spec));
  const column = Math.max(...labels.map((label) => label.length));
  const list = (options: [string, OptionSpec][]) =>
    options.flatMap(([name, spec]) => entry(labelOf(name, spec), column, describe(spec), columns));
  return [
    `usage: toolmark ${command.name} ${command.usage}`.trimEnd(),
    "",
    ...wrap(`${command.summary}.`, columns),
    ...(command.details ?? []).flatMap((paragraph) => ["", ...wrap(paragraph, columns)]),
    ...(own.length === 0 ? [] : ["", paint("heading", "Options"), ...list(own)]),
    "",
    paint("heading", "Common options"),
    ...list(shared),
    "",
    paint("heading", "Examples"),
    ...command.examples.flatMap(([line, meaning]) => [
      paint("faint", `  # ${meaning}`),
      `  ${line}`,
    ]),
  ];
}

function widthOf(width: number | undefined): number {
  return Math.min(MAX_WIDTH, width ?? DEFAULT_WIDTH);
}

function labelOf(name: string, { short, type, argument }: OptionSpec): string {
  const lead = short === undefined ? "    " : `-${short}, `;
  return `${lead}--${name}${type === "string" ? ` ${argument ?? "VALUE"}` : ""}`;
}

function describe({ description, choices }: OptionSpec): string {
  return choices === undefined || choices.length > 8
    ? description
    : `${description} (${choices.join(", ")})`;
}

function entry(label: string, column: number, text: string, width: number): string[] {
  const lines = wrap(text, Math.max(20, width - column - 4));
  return lines.map(
    (line, index) => `  ${index === 0 ? pad(label, column) : " ".repeat(column)}  ${line}`,
  );
}
