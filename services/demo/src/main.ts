import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";

import { describeError } from "@toolmark/runtime/errors";
import type { Stack } from "@toolmark/stack/start-stack";

import { findMismatches } from "./answers/check-answers.ts";
import { renderAnswers } from "./answers/render-answers.ts";
import type { Paint } from "./answers/render-answers.ts";
import { visibleJson, visibleText } from "./answers/visible-text.ts";
import { EX_USAGE, readArguments, usage } from "./read-arguments.ts";
import type { DemoOptions } from "./read-arguments.ts";
import { renderLookOn } from "./render-look-on.ts";
import { runDemo } from "./run-demo.ts";
import { serveOn, startServer } from "./start-server.ts";

/** Status of a demo that was stopped before its answers, and of one that cannot be played. */
const INTERRUPTED = 130;
const FAILED = 70;

const note = (text: string) => {
  for (const line of text.split("\n")) process.stderr.write(`${visibleText(line)}\n`);
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
    // What was being played when the signal came may go on; nothing waits for it any more.
    if (process.exitCode === INTERRUPTED) process.exit();
  } catch (error) {
    note(`demo: ${describeError(error)}`);
    process.exitCode = FAILED;
  }
}

async function run(options: DemoOptions): Promise<number> {
  const { form, port } = options;
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const stopped = once(stop.signal, "abort");
  note(`starting the ${form} form`);
  await using resources = new AsyncDisposableStack();
  const dataDirectory = options.dataDirectory ?? (await temporaryDirectory(resources));
  // A start is not broken off: what it has made by then has to be taken down again.
  const server = resources.use(await startServer(form, { port, dataDirectory, report: note }));
  if (stop.signal.aborted) return INTERRUPTED;
  const played = await Promise.race([runDemo(server, note), stopped]);
  if (!("answers" in played)) return INTERRUPTED;
  const { answers, incident } = played;
  const mismatches = findMismatches(answers);
  if (options.json) {
    const document = { answers, expected: mismatches.length === 0, mismatches };
    process.stdout.write(`${visibleJson(document)}\n`);
  } else process.stdout.write(`\n${renderAnswers(answers, server.queryUrl, paint)}\n`);
  for (const line of mismatches) note(`not as expected: ${line}`);
  note(
    mismatches.length === 0
      ? `all answers are as expected; ${incident.calls} tool calls were made`
      : `${mismatches.length} facts are not as expected`,
  );
  if (!options.exit) {
    const serving = form === "scaled" ? server : await serveAgain(resources, server, dataDirectory);
    if (!options.json)
      process.stdout.write(renderLookOn(serving, answers.changes.rows.at(-1)?.event, paint));
    note("Ctrl-C ends the demo");
    if (!stop.signal.aborted) await stopped;
  }
  return mismatches.length === 0 ? 0 : 1;
}

/** Starts the embedded form again where it was, so that calls may take as long as they usually may. */
async function serveAgain(
  resources: AsyncDisposableStack,
  played: Stack,
  dataDirectory: string,
): Promise<Stack> {
  const port = Number(new URL(played.queryUrl).port);
  await played[Symbol.asyncDispose]();
  return resources.use(await serveOn({ port, dataDirectory }));
}

async function temporaryDirectory(resources: AsyncDisposableStack): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "toolmark-demo-"));
  resources.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}
