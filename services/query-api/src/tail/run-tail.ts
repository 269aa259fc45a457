import type { PositionVector } from "@toolmark/event-store/event-store";
import type { MaskedMember } from "@toolmark/exports/exported-event";
import { AuditError, describeError } from "@toolmark/runtime/errors";
import type { Logger } from "@toolmark/runtime/logger";
import type { SSEStreamingApi } from "hono/streaming";

import type { Reader, ReaderQuery } from "../access/reader.ts";
import { encodeAsof } from "../cursor.ts";
import { revealedMembers, viewDocuments } from "../event-view.ts";
import { followLog } from "./follow-log.ts";
import type { TailPace, TailStep } from "./follow-log.ts";

/** How tails behave. */
export interface TailSettings extends TailPace {
  /** Tails of one principal at once. */
  perPrincipal: number;
  /** Tails of the process at once. */
  inAll: number;
  /** Longest silence on the wire, milliseconds. */
  heartbeatMs: number;
  /** How often it is asked whether the caller may still read, milliseconds. */
  recheckMs: number;
  /** Longest time that a client may take to accept something, milliseconds. */
  stallMs: number;
  /** What clients are told to wait before they connect again, milliseconds. */
  retryMs: number;
}

/** How tails behave unless told otherwise. */
export const defaultTailSettings: TailSettings = {
  pollMs: 300,
  idleMs: 1000,
  perPrincipal: 8,
  inAll: 256,
  heartbeatMs: 15_000,
  recheckMs: 60_000,
  stallMs: 60_000,
  retryMs: 1000,
};

/** What came of a tail. */
export interface TailEnd {
  rows: number;
  revealed: MaskedMember[];
}

/** Everything that a tail is made of. */
export interface Tail {
  reader: Reader;
  question: Pick<ReaderQuery, "filter" | "kind">;
  start: PositionVector;
  settings: TailSettings;
  /** Resolves to why the caller may not read any more; undefined while it may. */
  accessEnd: () => Promise<string | undefined>;
  logger: Logger;
}

/**
 * Writes a tail to a stream until the client goes away, does not accept anything for too long, or may
 * not read any more. Every message carries the positions after it as its id, the first one before any
 * event, and so does every heartbeat: a client that connects again with the last id it saw gets
 * exactly the rest. One message is written at a time, so that a slow client slows its own tail only.
 * What fails for a moment is tried again.
 */
export async function runTail(stream: SSEStreamingApi, tail: Tail): Promise<TailEnd> {
  const { reader, question, settings, logger } = tail;
  const gone = new AbortController();
  stream.onAbort(() => gone.abort());
  const end: TailEnd = { rows: 0, revealed: [] };
  const revealed = new Set<MaskedMember>();
  let { start: at } = tail;
  let spokeAt = performance.now();
  let checkedAt = performance.now();

  async function write(send: () => Promise<unknown>): Promise<void> {
    const timer = setTimeout(() => {
      gone.abort();
      stream.abort();
    }, settings.stallMs);
    await send();
    clearTimeout(timer);
    spokeAt = performance.now();
  }

  async function deliver({ items, settled }: TailStep): Promise<void> {
    const documents = items.map(({ document }) => document);
    const views = await viewDocuments(reader, documents, settled);
    for (const [index, item] of items.entries()) {
      if (gone.signal.aborted) return;
      const id = encodeAsof(item.after);
      const data = JSON.stringify(views[index]);
      await write(async () => await stream.writeSSE({ event: "event", id, data }));
      // Counted even if the client went away over it: it may have seen it.
      end.rows++;
      at = item.after;
      for (const member of revealedMembers([item.document], reader.visibility))
        revealed.add(member);
    }
  }

  async function follow(): Promise<string | undefined> {
    const signal = gone.signal;
    for await (const step of followLog(reader, question, at, { ...settings, signal })) {
      if (step.items.length > 0) await deliver(step);
      if (gone.signal.aborted) return undefined;
      at = step.at;
      if (performance.now() - spokeAt >= settings.heartbeatMs)
        await write(async () => await stream.write(`: heartbeat\nid: ${encodeAsof(at)}\n\n`));
      if (performance.now() - checkedAt < settings.recheckMs) continue;
      checkedAt = performance.now();
      const reason = await tail.accessEnd();
      if (reason !== undefined) return reason;
    }
    return undefined;
  }

  let reason: string | undefined;
  await write(
    async () =>
      await stream.writeSSE({
        event: "ready",
        id: encodeAsof(at),
        retry: settings.retryMs,
        data: "{}",
      }),
  );
  while (!gone.signal.aborted && reason === undefined) {
    try {
      reason = await follow();
    } catch (error) {
      const isPassing = error instanceof AuditError && error.retryable;
      if (!isPassing || error.code === "disposed") {
        logger.warn({ error: describeError(error) }, "a tail ended early");
        reason = error instanceof AuditError ? error.message : "something failed here";
      } else if (!gone.signal.aborted) await stream.sleep(settings.idleMs);
    }
  }
  if (reason !== undefined && !gone.signal.aborted) {
    const data = JSON.stringify({ reason });
    await write(async () => await stream.writeSSE({ event: "end", id: encodeAsof(at), data }));
  }
  return { ...end, revealed: [...revealed] };
}
