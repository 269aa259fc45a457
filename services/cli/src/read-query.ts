import { compileQuery } from "@toolmark/schemas/query/compile-query";
import { readTime, timeExample } from "@toolmark/schemas/query/query-time";

import type { CommandContext, OptionSpec } from "./command.ts";
import { usageFailure } from "./exit-status.ts";
import { queryFailure, showQueryIssues } from "./show-query-issues.ts";

/** Options of every command that asks about a range of time. */
export const rangeOptions = {
  from: {
    type: "string",
    argument: "TIME",
    description: "oldest time, included: RFC 3339, a date, 1h, 7d or yesterday",
  },
  to: { type: "string", argument: "TIME", description: "end of the range, not included" },
} as const satisfies Record<string, OptionSpec>;

/** Options of every command that asks a question in the query language. */
export const questionOptions = {
  ...rangeOptions,
  kind: {
    type: "string",
    argument: "KIND",
    choices: ["rows", "attempts", "all"],
    description: "which events; default rows, unless the query asks for others by name",
  },
} as const satisfies Record<string, OptionSpec>;

/** Values of `questionOptions`. */
export interface QuestionValues {
  from?: string;
  to?: string;
  kind?: string;
}

/** Parameters of a question, for the server. */
export interface Question {
  q?: string;
  from?: string;
  to?: string;
  kind?: string;
}

/**
 * Reads a question from the words of a command line. The query is compiled here as well, so that its
 * errors come at once and in place; the server decides.
 *
 * @throws CommandFailure when the query or a time cannot be understood.
 */
export async function readQuestion(
  context: Pick<CommandContext, "note">,
  words: readonly string[],
  values: QuestionValues,
): Promise<Question> {
  const q = words
    .map((word) => word.trim())
    .filter((word) => word !== "")
    .join(" ");
  const now = Date.now();
  const { query, issues } = compileQuery(q, { now });
  if (query === undefined) throw queryFailure(q, issues);
  for (const line of showQueryIssues(q, issues)) await context.note(line);
  return {
    ...(q !== "" && { q }),
    ...readRange(values, now),
    ...(values.kind !== undefined && { kind: values.kind }),
  };
}

/**
 * Reads `--from` and `--to` as RFC 3339 in UTC.
 *
 * @throws CommandFailure when one is no time, or the range is empty.
 */
export function readRange(
  { from, to }: Pick<QuestionValues, "from" | "to">,
  now: number = Date.now(),
): { from?: string; to?: string } {
  const start = from === undefined ? undefined : instantOf("from", from, now);
  const end = to === undefined ? undefined : instantOf("to", to, now);
  if (start !== undefined && end !== undefined && start >= end)
    throw usageFailure("--from must be before --to", [`the range was ${start} to ${end}`]);
  return { ...(start !== undefined && { from: start }), ...(end !== undefined && { to: end }) };
}

/** One time of a command line as RFC 3339 in UTC; a date stands for its first instant. */
export function instantOf(option: string, text: string, now: number = Date.now()): string {
  const time = readTime(text.trim(), now);
  if (time !== undefined) return new Date(time.start).toISOString();
  throw usageFailure(`--${option} takes ${timeExample}, not ${JSON.stringify(text)}`);
}

/**
 * Reads a whole number of an option.
 *
 * @throws CommandFailure when it is none, or out of bounds.
 */
export function wholeNumber(
  option: string,
  text: string | undefined,
  bounds: { min: number; max: number; byDefault: number },
): number {
  if (text === undefined) return bounds.byDefault;
  const value = Number(text);
  if (/^\d{1,15}$/.test(text) && value >= bounds.min && value <= bounds.max) return value;
  throw usageFailure(
    `--${option} takes a whole number from ${bounds.min} to ${bounds.max}, not ${JSON.stringify(text)}`,
  );
}
