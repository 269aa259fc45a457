import { createRoute, z } from "@hono/zod-openapi";
import { permits } from "@toolmark/runtime/permissions";
import type { Authenticator, Principal } from "@toolmark/runtime/tokens";
import type { Context } from "hono";

import type { AccessVariables } from "./access/open-read.ts";
import { HealthAnswer } from "./answers.ts";
import type { HealthCheck } from "./answers.ts";
import { worstStatus } from "./check-health.ts";
import type { HealthFigures } from "./health/tell-figures.ts";
import { onlyParameters } from "./query-parameters.ts";
import { problem } from "./read-route.ts";
import type { QueryApp } from "./read-route.ts";

const content = { "application/json": { schema: HealthAnswer } };

const healthRoute = createRoute({
  method: "get",
  path: "/v1/health",
  summary: "Tells whether the service works; figures only for those who hold a token",
  security: [{}, { bearer: [] }],
  middleware: [onlyParameters([])] as const,
  responses: {
    200: { description: "works, perhaps not in full", content },
    400: problem("it takes no parameters"),
    503: { description: "does not work", content },
  },
});

const liveRoute = createRoute({
  method: "get",
  path: "/v1/health/live",
  summary: "Answers as long as the process serves",
  security: [],
  middleware: [onlyParameters([])] as const,
  responses: {
    200: {
      description: "the process serves",
      content: { "application/json": { schema: z.strictObject({ status: z.literal("ok") }) } },
    },
    400: problem("it takes no parameters"),
  },
});

/** Adds `/v1/health` and `/v1/health/live`. */
export function addHealthRoutes(
  app: QueryApp,
  options: {
    authenticate: Authenticator;
    check: () => Promise<HealthCheck[]>;
    /** Tells a principal's figures; never rejects. */
    tellFigures: (principal: Principal) => Promise<HealthFigures>;
    version: string;
  },
): void {
  const { authenticate, check, tellFigures, version } = options;

  app.openapi(healthRoute, async (c) => {
    const principal = await readerOf(c, authenticate);
    const [checks, figures] = await Promise.all([
      check(),
      principal === undefined ? undefined : tellFigures(principal),
    ]);
    const status = worstStatus(checks);
    const answer: HealthAnswer = {
      status,
      ...(principal === undefined
        ? { checks: checks.map(withoutFigures) }
        : { version, checks, ...figures }),
    };
    return status === "failing" ? c.json(answer, 503) : c.json(answer, 200);
  });

  app.openapi(liveRoute, (c) => c.json({ status: "ok" as const }, 200));
}

function withoutFigures({ name, status, reason }: HealthCheck): HealthCheck {
  return { name, status, ...(reason !== undefined && { reason }) };
}

async function readerOf(
  c: Context<{ Variables: AccessVariables }>,
  authenticate: Authenticator,
): Promise<Principal | undefined> {
  const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(c.var.authorization ?? "")?.[1];
  // Health is told to anyone, also while the identity provider is away.
  const principal =
    token === undefined ? undefined : await authenticate(token).catch(() => undefined);
  return principal !== undefined && permits(principal.role, "search") ? principal : undefined;
}
