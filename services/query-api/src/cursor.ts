import { AsyncLocalStorage } from "node:async_hooks";
import { hash } from "node:crypto";

import type { PositionVector, TimelinePoint } from "@toolmark/event-store/event-store";
import { AuditError } from "@toolmark/runtime/errors";
import { z } from "zod";

import type { CursorSeal } from "./cursor-seal.ts";

// Of the request that is answered, so that no route can leave the seal out or use another's.
const scope = new AsyncLocalStorage<{ seal: CursorSeal; tenant: string }>();

/**
 * Runs what reads and writes `asof` and `cursor` under a seal, for one tenant: log positions tell how
 * much all tenants write, so callers carry them without being able to read them, and those of one
 * tenant are nothing in another.
 */
export function withCursorSeal<T>(seal: CursorSeal, tenant: string, run: () => T): T {
  return scope.run({ seal, tenant }, run);
}

const Positions = z
  .record(z.string().regex(/^\d{1,9}$/), z.int().nonnegative())
  .transform((positions): PositionVector => positions);

const Cursor = z.strictObject({
  time: z.int(),
  id: z.string().min(1).max(512),
  asof: Positions.optional(),
  query: z.string(),
});

/** Writes a vector of log positions as the sealed `asof` of an answer. */
export function encodeAsof(asof: PositionVector): string {
  return encode("asof", asof);
}

/**
 * Reads an `asof` that an answer gave.
 *
 * @throws AuditError `query_invalid` for anything else.
 */
export function decodeAsof(text: string): PositionVector {
  const parsed = Positions.safeParse(decode("asof", text));
  if (parsed.success) return parsed.data;
  throw new AuditError(
    "query_invalid",
    "asof is not one that an answer gave; leave it out for now",
  );
}

/**
 * A short name of a question. Everything that decides which events it holds, and their order, goes
 * in; the tenant too, so that a cursor never crosses to another one.
 */
export function questionDigest(...parts: readonly unknown[]): string {
  return hash("sha256", JSON.stringify(parts), "base64url").slice(0, 22);
}

/** Writes where the next page starts as the sealed `cursor` of an answer. */
export function encodeCursor(cursor: {
  point: TimelinePoint;
  asof?: PositionVector;
  question: string;
}): string {
  const { point, asof, question } = cursor;
  return encode("cursor", { time: point.time, id: point.id, asof, query: question });
}

/**
 * Reads a cursor that an answer to the same question gave.
 *
 * @throws AuditError `query_invalid` when it is not one, or belongs to another question.
 */
export function decodeCursor(
  text: string,
  question: string,
): { point: TimelinePoint; asof?: PositionVector } {
  const parsed = Cursor.safeParse(decode("cursor", text));
  if (!parsed.success)
    throw new AuditError(
      "query_invalid",
      "cursor is not one that an answer gave; ask without it for the first page",
    );
  const { time, id, asof, query } = parsed.data;
  if (query !== question)
    throw new AuditError(
      "query_invalid",
      "cursor belongs to another query; a next page takes the same parameters as the first, only limit may differ",
    );
  return { point: { time, id }, ...(asof && { asof }) };
}

function encode(kind: "asof" | "cursor", value: unknown): string {
  const { seal, tenant } = currentScope();
  return seal.seal(`${kind} ${tenant}`, value);
}

function decode(kind: "asof" | "cursor", text: string): unknown {
  const { seal, tenant } = currentScope();
  return seal.open(`${kind} ${tenant}`, text);
}

function currentScope(): { seal: CursorSeal; tenant: string } {
  const current = scope.getStore();
  if (current === undefined) throw new Error("asof and cursor are written within withCursorSeal");
  return current;
}
