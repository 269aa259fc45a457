import type { EventLog } from "@toolmark/event-log/event-log";
import type { EventStore, PositionVector } from "@toolmark/event-store/event-store";
import { authenticateRequest, requirePermission } from "@toolmark/runtime/bearer-auth";
import { AuditError, describeError } from "@toolmark/runtime/errors";
import { problemResponse } from "@toolmark/runtime/http";
import type { Logger } from "@toolmark/runtime/logger";
import { permits } from "@toolmark/runtime/permissions";
import type { Permission } from "@toolmark/runtime/permissions";
import type { Authenticator, Principal } from "@toolmark/runtime/tokens";
import type { Context, MiddlewareHandler } from "hono";
import { routePath } from "hono/route";

import type { CursorSeal } from "../cursor-seal.ts";
import { withCursorSeal } from "../cursor.ts";
import type { Limiter } from "./query-limits.ts";
import { chooseTenant, createReader } from "./reader.ts";
import type { Reader } from "./reader.ts";
import { recordFact } from "./record-read.ts";
import type { OwnFact, ReadNote } from "./record-read.ts";

/** Header with the reason of a read, percent-encoded UTF-8. */
export const PURPOSE_HEADER = "toolmark-purpose";

/** What a recorded request carries. */
export interface AccessVariables {
  /** What it authenticates by: its `Authorization` header, or the like made of a sign-in's cookie. */
  authorization: string | undefined;
  principal: Principal;
  reader: Reader;
  purpose: string | undefined;
  /** What the handler says about its read; it ends up in the record of it. */
  note: ReadNote;
  /** Records what a request did beside reading, in the same way; resolves when it is durable. */
  record: (fact: Pick<OwnFact, "type" | "object" | "note">) => ReturnType<typeof recordFact>;
}

/** What every recorded route needs. */
export interface AccessContext {
  store: EventStore;
  log: EventLog;
  authenticate: Authenticator;
  logger: Logger;
  settled: () => Promise<PositionVector>;
  /** Seals `asof` and `cursor`. */
  seal: CursorSeal;
  /** Absent: no limits. */
  limiter?: Limiter | undefined;
}

const MAX_PURPOSE_LENGTH = 1024;

/** Creates the middleware that admits a permission's holders and records what they do. */
export type Admit = (permission: Permission) => MiddlewareHandler<{ Variables: AccessVariables }>;

/**
 * Creates `admit`: finds the principal, opens its reader, runs the handler, and publishes what was
 * read to the log before the answer leaves. There is no switch: an answer whose record is not durable
 * is replaced by a problem, and a handler that fails is recorded with the status it failed with.
 *
 * What is one too many for its principal is refused; of those above the rate, the first of each second
 * is recorded, so that the record of a flood is not a flood.
 *
 * A request with `reveal=true` shows parameters, results and states; it needs the permission
 * `payload` and a reason in `Toolmark-Purpose`.
 */
export function createAdmit(context: AccessContext): Admit {
  const { store, log, authenticate, logger, settled, seal, limiter } = context;
  return (permission) => async (c, next) => {
    const started = performance.now();
    const principal = await authenticateRequest(authenticate, c.get("authorization"));
    const refusal = limiter?.take(principal);
    // The first in a second goes on and is recorded with its refusal.
    if (refusal?.isFirst === false) throw refusal.error;
    const purpose = purposeOf(c);
    const base = {
      principal,
      occurred: Date.now(),
      action: `${c.req.method} ${routePath(c, -1)}`,
      purpose,
      requestId: c.get("requestId" as never) as string | undefined,
      address: addressOfSender(c),
      userAgent: c.req.header("user-agent"),
    };
    let { tenant } = principal;
    const note: ReadNote = {};
    c.set("principal", principal);
    c.set("purpose", purpose);
    c.set("note", note);
    c.set("record", (fact) =>
      recordFact(log, { ...base, tenant, ...fact, note: { ...note, ...fact.note } }),
    );
    try {
      if (refusal !== undefined) throw refusal.error;
      requirePermission(principal, permission);
      using _slot = await limiter?.enter(principal);
      tenant = chooseTenant(principal, c.req.query("tenant"));
      const payload = isRevealing(c, principal, purpose);
      const personal = permits(principal.role, "personal");
      c.set(
        "reader",
        createReader({
          store,
          settled,
          principal,
          tenant,
          visibility: { payload, personal, positions: permits(principal.role, "configure") },
        }),
      );
      await withCursorSeal(seal, tenant, next);
    } catch (error) {
      c.res = problemResponse(c, toError(error), logger);
    }
    const { status } = c.res;
    if (note.isRecorded === true && status < 400) return;
    const isRevealed = (note.revealed?.length ?? 0) > 0;
    try {
      await recordFact(log, {
        ...base,
        type: isRevealed ? "audit.revealed" : "audit.searched",
        tenant,
        durationMs: Math.round(performance.now() - started),
        status,
        // What failed before it was understood is recorded as it was asked.
        note: { query: addressOf(c), ...note },
      });
    } catch (error) {
      logger.error({ error: describeError(error) }, "a read could not be recorded");
      c.res = undefined;
      c.res = problemResponse(c, toError(error), logger);
    }
  };
}

/** The address that a request came from, where the server tells it. */
export function addressOfSender(c: Context): string | undefined {
  return (c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming
    ?.socket?.remoteAddress;
}

function addressOf(c: Context): string {
  const { pathname, search } = new URL(c.req.url);
  return `${pathname}${search}`;
}

function isRevealing(c: Context, principal: Principal, purpose: string | undefined): boolean {
  if (c.req.query("reveal") !== "true") return false;
  requirePermission(principal, "payload");
  if (purpose !== undefined) return true;
  throw new AuditError(
    "purpose_required",
    "parameters and results are shown for a reason only: say it in the header Toolmark-Purpose",
  );
}

function purposeOf(c: Context): string | undefined {
  const header = c.req.header(PURPOSE_HEADER)?.trim().slice(0, MAX_PURPOSE_LENGTH);
  if (header === undefined || header === "") return undefined;
  try {
    return decodeURIComponent(header);
  } catch {
    return header;
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
