import { createRoute, z } from "@hono/zod-openapi";
import type { MaskedMember } from "@toolmark/exports/exported-event";
import { authenticateRequest } from "@toolmark/runtime/bearer-auth";
import { AuditError, describeError } from "@toolmark/runtime/errors";
import type { Logger } from "@toolmark/runtime/logger";
import type { Authenticator, Principal } from "@toolmark/runtime/tokens";
import { streamSSE } from "hono/streaming";

import { decodeAsof } from "../cursor.ts";
import { accessParameters, onlyParameters, questionParameters } from "../query-parameters.ts";
import { readQuestion } from "../read-question.ts";
import { problem } from "../read-route.ts";
import type { QueryApp, RouteContext } from "../read-route.ts";
import { defaultTailSettings, runTail } from "./run-tail.ts";
import type { TailEnd, TailSettings } from "./run-tail.ts";
import { createTailSlots } from "./tail-slots.ts";

const TailQuery = z.object({
  ...questionParameters,
  after: z.string().optional().openapi({
    description:
      "id of the last message that was seen; a header Last-Event-ID goes before it; without either the tail starts now",
  }),
  ...accessParameters,
});

const LAST_EVENT_ID = "last-event-id";
/** What a tail may reveal, for the record of its start. */
const payloadMembers: readonly MaskedMember[] = ["params", "result", "changes", "intent"];

/** Adds `/v1/tail`, server-sent events (HTML standard, section 9.2). */
export function addTailRoutes(
  app: QueryApp,
  context: RouteContext & {
    authenticate: Authenticator;
    logger: Logger;
    settings?: Partial<TailSettings> | undefined;
  },
): void {
  const { admit, authenticate, logger } = context;
  const settings = { ...defaultTailSettings, ...context.settings };
  const slots = createTailSlots(settings);

  const route = createRoute({
    method: "get",
    path: "/v1/tail",
    summary: "Follows events as they are stored, without gap or repeat",
    description:
      "Messages: `ready` first, `event` with one event as in a search, `end` with the reason when the tail will not go on. Each carries an id; connecting again with it continues exactly there.",
    security: [{ bearer: [] }],
    middleware: [admit("search"), onlyParameters(Object.keys(TailQuery.shape))] as const,
    request: { query: TailQuery },
    responses: {
      200: { description: "the events", content: { "text/event-stream": { schema: z.string() } } },
      400: problem("a parameter is unknown or not valid"),
      401: problem("no known token was sent"),
      403: problem("the token's role may not do this, or a reason is missing"),
      429: problem("too many tails are open"),
      503: problem("the store or the log is not available"),
    },
  });

  app.openapi(route, async (c) => {
    const { reader, principal, note, record } = c.var;
    const { q, kind, after } = c.req.valid("query");
    const question = readQuestion(principal, { q, kind });
    if (question.from !== undefined || question.to !== undefined)
      throw new AuditError(
        "query_invalid",
        "a tail follows what is stored from now on and has no range of time; leave it out of q",
      );
    const last = c.req.header(LAST_EVENT_ID) ?? after;
    // Now is when it was asked, not when that was recorded.
    const start = last === undefined ? await reader.positions() : decodeAsof(last);
    const query = `tail ${question.normalized.text}`.trim();

    // Who asks for the headers only takes no place.
    if (c.req.method === "HEAD")
      return c.body(null, 200, { "content-type": "text/event-stream; charset=utf-8" });
    using resources = new DisposableStack();
    resources.use(slots.take(principal));
    const isRevealing = reader.visibility.payload;
    await record({
      type: isRevealing ? "audit.revealed" : "audit.searched",
      note: { query, revealed: isRevealing ? payloadMembers : [] },
    });
    note.isRecorded = true;
    const tail = {
      reader,
      question,
      start,
      settings,
      logger,
      accessEnd: createAccessCheck(authenticate, c.var.authorization, principal),
    };
    const held = resources.move();
    c.header("x-accel-buffering", "no");
    return streamSSE(c, async (stream) => {
      using _slot = held;
      const end = await runTail(stream, tail);
      await recordEnd(end);
    });

    async function recordEnd({ rows, revealed }: TailEnd): Promise<void> {
      const type = revealed.length > 0 ? "audit.revealed" : "audit.searched";
      try {
        await record({ type, note: { query, rows, revealed } });
      } catch (error) {
        // Its start is recorded, and there is no answer left to hold back.
        logger.error({ error: describeError(error) }, "the end of a tail could not be recorded");
      }
    }
  });
}

/** Creates what tells why a caller may not read any more. */
function createAccessCheck(
  authenticate: Authenticator,
  authorization: string | undefined,
  principal: Principal,
): () => Promise<string | undefined> {
  const before = JSON.stringify(principal);
  return async () => {
    try {
      const now = await authenticateRequest(authenticate, authorization);
      return JSON.stringify(now) === before ? undefined : "what the token opens was changed";
    } catch (error) {
      if (error instanceof AuditError && error.retryable) return undefined;
      return "the token is not valid any more";
    }
  };
}
