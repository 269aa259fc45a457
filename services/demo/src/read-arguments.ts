import { parseArgs } from "node:util";

/** How the demo is to run. */
export interface DemoOptions {
  form: "embedded" | "scaled";
  /** Stop after the answers instead of serving on. */
  exit: boolean;
  /** Print the answers as one JSON document. */
  json: boolean;
  port: number;
  /** Where to keep data; undefined for a temporary directory that is removed. */
  dataDirectory?: string;
}

/** Status of a command line that cannot be understood (sysexits.h). */
export const EX_USAGE = 64;

/** What `--help` prints. */
export const usage = `usage: npm run demo -- [options]

Starts a CRM and the official filesystem server, plays an incident through real MCP clients and
answers what happened from the audit trail.

  --exit        stop after the answers: status 0 when all are as expected, 1 when not
  --json        print the answers as one JSON document; progress goes to standard error
  --scaled      on Kafka and Elasticsearch, each service a process; default one process on SQLite
  --port PORT   where the query API listens; default 7070, 0 for any free port
  --data DIR    keep the data in DIR; default a temporary directory that is removed
  --keep        keep the data in ./data/demo
  --help        print this
`;

/** A command line as options, as a wish for help, or as the reason why it is neither. */
export function readArguments(
  args: readonly string[],
): { kind: "run"; options: DemoOptions } | { kind: "help" } | { kind: "faulty"; reason: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        exit: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        scaled: { type: "boolean", default: false },
        keep: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
        port: { type: "string", default: "7070" },
        data: { type: "string" },
      },
    });
    if (values.help) return { kind: "help" };
    const port = Number(values.port);
    if (!/^\d{1,5}$/.test(values.port) || port > 65_535)
      return {
        kind: "faulty",
        reason: `--port takes a number from 0 to 65535, not ${values.port}`,
      };
    if (values.keep && values.data !== undefined)
      return { kind: "faulty", reason: "--keep and --data name two places; give one" };
    const directory = values.data ?? (values.keep ? "data/demo" : undefined);
    return {
      kind: "run",
      options: {
        form: values.scaled ? "scaled" : "embedded",
        exit: values.exit,
        json: values.json,
        port,
        ...(directory === undefined ? {} : { dataDirectory: directory }),
      },
    };
  } catch (error) {
    return { kind: "faulty", reason: error instanceof Error ? error.message : String(error) };
  }
}
