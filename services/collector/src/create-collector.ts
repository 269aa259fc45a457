import type { EventLog } from "@toolmark/event-log/event-log";
import { bearerAuth } from "@toolmark/runtime/bearer-auth";
import type { AuthVariables } from "@toolmark/runtime/bearer-auth";
import { AuditError } from "@toolmark/runtime/errors";
import { problemResponse } from "@toolmark/runtime/http";
import type { Logger } from "@toolmark/runtime/logger";
import { withSpan } from "@toolmark/runtime/telemetry";
import type { Authenticator } from "@toolmark/runtime/tokens";
import { Hono } from "hono";
import { requestId } from "hono/request-id";

import { acceptItems } from "./accept-items.ts";
import { readBody } from "./read-body.ts";
import { formatOf, splitItems } from "./split-items.ts";

/** Largest request body, in bytes. */
export const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

/** Most events of one request. */
export const MAX_REQUEST_ITEMS = 10_000;

/** Most bytes of request bodies in hand at once; more is answered with `overloaded`. */
const MAX_BYTES_IN_HAND = 4 * MAX_REQUEST_BYTES;

/**
 * The HTTP intake. `POST /v1/events` takes a JSON array, NDJSON or one JSON object, with the bearer
 * token of an emitter, and answers 200 with one result per item once everything that can be kept is
 * durable in the log. Any other status means that nothing can be said of the items: send them again
 * (duplicates are found by event id).
 */
export function createCollector(options: {
  log: EventLog;
  authenticate: Authenticator;
  logger: Logger;
}): Hono<{ Variables: AuthVariables }> {
  const { log, logger } = options;
  const app = new Hono<{ Variables: AuthVariables }>();
  let bytesInHand = 0;

  app.use(requestId());
  app.onError((error, context) => problemResponse(context, error, logger));
  app.post("/v1/events", bearerAuth(options.authenticate, "emit"), async (context) => {
    const mediaType = (context.req.header("content-type") ?? "application/json").toLowerCase();
    if (!/json|text\/plain/.test(mediaType))
      throw new AuditError(
        "media_type_unsupported",
        "send application/json (an array or one event) or application/x-ndjson (one event a line)",
      );
    if (context.req.header("content-encoding") !== undefined)
      throw new AuditError("media_type_unsupported", "send the body without a content-encoding");
    if (bytesInHand > MAX_BYTES_IN_HAND)
      throw new AuditError("overloaded", "too many requests at once; send this one again later");

    const body = await readBody(context.req.raw, MAX_REQUEST_BYTES);
    bytesInHand += body.length;
    try {
      const items = splitItems(body, formatOf(body, mediaType));
      if (items.length > MAX_REQUEST_ITEMS)
        throw new AuditError(
          "payload_too_large",
          `a request may have ${MAX_REQUEST_ITEMS} events; send smaller batches`,
        );
      if (items.length === 0 || (items.length === 1 && items[0]?.length === 0))
        throw new AuditError("request_invalid", "the body holds no event");
      const { result, records } = acceptItems(items, context.var.principal, Date.now());
      if (records.length > 0)
        await withSpan("publish events", { records: records.length }, () => log.publish(records));
      return context.json(result);
    } finally {
      bytesInHand -= body.length;
    }
  });
  return app;
}
