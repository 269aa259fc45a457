import type { MiddlewareHandler } from "hono";

import { AuditError } from "./errors.ts";
import { permits, rolesWith } from "./permissions.ts";
import type { Permission } from "./permissions.ts";
import type { Authenticator, Principal } from "./tokens.ts";

/** Hono variables of an authenticated request. */
export interface AuthVariables {
  principal: Principal;
}

/**
 * Admits requests whose `Authorization: Bearer` token (RFC 6750) belongs to a role with
 * `permission`, and sets `principal`.
 *
 * @throws AuditError `not_authenticated` without a known token, `not_permitted` for other roles,
 *   `identity_unavailable` while the identity provider of a token cannot be reached.
 */
export function bearerAuth(
  authenticate: Authenticator,
  permission: Permission,
): MiddlewareHandler<{ Variables: AuthVariables }> {
  return async (context, next) => {
    const principal = await authenticateRequest(authenticate, context.req.header("authorization"));
    requirePermission(principal, permission);
    context.set("principal", principal);
    await next();
  };
}

/**
 * Finds who sent a request by its `Authorization` header.
 *
 * @throws AuditError `not_authenticated` without a known token, `identity_unavailable` while the
 *   identity provider of a token cannot be reached.
 */
export async function authenticateRequest(
  authenticate: Authenticator,
  header: string | undefined,
): Promise<Principal> {
  const match = /^Bearer +([\w.~+/-]+=*)$/i.exec(header ?? "");
  const principal = match?.[1] === undefined ? undefined : await authenticate(match[1]);
  if (principal !== undefined) return principal;
  throw new AuditError(
    "not_authenticated",
    "send a known token as 'Authorization: Bearer …': one of 'toolmark token create', or one of the identity provider that names a role and a tenant; the embedded form keeps its own in admin.token of its data directory",
  );
}

/**
 * @throws AuditError `not_permitted` when the principal's role lacks a permission.
 */
export function requirePermission(principal: Principal, permission: Permission): void {
  if (permits(principal.role, permission)) return;
  throw new AuditError(
    "not_permitted",
    `the role ${principal.role} may not do this; it takes ${rolesWith(permission).join(" or ")}`,
  );
}
