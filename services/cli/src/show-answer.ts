import type { CommandContext } from "./command.ts";
import { exitStatus } from "./exit-status.ts";
import type { ExitStatus } from "./exit-status.ts";
import { renderDocument } from "./output/render-document.ts";
import { simplifyAnswer } from "./output/simplify-answer.ts";

/** What an answer says of itself where it was worked out from many events. */
interface Completeness {
  complete?: boolean;
  limits?: { detail: string }[];
}

/**
 * Prints an answer: the document itself for programs, `lines` or its members for people. Says on
 * standard error, and with the status, when the answer is not complete.
 */
export async function showAnswer(
  context: CommandContext,
  answer: unknown,
  lines?: readonly string[],
): Promise<ExitStatus> {
  const { columns: width, paint } = context.terminal.out;
  if (context.json) await context.printJson(answer);
  else await context.print(lines ?? renderDocument(simplifyAnswer(answer), { width, paint }));
  const { complete, limits = [] } = (answer ?? {}) as Completeness;
  if (complete !== false) return exitStatus.ok;
  await context.note("the answer is not complete:");
  for (const { detail } of limits) await context.note(`  ${detail}`);
  return exitStatus.incomplete;
}
