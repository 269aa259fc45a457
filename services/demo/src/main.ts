import { once } from "node:events";
import { styleText } from "node:util";

import { describeError } from "@toolmark/runtime/errors";

import { findMismatches } from "./answers/check-answers.ts";
import { renderAnswers } from "./answers/render-answers.ts";
import type { Paint } from "./answers/render-answers.ts";
import { EX_USAGE, readArguments, usage } from "./read-arguments.ts";
import type { DemoOptions } from "./read-arguments.ts";
import { renderLookOn } from "./render-look-on.ts";
import { runDemo } from "./run-demo.ts";
import { startServer } from "./start-server.ts";

const note = (line: string) => {
  process.stderr.write(`${line}\n`);
};

/** Styles of standard output; none when it is no terminal or NO_COLOR is set. */
const paint: Paint = (style, text) => styleText(style, text, { stream: process.stdout });

const wish = readArguments(process.argv.slice(2));
if (wish.kind === "help") process.stdout.write(usage);
else if (wish.kind === "faulty") {
  note(`demo: ${wish.reason}\n\n${usage.trimEnd()}`);
  process.exitCode = EX_USAGE;
} else {
  try {
    process.exitCode = await run(wish.options);
  } catch (error) {
    note(`demo: ${describeError(error)}`);
    process.exitCode = 70;
  }
}

async function run(options: DemoOptions): Promise<number> {
  const { form, port, dataDirectory } = options;
  note(`starting the ${form} form`);
  await using server = await startServer(form, {
    port,
    report: note,
    ...(dataDirectory === undefined ? {} : { dataDirectory }),
  });
  const { answers, incident } = await runDemo(server, note);
  const mismatches = findMismatches(answers);
  if (options.json) {
    const document = { answers, expected: mismatches.length === 0, mismatches };
    process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
  } else {
    process.stdout.write(`\n${renderAnswers(answers, server.queryUrl, paint)}\n`);
    if (!options.exit)
      process.stdout.write(renderLookOn(server, answers.changes.rows.at(-1)?.event, paint));
  }
  for (const line of mismatches) note(`not as expected: ${line}`);
  note(
    mismatches.length === 0
      ? `all answers are as expected; ${incident.calls} tool calls were made`
      : `${mismatches.length} facts are not as expected`,
  );
  if (!options.exit) {
    note("Ctrl-C ends the demo");
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  }
  return mismatches.length === 0 ? 0 : 1;
}
