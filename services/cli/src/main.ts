import packageJson from "../package.json" with { type: "json" };
import { commands } from "./commands.ts";
import { exitStatus } from "./exit-status.ts";
import { openOutput } from "./output/terminal.ts";
import { runCli } from "./run-cli.ts";

const stop = new AbortController();
process.on("SIGINT", () => {
  if (stop.signal.aborted) process.exit(exitStatus.interrupted);
  stop.abort(new Error("interrupted"));
});

const status = await runCli(process.argv.slice(2), {
  commands,
  terminal: { out: openOutput(process.stdout), messages: openOutput(process.stderr) },
  env: process.env,
  signal: stop.signal,
  version: packageJson.version,
});
// Connections that are kept for another request must not keep this process.
process.exit(status);
