import { QueryError } from "@toolmark/query-api/client";
import { AuditError } from "@toolmark/runtime/errors";

/** How the command line ends; docs/cli.md lists these for scripts. */
export const exitStatus = {
  ok: 0,
  /** What was asked for by its id is not there; with `--exit-empty`, a search found nothing. */
  nothing: 1,
  /** The command line, a query or a setting cannot be understood. */
  usage: 2,
  /** The server does not know the token, or its role may not do this. */
  refused: 3,
  /** The server answered that it could not do it. */
  server: 4,
  unreachable: 5,
  /** Some of the work is not done, or a check found a fault. */
  incomplete: 6,
  /** A fault of this program. */
  internal: 70,
  interrupted: 130,
  /** The reader of the output went away, as after `| head`. */
  pipeClosed: 141,
} as const;

/** A value of `exitStatus`. */
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** Ends a command with a message for people and a status for scripts. */
export class CommandFailure extends Error {
  readonly status: ExitStatus;
  /** What helps, one line each. */
  readonly hints: readonly string[];

  constructor(
    status: ExitStatus,
    message: string,
    options: { hints?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "CommandFailure";
    this.status = status;
    this.hints = options.hints ?? [];
  }
}

/** A command line that cannot be understood. */
export function usageFailure(message: string, hints: readonly string[] = []): CommandFailure {
  return new CommandFailure(exitStatus.usage, message, { hints });
}

/** The status that stands for any failure of a command. */
export function statusOf(error: unknown): ExitStatus {
  if (error instanceof CommandFailure) return error.status;
  if (error instanceof QueryError) return statusOfAnswer(error.status);
  if (error instanceof AuditError) return statusOfCode(error);
  return exitStatus.internal;
}

function statusOfAnswer(status: number): ExitStatus {
  if (status === 0) return exitStatus.unreachable;
  if (status === 400) return exitStatus.usage;
  if (status === 401 || status === 403) return exitStatus.refused;
  return status === 404 ? exitStatus.nothing : exitStatus.server;
}

function statusOfCode(error: AuditError): ExitStatus {
  if (error.code === "config_invalid" || error.code === "conflict") return exitStatus.usage;
  if (error.code === "log_unavailable" || error.code === "store_unavailable")
    return exitStatus.unreachable;
  return error.code === "internal" ? exitStatus.internal : statusOfAnswer(error.status);
}
