import { QueryError } from "@toolmark/query-api/client";
import { describeError } from "@toolmark/runtime/errors";

import { findTarget, hintsFor, openConnection } from "./api/connection.ts";
import type { Command, CommandContext, CommandInput } from "./command.ts";
import { CommandFailure, exitStatus, statusOf, usageFailure } from "./exit-status.ts";
import { PipeClosed } from "./output/terminal.ts";
import type { Terminal } from "./output/terminal.ts";
import { safeText, visibleJson } from "./output/visible-text.ts";
import { findCommand, parseArguments } from "./parse-arguments.ts";
import { renderCommandHelp, renderHelp } from "./render-help.ts";
import { queryFailure } from "./show-query-issues.ts";

/** What a run of the command line is given. */
export interface CliOptions {
  commands: readonly Command[];
  terminal: Terminal;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  version: string;
}

/**
 * Runs one command line to its end and resolves with its exit status. Failures are told on standard
 * error, with what helps; a fault of this program shows its stack.
 */
export async function runCli(args: readonly string[], options: CliOptions): Promise<number> {
  const { commands, terminal } = options;
  try {
    const wish = args[0];
    if (wish === undefined || wish === "--help" || wish === "-h" || wish === "help")
      return await showHelp(args.slice(1), options);
    if (args.length === 2 && (args[1] === "--help" || args[1] === "-h"))
      return await showHelp([wish], options);
    if (wish === "--version") {
      await terminal.out.write(`toolmark ${options.version}\n`);
      return exitStatus.ok;
    }
    const { command, rest } = findCommand(commands, args);
    const input = parseArguments(command, rest);
    if (input.options["help"] === true) {
      await terminal.out.write(toText(renderCommandHelp(command, layoutOf(terminal))));
      return exitStatus.ok;
    }
    return await command.run(createContext(options, input), input);
  } catch (error) {
    return await tell(error, args, options);
  }
}

async function showHelp(words: readonly string[], options: CliOptions): Promise<number> {
  const { commands, terminal } = options;
  const [first] = words;
  const group = commands.filter(({ name }) => name.startsWith(`${first} `));
  const isGroup = words.length === 1 && group.length > 0;
  const lines =
    first === undefined || (isGroup && !commands.some(({ name }) => name === first))
      ? renderHelp(isGroup ? group : commands, layoutOf(terminal))
      : renderCommandHelp(findCommand(commands, words).command, layoutOf(terminal));
  await terminal.out.write(toText(lines));
  return exitStatus.ok;
}

function layoutOf({ out }: Terminal) {
  return { width: out.columns, paint: out.paint };
}

function createContext(options: CliOptions, input: CommandInput): CommandContext {
  const { terminal, env, signal } = options;
  const verbose = input.options["verbose"] === true;
  const context: CommandContext = {
    terminal,
    env,
    signal,
    json: input.options["json"] === true,
    verbose,
    async connect() {
      const connection = await openConnection(env, connectionOptions(input), signal);
      const { url, tokenSource } = connection.target;
      if (verbose) await context.note(`asking ${url} with the token from ${tokenSource}`);
      return connection;
    },
    async print(lines) {
      if (lines.length > 0) await terminal.out.write(toText(lines));
    },
    async printJson(...values) {
      if (values.length > 0) await terminal.out.write(toText(values.map(visibleJson)));
    },
    async note(message) {
      await terminal.messages.write(`${safeText(message)}\n`);
    },
  };
  return context;
}

function connectionOptions({ options }: CommandInput) {
  const text = (name: string) => {
    const value = options[name];
    return typeof value === "string" ? value : undefined;
  };
  const reason = text("reason")?.trim();
  if (reason === "") throw usageFailure("--reason needs a reason");
  return { url: text("url"), tenant: text("tenant"), reason };
}

function toText(lines: readonly string[]): string {
  return `${lines.join("\n")}\n`;
}

async function tell(
  failure: unknown,
  args: readonly string[],
  { terminal: { messages }, env, signal }: CliOptions,
): Promise<number> {
  if (failure instanceof PipeClosed) return exitStatus.pipeClosed;
  if (signal.aborted) return exitStatus.interrupted;
  const status = statusOf(failure);
  const { message, hints } = await describe(failure, args, env);
  const [first = "", ...more] = message.split("\n");
  const lines = [
    `${messages.paint("bad", "toolmark:")} ${safeText(first)}`,
    ...[...more, ...hints].map((line) => `  ${safeText(line)}`),
  ];
  if (status === exitStatus.internal && failure instanceof Error && failure.stack !== undefined)
    lines.push(...failure.stack.split("\n").slice(1, 6).map(safeText));
  // There is nobody left to tell when this cannot be written.
  await messages.write(toText(lines)).catch(() => {});
  return status;
}

async function describe(
  error: unknown,
  args: readonly string[],
  env: CliOptions["env"],
): Promise<{ message: string; hints: readonly string[] }> {
  if (error instanceof CommandFailure) return error;
  if (!(error instanceof QueryError))
    return { message: error instanceof Error ? error.message : describeError(error), hints: [] };
  const issues = error.problem?.["issues"];
  const query = error.problem?.["query"];
  if (Array.isArray(issues) && typeof query === "string") return queryFailure(query, issues);
  const at = args.indexOf("--url");
  const target = await findTarget(env, { url: at === -1 ? undefined : args[at + 1] });
  return { message: error.message, hints: hintsFor(error, target) };
}
