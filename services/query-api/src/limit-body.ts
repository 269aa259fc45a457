import { AuditError } from "@toolmark/runtime/errors";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";

/**
 * Limits the body of a request.
 *
 * @throws AuditError `payload_too_large` from the request.
 */
export function limitBody(maxSize: number): MiddlewareHandler {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new AuditError("payload_too_large", `a body may have ${maxSize} bytes here`);
    },
  });
}
