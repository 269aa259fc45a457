import type { MiddlewareHandler } from "hono";

import { AuditError } from "./errors.ts";
import type { Authenticator, Principal, Role } from "./tokens.ts";

/** Hono variables of an authenticated request. */
export interface AuthVariables {
  principal: Principal;
}

/**
 * Admits requests whose `Authorization: Bearer` token (RFC 6750) belongs to one of `allowed` and
 * sets `principal`.
 *
 * @throws AuditError `not_authenticated` without a known token, `not_permitted` for other roles.
 */
export function bearerAuth(
  authenticate: Authenticator,
  allowed: readonly Role[],
): MiddlewareHandler<{ Variables: AuthVariables }> {
  return async (context, next) => {
    const match = /^Bearer +([\w.~+/-]+=*)$/i.exec(context.req.header("authorization") ?? "");
    const principal = match?.[1] === undefined ? undefined : authenticate(match[1]);
    if (principal === undefined)
      throw new AuditError(
        "not_authenticated",
        "send a known token as 'Authorization: Bearer …'; the embedded form keeps its token in admin.token of its data directory",
      );
    if (!allowed.includes(principal.role))
      throw new AuditError(
        "not_permitted",
        `the role ${principal.role} may not do this; it takes ${allowed.join(" or ")}`,
      );
    context.set("principal", principal);
    await next();
  };
}
