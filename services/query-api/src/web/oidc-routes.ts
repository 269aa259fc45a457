import { AuditError } from "@toolmark/runtime/errors";
import type { ErrorCode } from "@toolmark/runtime/errors";
import type { Logger } from "@toolmark/runtime/logger";
import type { Authenticator } from "@toolmark/runtime/tokens";
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { z } from "zod";

import type { CursorSeal } from "../cursor-seal.ts";
import type { QueryApp } from "../read-route.ts";
import { createOidcClient } from "./oidc-client.ts";
import { isSecure } from "./own-origin.ts";
import { ownPath } from "./own-path.ts";
import type { SessionCookies } from "./session-cookie.ts";
import { CALLBACK_PATH } from "./sign-in-settings.ts";
import type { OidcSignInOptions } from "./sign-in-settings.ts";

const START_PATH = "/v1/sign-in/oidc";
/** Page that says why nobody was signed in. */
const SIGN_IN_PAGE = "/sign-in";
const ATTEMPT_COOKIE = "toolmark_sign_in";
const ATTEMPT_CONTEXT = "sign-in attempt";
/** How long a person may take at the provider, milliseconds. */
const ATTEMPT_MS = 10 * 60 * 1000;

const Attempt = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  redirectUrl: z.url(),
  /** Where to go afterwards; a path of this service. */
  path: z.string(),
  until: z.int(),
});

/**
 * Adds `/v1/sign-in/oidc?return=/path` and its callback. They are for browsers on their way, not for
 * programs: both answer with a redirect, which after a failure leads to `/sign-in?error=<code>`.
 */
export function addOidcRoutes(
  app: QueryApp,
  options: OidcSignInOptions & {
    authenticate: Authenticator;
    sessions: SessionCookies;
    seal: CursorSeal;
    logger: Logger;
  },
): void {
  const { authenticate, sessions, seal, logger } = options;
  const client = createOidcClient(options);

  app.get(START_PATH, async (c) => {
    const path = ownPath(c.req.query("return"));
    return await orSignInPage(c, path, async () => {
      const redirectUrl = options.redirectUrl ?? new URL(CALLBACK_PATH, c.req.url).href;
      const { url, attempt } = await client.begin(redirectUrl);
      const until = Date.now() + ATTEMPT_MS;
      const kept: z.infer<typeof Attempt> = { ...attempt, redirectUrl, path, until };
      setAttempt(c, seal.seal(ATTEMPT_CONTEXT, kept), ATTEMPT_MS / 1000);
      return c.redirect(url.href, 302);
    });
  });

  app.get(CALLBACK_PATH, async (c) => {
    const attempt = Attempt.safeParse(
      seal.open(ATTEMPT_CONTEXT, getCookie(c, ATTEMPT_COOKIE) ?? ""),
    );
    // An attempt counts once, whatever becomes of it.
    setAttempt(c, "", 0);
    const path = attempt.data?.path ?? "/";
    return await orSignInPage(c, path, async () => {
      if (!attempt.success || attempt.data.until <= Date.now())
        throw new AuditError("not_authenticated", "the sign-in took too long or began elsewhere");
      const returned = new URL(attempt.data.redirectUrl);
      returned.search = new URL(c.req.url).search;
      const { accessToken, expiresAt } = await client.finish(returned, attempt.data);
      const principal = await authenticate(accessToken);
      // The authenticator's own line in the log says what is missing.
      if (principal === undefined)
        throw new AuditError("not_permitted", "your account opens nothing here");
      const isSet = sessions.set(c, accessToken, {
        isSecure: isOverTls(c),
        ...(expiresAt !== undefined && { expiresAt }),
      });
      if (!isSet) {
        logger.error("an access token is too long for cookies; let the provider leave claims out");
        throw new AuditError("request_invalid", "the access token is too long for a cookie");
      }
      logger.info({ name: principal.name, role: principal.role }, "signed in");
      return c.redirect(path, 303);
    });
  });

  function setAttempt(c: Context, value: string, maxAge: number): void {
    setCookie(c, ATTEMPT_COOKIE, value, {
      httpOnly: true,
      // The way back begins at the provider, where a strict cookie would be left out.
      sameSite: "Lax",
      path: START_PATH,
      secure: isOverTls(c),
      maxAge,
    });
  }

  function isOverTls(c: Context): boolean {
    return isSecure(c) || options.redirectUrl?.startsWith("https:") === true;
  }
}

/** Leads to the page that says why, where the way ends in a failure that has a name. */
async function orSignInPage(
  c: Context,
  path: string,
  run: () => Promise<Response>,
): Promise<Response> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    const code: ErrorCode = error.code;
    const query = new URLSearchParams({ error: code, ...(path !== "/" && { return: path }) });
    return c.redirect(`${SIGN_IN_PAGE}?${query.toString()}`, 303);
  }
}
