import { AuditError } from "@toolmark/runtime/errors";
import type { Context } from "hono";

/** Whether a request says that a page of this very host sent it. */
export function isFromOwnPage(c: Context): boolean {
  const origin = originOf(c);
  // The scheme is not compared: whoever ends TLS before this process knows it, the process does not.
  return origin !== undefined && origin.host === new URL(c.req.url).host;
}

/**
 * Refuses a request that another site's page makes a browser send.
 *
 * @throws AuditError `not_permitted` unless `Origin` (RFC 6454) names the host of the request.
 */
export function requireOwnPage(c: Context): void {
  if (isFromOwnPage(c)) return;
  throw new AuditError(
    "not_permitted",
    "with the cookie of a sign-in this takes an Origin of the same host; other programs send a token instead",
  );
}

/** Whether the browser reached this service over TLS, as far as can be told. */
export function isSecure(c: Context): boolean {
  if (new URL(c.req.url).protocol === "https:") return true;
  return isFromOwnPage(c) && originOf(c)?.protocol === "https:";
}

function originOf(c: Context): URL | undefined {
  const header = c.req.header("origin");
  return header !== undefined && URL.canParse(header) ? new URL(header) : undefined;
}
