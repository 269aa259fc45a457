import { AuditError } from "@toolmark/runtime/errors";
import { bodyLimit } from "hono/body-limit";

import type { QueryApp } from "../read-route.ts";

/**
 * Limits the bodies of requests to a path; goes before the routes that it is for.
 *
 * @throws AuditError `payload_too_large` from the request.
 */
export function limitBody(app: QueryApp, path: string, maxSize: number): void {
  const onError = () => {
    throw new AuditError("payload_too_large", `a body may have ${maxSize} bytes here`);
  };
  app.use(path, bodyLimit({ maxSize, onError }));
}
