import { parseArgs } from "node:util";

import { nearest } from "@toolmark/schemas/query/query-fields";

import type { Command, CommandInput, OptionSpec } from "./command.ts";
import { usageFailure } from "./exit-status.ts";

/** Options of every command. */
export const commonOptions = {
  json: { type: "boolean", description: "print JSON: one object a line for lists" },
  verbose: { type: "boolean", short: "v", description: "say more on standard error" },
  help: { type: "boolean", short: "h", description: "print the help of the command" },
} as const satisfies Record<string, OptionSpec>;

/** Options of every command that asks the server. */
export const serverOptions = {
  url: {
    type: "string",
    argument: "URL",
    description: "server to ask; default TOOLMARK_URL or http://127.0.0.1:7070",
  },
  tenant: {
    type: "string",
    argument: "NAME",
    description: "tenant to read, of those the token opens",
  },
  reason: {
    type: "string",
    argument: "TEXT",
    description: "why you look; shows parameters and results, and is recorded",
  },
} as const satisfies Record<string, OptionSpec>;

/** Every option that a command takes. */
export function optionsOf(command: Command): Record<string, OptionSpec> {
  return { ...command.options, ...(command.asks ? serverOptions : {}), ...commonOptions };
}

/**
 * Finds the command that a line begins with, by one or two words.
 *
 * @throws CommandFailure when there is none.
 */
export function findCommand(
  commands: readonly Command[],
  words: readonly string[],
): { command: Command; rest: readonly string[] } {
  const [first = "", second = ""] = words;
  const pair = commands.find(({ name }) => name === `${first} ${second}`);
  if (pair !== undefined) return { command: pair, rest: words.slice(2) };
  const single = commands.find(({ name }) => name === first);
  if (single !== undefined) return { command: single, rest: words.slice(1) };
  const group = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (group.length > 0) {
    const actions = group.map(({ name }) => name.slice(first.length + 1));
    throw usageFailure(`${first} takes one of: ${actions.join(", ")}`, [
      `toolmark ${first} ${actions[0]} --help says more`,
    ]);
  }
  const names = [...new Set(commands.map(({ name }) => name.split(" ")[0] ?? ""))];
  const meant = nearest(first, names);
  throw usageFailure(`there is no command ${JSON.stringify(first)}`, [
    meant === undefined ? "toolmark --help lists them" : `did you mean ${meant}?`,
  ]);
}

/**
 * Reads what follows the name of a command.
 *
 * @throws CommandFailure for options it does not know, values they do not take, and too few or too
 *   many arguments.
 */
export function parseArguments(command: Command, words: readonly string[]): CommandInput {
  const specs = optionsOf(command);
  const { values, positionals } = parse(command, specs, shieldQueries(command, words));
  const options: Record<string, unknown> = { ...values };
  for (const [name, spec] of Object.entries(specs)) {
    const given = [options[name] ?? []].flat();
    for (const value of given) checkChoice(name, spec, value);
    if (spec.multiple !== true && typeof options[name] === "string" && options[name] === "")
      throw usageFailure(`--${name} needs a value`);
  }
  if (options["help"] === true) return { arguments: positionals, options };
  const [least, most] = command.arity;
  const say = `usage: toolmark ${command.name} ${command.usage}`.trimEnd();
  if (positionals.length < least) throw usageFailure(`${command.name} needs an argument`, [say]);
  if (positionals.length > most)
    throw usageFailure(
      most === 0
        ? `${command.name} takes no argument`
        : `${command.name} takes ${most} argument${most === 1 ? "" : "s"}, not ${positionals.length}`,
      [say],
    );
  return { arguments: positionals, options };
}

function parse(
  command: Command,
  specs: Record<string, OptionSpec>,
  words: string[],
): { values: Record<string, unknown>; positionals: string[] } {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { type, short, multiple }]) => [
      name,
      {
        type,
        ...(short !== undefined && { short }),
        ...(multiple !== undefined && { multiple }),
      },
    ]),
  );
  try {
    return parseArgs({ args: words, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw toUsage(command, specs, error);
  }
}

function toUsage(command: Command, specs: Record<string, OptionSpec>, error: unknown): Error {
  if (!(error instanceof Error)) return usageFailure(String(error));
  const help = `toolmark ${command.name} --help lists its options`;
  const [, name] = /^Unknown option '--?([^']*)'/.exec(error.message) ?? [];
  if (name !== undefined) {
    const meant = nearest(name, Object.keys(specs));
    return usageFailure(`${command.name} has no option ${dashes(name)}`, [
      meant === undefined ? help : `did you mean --${meant}?`,
    ]);
  }
  const [, missing] =
    /^Option '(?:-., )?--([\w-]+)[^']*' argument missing/.exec(error.message) ?? [];
  if (missing !== undefined) return usageFailure(`--${missing} needs a value`, [help]);
  const [first = ""] = error.message.split("\n");
  return usageFailure(first.replaceAll("'", ""), [help]);
}

function dashes(name: string): string {
  return `${name.length === 1 ? "-" : "--"}${name}`;
}

function checkChoice(name: string, { choices }: OptionSpec, value: unknown): void {
  if (choices === undefined || typeof value !== "string" || choices.includes(value)) return;
  const meant = nearest(value, choices);
  throw usageFailure(
    `--${name} takes ${choices.join(", ")}, not ${JSON.stringify(value)}`,
    meant === undefined ? [] : [`did you mean ${meant}?`],
  );
}

// `-outcome:success` is the opposite of a condition and not four options; what begins with a space is none.
function shieldQueries(command: Command, words: readonly string[]): string[] {
  if (!command.usage.includes("QUERY")) return [...words];
  return words.map((word) => (/^-(?:[("]|[^-\s][^\s=]*:)/.test(word) ? ` ${word}` : word));
}
