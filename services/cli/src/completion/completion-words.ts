import { queryNames } from "@toolmark/schemas/query/query-fields";

import type { Command, OptionSpec } from "../command.ts";
import { optionsOf } from "../parse-arguments.ts";

/** What a shell needs to know of a command. */
export interface CommandWords {
  name: string;
  summary: string;
  argument: Command["argument"];
  choices: readonly string[];
  options: {
    name: string;
    short: string | undefined;
    takesValue: boolean;
    choices: readonly string[];
    isFile: boolean;
    description: string;
  }[];
}

/** The words of every command, for a script. */
export function completionWords(commands: readonly Command[]): CommandWords[] {
  return commands.map((command) => ({
    name: command.name,
    summary: command.summary,
    argument: command.argument,
    choices: command.choices ?? [],
    options: Object.entries(optionsOf(command)).map(([name, option]) => words(name, option)),
  }));
}

function words(name: string, { short, type, choices, isFile, description }: OptionSpec) {
  return {
    name,
    short,
    takesValue: type === "string",
    choices: choices ?? [],
    isFile: isFile === true,
    description,
  };
}

/** First words of commands, each once. */
export function firstWords(commands: readonly CommandWords[]): string[] {
  return [...new Set(commands.map(({ name }) => name.split(" ")[0] ?? ""))];
}

/** Second words that may follow a first one. */
export function secondWords(commands: readonly CommandWords[], first: string): string[] {
  return commands
    .filter(({ name }) => name.startsWith(`${first} `))
    .map(({ name }) => name.slice(first.length + 1));
}

/** What a query may begin with: every field of the registry with its colon. */
export const fieldWords: readonly string[] = queryNames.map((name) =>
  /^(?:params|result|attr)$/.test(name) ? `${name}.` : `${name}:`,
);
