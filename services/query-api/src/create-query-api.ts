import { randomBytes } from "node:crypto";

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
import { createLimiter } from "./access/query-limits.ts";
import type { QueryLimits } from "./access/query-limits.ts";
import { createSettledPositions } from "./access/settled-positions.ts";
import type { HealthCheck } from "./answers.ts";
import { addApprovalRoutes } from "./approvals/approval-routes.ts";
import { addBlastRadiusRoutes } from "./blast-radius/blast-radius-routes.ts";
import { addCallRoutes } from "./call-routes.ts";
import { addCaseRoutes } from "./cases/case-routes.ts";
import { createObjectFacts } from "./cases/own-facts.ts";
import { createHealthChecker } from "./check-health.ts";
import { addComparisonRoutes } from "./comparison/comparison-routes.ts";
import { createCursorSeal, CURSOR_KEY_BYTES } from "./cursor-seal.ts";
import { addExportRoutes } from "./exports/export-routes.ts";
import type { ExportJobs } from "./exports/open-export-jobs.ts";
import { addScheduleRoutes } from "./exports/schedule-routes.ts";
import { addGapRoutes } from "./gaps/gap-routes.ts";
import { addHealthRoutes } from "./health-routes.ts";
import { createHealthFigures } from "./health/tell-figures.ts";
import { addOverviewRoutes } from "./overview/overview-routes.ts";
import { addCatalogueRoutes } from "./profiles/catalogue-routes.ts";
import { addProfileRoutes } from "./profiles/profile-routes.ts";
import { addReplayRoutes } from "./quarantine-replay/replay-routes.ts";
import { addQuarantineRoutes } from "./quarantine-routes.ts";
import type { QueryApp } from "./read-route.ts";
import { addResourceRoutes } from "./resource-routes.ts";
import { addSearchRoutes } from "./search-routes.ts";
import { addStateRoutes } from "./state/state-routes.ts";
import type { TailSettings } from "./tail/run-tail.ts";
import { addTailRoutes } from "./tail/tail-routes.ts";
import { addTimelineRoutes } from "./timeline-routes.ts";
import { addTreeRoutes } from "./tree/tree-routes.ts";
import { addViewRoutes } from "./views/view-routes.ts";
import { addWebRoutes } from "./web/add-web-routes.ts";
import type { WebOptions } from "./web/add-web-routes.ts";
import { describeSession } from "./web/describe-session.ts";
import { servePages } from "./web/serve-pages.ts";
import { createSessionCookies, SESSION_COOKIE } from "./web/session-cookie.ts";
import { useSession } from "./web/use-session.ts";

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
  /** Key of 32 bytes that seals `asof`, `cursor` and sign-ins, shared by all instances; default a random one. */
  cursorKey?: Uint8Array;
  /** How much one principal may ask; default no limits. */
  limits?: QueryLimits;
  /** Makes exports; absent, none can be asked for. */
  exportJobs?: ExportJobs;
  /** How tails behave; defaults for what is left out. */
  tail?: Partial<TailSettings>;
  /** Checks of what else the process is composed of. */
  healthChecks?: readonly (() => Promise<HealthCheck>)[];
  /** What browsers get beside the API; default no pages and signing in with tokens alone. */
  web?: WebOptions;
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
  const key = options.cursorKey ?? randomBytes(CURSOR_KEY_BYTES);
  const signInSeal = createCursorSeal(key, "sign-in");
  const sessions = createSessionCookies(signInSeal);
  app.use(requestId({ limitLength: 128 }));
  // Before the headers of the API, which are not those of a page.
  if (options.web?.directory !== undefined) app.use(servePages(options.web.directory));
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
  app.use(useSession(sessions));
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

  const group = options.consumerGroup ?? INGESTER_GROUP;
  const settled = createSettledPositions({ store, log, group });
  const limiter = options.limits && createLimiter(options.limits);
  const context = {
    leaseMs,
    log,
    admit: createAdmit({
      store,
      log,
      authenticate,
      logger,
      settled,
      seal: createCursorSeal(key),
      limiter,
    }),
  };
  const openFacts = createObjectFacts({ store, settled });
  addSearchRoutes(app, context);
  addCallRoutes(app, context);
  addTimelineRoutes(app, context);
  addTreeRoutes(app, context);
  addResourceRoutes(app, context);
  addStateRoutes(app, context);
  addViewRoutes(app, { ...context, openFacts });
  addCaseRoutes(app, { ...context, openFacts });
  addTailRoutes(app, { ...context, authenticate, logger, settings: options.tail });
  addProfileRoutes(app, context);
  addCatalogueRoutes(app, context);
  addBlastRadiusRoutes(app, context);
  addComparisonRoutes(app, context);
  addGapRoutes(app, context);
  addApprovalRoutes(app, context);
  addOverviewRoutes(app, context);
  addQuarantineRoutes(app, context);
  addReplayRoutes(app, context);
  addExportRoutes(app, context, options.exportJobs);
  addScheduleRoutes(app, context, options.exportJobs);
  addWebRoutes(app, {
    ...context,
    ...options.web,
    authenticate,
    logger,
    limiter,
    sessions,
    seal: signInSeal,
    service: { version, form: log.driver === "embedded" ? "embedded" : "scaled" },
  });
  addHealthRoutes(app, {
    authenticate,
    version,
    check: createHealthChecker(options),
    tellFigures: createHealthFigures({ store, log, group, logger }),
  });

  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: SESSION_COOKIE,
    description: "set by POST /v1/sign-in; changes also need an Origin of the same host",
  });
  let document: object | undefined;
  app.get("/openapi.json", (c) => {
    document ??= describeSession(
      app.getOpenAPI31Document({
        openapi: "3.1.0",
        info: {
          title: "Toolmark query API",
          version,
          description: "Reads the audit trail of what agents do with tools",
        },
      }),
    );
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
