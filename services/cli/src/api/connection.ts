import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { QueryError } from "@toolmark/query-api/client";
import { loadConfig } from "@toolmark/runtime/config";
import { describeError } from "@toolmark/runtime/errors";

import { CliConfig } from "../config.ts";
import { CommandFailure, exitStatus, usageFailure } from "../exit-status.ts";
import { createApi } from "./create-api.ts";
import type { Api } from "./create-api.ts";

/** Where to ask, and as whom. */
export interface Target {
  url: string;
  token: string | undefined;
  /** Where the token came from, for people. */
  tokenSource: string;
}

/** A server that can be asked. */
export interface Connection {
  target: Target;
  api: Api;
  /** Whether values are revealed, for the reason that was given. */
  reveals: boolean;
}

/** What of a command line says whom to ask. */
export interface ConnectionOptions {
  url?: string | undefined;
  tenant?: string | undefined;
  reason?: string | undefined;
}

/**
 * Finds the server and the token: `TOOLMARK_TOKEN`, `TOOLMARK_TOKEN_FILE`, or `admin.token` of the
 * data directory where the server is on this machine. That last one is never sent elsewhere.
 *
 * @throws AuditError `config_invalid` for settings, CommandFailure for a file that cannot be read.
 */
export async function findTarget(
  env: Readonly<Record<string, string | undefined>>,
  options: ConnectionOptions = {},
): Promise<Target> {
  const config = loadConfig(CliConfig, env);
  const url = originOf(options.url ?? config.TOOLMARK_URL);
  if (config.TOOLMARK_TOKEN !== undefined)
    return { url, token: config.TOOLMARK_TOKEN.trim(), tokenSource: "TOOLMARK_TOKEN" };
  if (config.TOOLMARK_TOKEN_FILE !== undefined) {
    const token = await readToken(config.TOOLMARK_TOKEN_FILE).catch((error: unknown) => {
      throw usageFailure(`the token file cannot be read: ${describeError(error)}`, [
        "set TOOLMARK_TOKEN_FILE to a file that holds the token",
      ]);
    });
    return { url, token, tokenSource: config.TOOLMARK_TOKEN_FILE };
  }
  const local = join(config.TOOLMARK_DATA_DIR, "admin.token");
  if (!isLoopback(url))
    return { url, token: undefined, tokenSource: `none; ${local} is only for this machine` };
  const token = await readToken(local).catch(() => undefined);
  return { url, token, tokenSource: token === undefined ? `none; there is no ${local}` : local };
}

/** Opens the server for one command. */
export async function openConnection(
  env: Readonly<Record<string, string | undefined>>,
  options: ConnectionOptions,
  signal: AbortSignal,
): Promise<Connection> {
  const target = await findTarget(env, options);
  if (target.token === undefined)
    throw new CommandFailure(exitStatus.refused, "there is no token to ask with", {
      hints: [
        `looked in TOOLMARK_TOKEN, TOOLMARK_TOKEN_FILE and the data directory (${target.tokenSource})`,
        "set TOOLMARK_TOKEN_FILE, or TOOLMARK_DATA_DIR to the data directory of an embedded form",
      ],
    });
  const { reason, tenant } = options;
  const api = createApi({
    url: target.url,
    token: target.token,
    signal,
    ...(reason !== undefined && { purpose: reason }),
    ...(tenant !== undefined && { tenant }),
  });
  return { target, api, reveals: reason !== undefined };
}

/** What helps against a failed request, one line each. */
export function hintsFor(error: QueryError, target: Target): string[] {
  const hints: string[] = [];
  if (error.status === 0)
    hints.push("start it (npm start), or set TOOLMARK_URL or --url to where it answers");
  if (error.status === 401)
    hints.push(
      `the token came from ${target.tokenSource}; set TOOLMARK_TOKEN or TOOLMARK_TOKEN_FILE to one that this server knows`,
    );
  if (error.problem?.code === "purpose_required") hints.push('say why with --reason "…"');
  const requestId = error.problem?.request_id;
  if (error.status >= 500 && requestId !== undefined)
    hints.push(`the log of the server names the request ${requestId}`);
  return hints;
}

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw usageFailure(`${JSON.stringify(text)} is no URL of a server`, [
      "it looks like http://127.0.0.1:7070",
    ]);
  return url.origin;
}

/** Whether an URL leads to this machine. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}

async function readToken(path: string): Promise<string> {
  const token = (await readFile(path, "utf8")).trim();
  if (token === "") throw new Error(`${path} is empty`);
  return token;
}
