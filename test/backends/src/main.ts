import { describeFailure } from "./describe-failure.ts";
import { startBackends } from "./start-backends.ts";

/* `npm run backends:up`: prints two lines for a shell when both servers answer, stays until Ctrl-C. */

const EXIT_INTERRUPTED = 130;

const note = (line: string): boolean => process.stderr.write(`${line}\n`);
const { promise: stopRequested, resolve: requestStop } = Promise.withResolvers<undefined>();
// Handlers that stay: a library ends the process when it sees that nobody else handles the signal.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => requestStop(undefined));
/** Nothing else keeps this process alive once both servers are up. */
const keepAlive = setInterval(() => {}, 3_600_000);

try {
  const started = await Promise.race([startBackends({ report: note }), stopRequested]);
  // What is half started ends with this process.
  if (started === undefined) process.exit(EXIT_INTERRUPTED);
  await using backends = started;
  process.stdout.write(
    `export TOOLMARK_KAFKA_BROKERS=${backends.kafkaBrokers.join(",")}\n` +
      `export TOOLMARK_ELASTICSEARCH_URL=${backends.elasticsearchUrl}\n`,
  );
  note("paste the two lines above into another shell; Ctrl-C stops what was started here");
  await stopRequested;
  note("stopping");
} catch (error) {
  note(describeFailure(error));
  process.exitCode = 1;
} finally {
  clearInterval(keepAlive);
}
