import type { Server } from "node:http";

import { serve } from "@hono/node-server";
import type { Context, Hono } from "hono";

import { AuditError, describeError, errorKinds } from "./errors.ts";
import type { ErrorCode } from "./errors.ts";
import type { Logger } from "./logger.ts";

/** An RFC 9457 problem document. `code` is one of docs/errors.md; `type` is a stable URN of it. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  request_id?: string;
  [extension: string]: unknown;
}

/** Builds the problem document of an error; a caller learns only what an `AuditError` says. */
export function toProblem(error: unknown, requestId?: string): Problem {
  const known = error instanceof AuditError ? error : undefined;
  const code = known?.code ?? "internal";
  return {
    type: `urn:toolmark:error:${code}`,
    title: errorKinds[code].title,
    status: errorKinds[code].status,
    code,
    detail: known?.message ?? "something failed here; the log of the service names the request id",
    ...(requestId === undefined ? {} : { request_id: requestId }),
    ...known?.details,
  };
}

/** Answers a failed request with its problem document; retryable ones carry `Retry-After`. */
export function problemResponse(context: Context, error: unknown, logger: Logger): Response {
  const requestId = context.res.headers.get("x-request-id") ?? undefined;
  const problem = toProblem(error, requestId);
  if (problem.status >= 500) {
    logger.error({ requestId, code: problem.code, error: describeError(error) }, "request failed");
  }
  const headers: Record<string, string> = { "content-type": "application/problem+json" };
  if (errorKinds[problem.code].retryable) headers["retry-after"] = "1";
  if (problem.code === "not_authenticated") headers["www-authenticate"] = 'Bearer realm="toolmark"';
  return context.newResponse(JSON.stringify(problem), problem.status as 500, headers);
}

/** A listening HTTP server. */
export interface Listener extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

/**
 * Serves an application on an address; resolves once it accepts connections. Disposing stops
 * accepting, lets requests in flight end for up to two seconds, then closes their connections.
 *
 * @throws AuditError `port_in_use` when another process holds the port.
 */
export async function listen(
  app: Pick<Hono, "fetch">,
  options: { port: number; host?: string },
): Promise<Listener> {
  const host = options.host ?? "127.0.0.1";
  const server = await new Promise<Server>((resolve, reject) => {
    const started = serve({ fetch: app.fetch, port: options.port, hostname: host }) as Server;
    started.once("listening", () => resolve(started));
    started.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new AuditError(
              "port_in_use",
              `port ${options.port} on ${host} is taken; stop what listens there or set TOOLMARK_PORT to another port`,
            )
          : error,
      ),
    );
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const deadline = setTimeout(() => server.closeAllConnections(), 2000);
      await closed;
      clearTimeout(deadline);
    },
  };
}
