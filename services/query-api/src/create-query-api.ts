import { OpenAPIHono } from "@hono/zod-openapi";
import type { z } from "@hono/zod-openapi";
import type { EventLog, LogConsumer } from "@toolmark/event-log/event-log";
import type { EventStore } from "@toolmark/event-store/event-store";
import { AuditError } from "@toolmark/runtime/errors";
import { problemResponse, toProblem } from "@toolmark/runtime/http";
import type { Logger } from "@toolmark/runtime/logger";
import type { Authenticator } from "@toolmark/runtime/tokens";
import { INGESTER_GROUP } from "@toolmark/schemas/topics";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import type { RequestIdVariables } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";

import { createAdmit } from "./access/open-read.ts";
import type { AccessVariables } from "./access/open-read.ts";
import { createSettledPositions } from "./access/settled-positions.ts";
import type { HealthCheck } from "./answers.ts";
import { addCallRoutes } from "./call-routes.ts";
import { createHealthChecker } from "./check-health.ts";
import { addHealthRoutes } from "./health-routes.ts";
import { addQuarantineRoutes } from "./quarantine-routes.ts";
import type { QueryApp } from "./read-route.ts";
import { addResourceRoutes } from "./resource-routes.ts";
import { addSearchRoutes } from "./search-routes.ts";
import { addTimelineRoutes } from "./timeline-routes.ts";

/** What the query API is made of. */
export interface QueryApiOptions {
  store: EventStore;
  /** Takes the record of every read; its state is part of the health. */
  log: EventLog;
  authenticate: Authenticator;
  logger: Logger;
  version: string;
  /** How long after its recording an attempt counts as running; default ten minutes. */
  leaseMs?: number;
  /** Consumer of the same process, where there is one. */
  consumer?: Pick<LogConsumer, "state">;
  /** Group of the ingesters; default theirs. */
  consumerGroup?: string;
  /** Checks of what else the process is composed of. */
  healthChecks?: readonly (() => Promise<HealthCheck>)[];
}

const DEFAULT_LEASE_MS = 10 * 60 * 1000;

/**
 * Creates the HTTP API that reads: search, timelines, resource histories, counts, quarantine and
 * health, described by `/openapi.json`. Every answer holds only events that the caller's token opens;
 * what belongs to another tenant does not exist. Every read is itself recorded before its answer
 * leaves. Failures are RFC 9457 problems.
 */
export function createQueryApi(options: QueryApiOptions): QueryApp {
  const { store, log, authenticate, logger, version, leaseMs = DEFAULT_LEASE_MS } = options;
  const app: QueryApp = new OpenAPIHono<{ Variables: AccessVariables & RequestIdVariables }>({
    defaultHook: (result) => {
      if (!result.success) throw new AuditError("query_invalid", describeIssues(result.error));
    },
  });
  app.use(requestId({ limitLength: 128 }));
  app.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      xFrameOptions: "DENY",
      // A promise about a host is for whoever ends TLS on it to make.
      strictTransportSecurity: false,
    }),
  );
  app.use(async (c, next) => {
    await next();
    c.header("cache-control", "no-store");
  });
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        const allow = [...methods, "OPTIONS"].join(", ");
        return c.req.method === "OPTIONS"
          ? new Response(null, { status: 204, headers: { allow } })
          : c.body(methodProblem(c, methods), 405, {
              allow,
              "content-type": "application/problem+json",
            });
      },
    }),
  );
  app.onError((error, c) => problemResponse(c, toAuditError(error), logger));
  app.notFound((c) =>
    problemResponse(
      c,
      new AuditError("not_found", "there is nothing at this address; /openapi.json lists all"),
      logger,
    ),
  );

  const settled = createSettledPositions({
    store,
    log,
    group: options.consumerGroup ?? INGESTER_GROUP,
  });
  const context = {
    leaseMs,
    admit: createAdmit({ store, log, authenticate, logger, settled }),
  };
  addSearchRoutes(app, context);
  addCallRoutes(app, context);
  addTimelineRoutes(app, context);
  addResourceRoutes(app, context);
  addQuarantineRoutes(app, context);
  addHealthRoutes(app, { store, authenticate, version, check: createHealthChecker(options) });

  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
  });
  let document: object | undefined;
  app.get("/openapi.json", (c) => {
    document ??= app.getOpenAPI31Document({
      openapi: "3.1.0",
      info: {
        title: "Toolmark query API",
        version,
        description: "Reads the audit trail of what agents do with tools",
      },
    });
    return c.json(document);
  });
  return app;
}

function methodProblem(c: Context, methods: readonly string[]): string {
  const error = new AuditError("method_not_allowed", `this address takes ${methods.join(" and ")}`);
  return JSON.stringify(toProblem(error, c.res.headers.get("x-request-id") ?? undefined));
}

function toAuditError(error: Error): Error {
  if (error instanceof HTTPException && error.status < 500)
    return new AuditError("request_invalid", error.message.toLowerCase(), { cause: error });
  return error;
}

function describeIssues(error: z.core.$ZodError): string {
  return error.issues
    .map(({ path, message }) => `${path.join(".")}: ${message.replace(/^Invalid/, "invalid")}`)
    .join("; ");
}
