import { createRoute } from "@hono/zod-openapi";
import { authenticateRequest } from "@toolmark/runtime/bearer-auth";
import { AuditError } from "@toolmark/runtime/errors";
import type { Logger } from "@toolmark/runtime/logger";
import type { Authenticator } from "@toolmark/runtime/tokens";

import { addressOfSender } from "../access/open-read.ts";
import type { Limiter } from "../access/query-limits.ts";
import { limitBody } from "../limit-body.ts";
import { onlyParameters } from "../query-parameters.ts";
import { problem } from "../read-route.ts";
import type { QueryApp } from "../read-route.ts";
import { MeAnswer, SignIn, SignInWays, SignOutAnswer } from "./answers.ts";
import { describeMe } from "./describe-me.ts";
import type { AboutService } from "./describe-me.ts";
import { createFailedSignIns } from "./failed-sign-ins.ts";
import { isSecure, requireOwnPage } from "./own-origin.ts";
import type { SessionCookies } from "./session-cookie.ts";

const MAX_BODY_BYTES = 16 * 1024;
/** What a token of ours or of a provider is written in (RFC 6750, section 2.1). */
const tokenSyntax = /^[\w.~+/-]+=*$/;

const json = <Schema>(schema: Schema) => ({ "application/json": { schema } });

const waysRoute = createRoute({
  method: "get",
  path: "/v1/sign-in",
  summary: "Tells which ways of signing in there are",
  security: [],
  middleware: [onlyParameters([])] as const,
  responses: {
    200: { description: "the ways beside a token", content: json(SignInWays) },
    400: problem("it takes no parameters"),
  },
});

const signInRoute = createRoute({
  method: "post",
  path: "/v1/sign-in",
  summary: "Signs a browser in: a token becomes a cookie",
  security: [],
  middleware: [onlyParameters([]), limitBody(MAX_BODY_BYTES)] as const,
  request: { body: { required: true, content: json(SignIn) } },
  responses: {
    200: { description: "signed in; the answer sets the cookie", content: json(MeAnswer) },
    400: problem("the body is not valid"),
    401: problem("the token is not known"),
    403: problem("a page of another site sent this"),
    413: problem("the body is too large"),
    429: problem("too many sign-ins failed; try again later"),
    503: problem("the identity provider of the token cannot be reached"),
  },
});

const signOutRoute = createRoute({
  method: "post",
  path: "/v1/sign-out",
  summary: "Signs a browser out: the cookie is removed",
  security: [],
  middleware: [onlyParameters([]), limitBody(MAX_BODY_BYTES)] as const,
  responses: {
    200: { description: "signed out", content: json(SignOutAnswer) },
    400: problem("it takes no parameters"),
    403: problem("a page of another site sent this"),
    413: problem("the body is too large"),
  },
});

const meRoute = createRoute({
  method: "get",
  path: "/v1/me",
  summary: "Tells who is asking and what they may do; not recorded, as it reads no event",
  security: [{ bearer: [] }],
  middleware: [onlyParameters([])] as const,
  responses: {
    200: { description: "the caller", content: json(MeAnswer) },
    400: problem("it takes no parameters"),
    401: problem("no known token was sent"),
    429: problem("too much at once"),
    503: problem("the identity provider of the token cannot be reached"),
  },
});

/** Adds `/v1/sign-in`, `/v1/sign-out` and `/v1/me`. */
export function addSignInRoutes(
  app: QueryApp,
  context: {
    authenticate: Authenticator;
    sessions: SessionCookies;
    logger: Logger;
    service: AboutService;
    limiter: Limiter | undefined;
    /** Whether browsers can also sign in at an identity provider. */
    oidc: boolean;
  },
): void {
  const { authenticate, sessions, logger, service, limiter } = context;
  const failures = createFailedSignIns();

  app.openapi(waysRoute, (c) => c.json({ oidc: context.oidc }, 200));

  app.openapi(signInRoute, async (c) => {
    // Nobody else's page may sign a browser in, under a name that its user does not expect.
    if (c.req.header("origin") !== undefined) requireOwnPage(c);
    const address = addressOfSender(c) ?? "unknown";
    if (!failures.mayTry(address))
      throw new AuditError("overloaded", "too many sign-ins failed; try again in a minute");
    const { token } = c.req.valid("json");
    const principal = tokenSyntax.test(token) ? await authenticate(token) : undefined;
    if (principal === undefined) {
      failures.failed(address);
      logger.warn({ address, requestId: c.get("requestId") }, "a sign-in failed");
      throw new AuditError(
        "not_authenticated",
        "this token is not known here; the embedded form keeps its own in admin.token of its data directory",
      );
    }
    if (!sessions.set(c, token, { isSecure: isSecure(c) }))
      throw new AuditError("request_invalid", "this token is too long for a cookie");
    logger.info({ name: principal.name, role: principal.role, address }, "signed in");
    return c.json(describeMe(principal, service), 200);
  });

  app.openapi(signOutRoute, (c) => {
    if (c.req.header("origin") !== undefined) requireOwnPage(c);
    sessions.clear(c, { isSecure: isSecure(c) });
    return c.json({ signed_in: false as const }, 200);
  });

  app.openapi(meRoute, async (c) => {
    const principal = await authenticateRequest(authenticate, c.var.authorization);
    const refusal = limiter?.take(principal);
    if (refusal !== undefined) throw refusal.error;
    return c.json(describeMe(principal, service), 200);
  });
}
