import type { MiddlewareHandler } from "hono";

import type { AccessVariables } from "../access/open-read.ts";
import { requireOwnPage } from "./own-origin.ts";
import type { SessionCookies } from "./session-cookie.ts";

const safeMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Says for every request by which credentials it asks: its `Authorization` header, or without one the
 * token in the cookie of a sign-in.
 *
 * @throws AuditError `not_permitted` from a request that would change something by the cookie and was
 *   not sent by a page of this host.
 */
export function useSession(
  sessions: SessionCookies,
): MiddlewareHandler<{ Variables: AccessVariables }> {
  return async (c, next) => {
    const header = c.req.header("authorization");
    const token = header === undefined ? sessions.token(c) : undefined;
    if (token !== undefined && !safeMethods.has(c.req.method)) requireOwnPage(c);
    c.set("authorization", token === undefined ? header : `Bearer ${token}`);
    await next();
  };
}
