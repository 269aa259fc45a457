import type { Connection } from "./api/connection.ts";
import type { Terminal } from "./output/terminal.ts";

/** One option of a command. */
export interface OptionSpec {
  type: "string" | "boolean";
  short?: string;
  multiple?: true;
  /** What stands for its value in the help, such as `TIME`. */
  argument?: string;
  description: string;
  /** All values that it takes, for completion and checks. */
  choices?: readonly string[];
  /** Completed with names of files. */
  isFile?: true;
}

/** Options of a command, by name. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The values of options as they were given. */
export type OptionValues<Options extends OptionSpecs> = {
  [Name in keyof Options]?: Options[Name] extends { type: "boolean" }
    ? boolean
    : Options[Name] extends { multiple: true }
      ? string[]
      : string;
};

/** What a command works with. */
export interface CommandContext {
  terminal: Terminal;
  env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  /** Whether output is for programs. */
  json: boolean;
  verbose: boolean;
  /** Opens the server that the settings and options name. */
  connect(): Promise<Connection>;
  /** Writes lines of text to standard output. */
  print(lines: readonly string[]): Promise<void>;
  /** Writes objects to standard output, each as one line of JSON. */
  printJson(...values: unknown[]): Promise<void>;
  /** Tells people something on standard error, made visible. */
  note(message: string): Promise<void>;
}

/** A command as the table of commands holds it. */
export interface Command {
  /** One word, or two for an action of a group. */
  name: string;
  summary: string;
  /** Arguments after the name, such as `[QUERY…]`. */
  usage: string;
  /** What the argument is, for completion. */
  argument: "query" | "file" | "choice" | "none" | "value";
  /** Values of the argument, for completion. */
  choices?: readonly string[];
  /** How many arguments it takes. */
  arity: readonly [least: number, most: number];
  /** Paragraphs below the summary. */
  details?: readonly string[];
  options: OptionSpecs;
  /** Whether it asks the server, and takes `--url`, `--tenant` and `--reason`. */
  asks: boolean;
  examples: readonly (readonly [command: string, meaning: string])[];
  run(context: CommandContext, input: CommandInput): Promise<number>;
}

/** What was given on the command line. */
export interface CommandInput {
  arguments: readonly string[];
  options: Readonly<Record<string, unknown>>;
}

/** Defines a command whose `run` knows the types of its options. Returns its exit status. */
export function defineCommand<const Options extends OptionSpecs>(
  command: Omit<Command, "run" | "options"> & {
    options: Options;
    run(
      context: CommandContext,
      input: { arguments: readonly string[]; options: OptionValues<Options> },
    ): Promise<number>;
  },
): Command {
  return {
    ...command,
    run: (context, input) =>
      command.run(context, {
        arguments: input.arguments,
        // The parser has checked them against the same table.
        options: input.options as OptionValues<Options>,
      }),
  };
}
