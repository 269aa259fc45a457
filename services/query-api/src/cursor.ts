import { hash } from "node:crypto";

import type { PositionVector, TimelinePoint } from "@toolmark/event-store/event-store";
import { AuditError } from "@toolmark/runtime/errors";
import { z } from "zod";

const MAX_CURSOR_LENGTH = 64 * 1024;

const Positions = z
  .record(z.string().regex(/^\d{1,9}$/), z.int().nonnegative())
  .transform((positions): PositionVector => positions);

const Cursor = z.strictObject({
  time: z.int(),
  id: z.string().min(1).max(512),
  asof: Positions.optional(),
  query: z.string(),
});

/** Writes a vector of log positions as the opaque `asof` of an answer. */
export function encodeAsof(asof: PositionVector): string {
  return encode(asof);
}

/**
 * Reads an `asof` that an answer gave.
 *
 * @throws AuditError `query_invalid` for anything else.
 */
export function decodeAsof(text: string): PositionVector {
  const parsed = Positions.safeParse(decode(text));
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

/** Writes where the next page starts as the opaque `cursor` of an answer. */
export function encodeCursor(cursor: {
  point: TimelinePoint;
  asof?: PositionVector;
  question: string;
}): string {
  const { point, asof, question } = cursor;
  return encode({ time: point.time, id: point.id, asof, query: question });
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
  const parsed = Cursor.safeParse(decode(text));
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

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function decode(text: string): unknown {
  if (text.length > MAX_CURSOR_LENGTH) return undefined;
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
