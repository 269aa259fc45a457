import { parentPort, workerData } from "node:worker_threads";

import { AuditError } from "@toolmark/runtime/errors";

import type { TimelinePoint } from "../event-store.ts";
import { createQuarantineReader } from "./control-file.ts";
import { countEvents, countFacets, countIntervals } from "./count-events.ts";
import { createQuestion } from "./match-part.ts";
import { readAttempts } from "./read-attempts.ts";
import { readByIds } from "./read-by-ids.ts";
import { DamagedPartError } from "./read-part.ts";
import type { ReadPart } from "./read-part.ts";
import { createReadParts } from "./read-parts.ts";
import { readTimeline } from "./read-timeline.ts";
import type { DamageNotice, ReaderCalls } from "./reader-calls.ts";
import { createScanSessions } from "./scan-sessions.ts";
import { toFailure } from "./thread-calls.ts";
import type { ThreadCall, ThreadReply } from "./thread-calls.ts";
import { createTimeSlice } from "./time-slice.ts";
import { isUuid } from "./uuid-bytes.ts";

type Call = {
  [Name in keyof ReaderCalls]: ThreadCall & { name: Name; input: Parameters<ReaderCalls[Name]>[0] };
}[keyof ReaderCalls];

const { directory, scanIdleMs }: { directory: string; scanIdleMs: number } = workerData;
const closed = new AbortController();
const quarantine = createQuarantineReader(directory);
const parts = createReadParts(directory, (damaged) => reply({ notice: { damaged } }));
const scans = createScanSessions(parts, { idleMs: scanIdleMs, closed: closed.signal });

function reply(message: ThreadReply<DamageNotice>): void {
  const output = "output" in message ? message.output : undefined;
  parentPort?.postMessage(
    message,
    output instanceof Uint8Array ? [output.buffer as ArrayBuffer] : [],
  );
}

async function answer(call: Call): Promise<unknown> {
  switch (call.name) {
    case "parts":
      parts.update(call.input);
      return null;
    case "listQuarantine":
      return quarantine.list(call.input);
    case "beginScan":
      await scans.begin(call.input);
      return null;
    case "nextBatch":
      return await scans.next(call.input, call.deadline ?? Infinity);
    case "endScan":
      scans.end(call.input);
      return null;
    case "close":
      quarantine[Symbol.dispose]();
      parts.close();
      closed.abort();
      return null;
    case "get":
    case "search":
    case "count":
    case "facets":
    case "histogram":
    case "attempts":
      return await parts.use(async (current) => await ask(call, current));
  }
}

type Query = Extract<
  Call,
  { name: "get" | "search" | "count" | "facets" | "histogram" | "attempts" }
>;

/** Answers a query; parts whose derived file turns out to be damaged are then read without it. */
async function ask(call: Query, current: readonly ReadPart[]): Promise<unknown> {
  try {
    return await askOnce(call, current);
  } catch (error) {
    if (!(error instanceof DamagedPartError)) throw error;
    return await ask(call, current);
  }
}

async function askOnce(call: Query, current: readonly ReadPart[]): Promise<unknown> {
  const slice = createTimeSlice(call.deadline ?? Infinity, closed.signal);
  if (call.name === "get") return readByIds(current, call.input);
  if (call.name === "attempts") {
    const { from, to, limit, after } = call.input;
    return await readAttempts(current, { from, to, limit, ...cursor(after) }, slice);
  }
  const question = createQuestion(call.input.query);
  switch (call.name) {
    case "search": {
      const { limit, order, after } = call.input;
      return await readTimeline(current, question, { limit, order, ...cursor(after) }, slice);
    }
    case "count":
      return await countEvents(current, question, slice, call.input.atMost);
    case "facets":
      return await countFacets(current, question, call.input.fields, call.input.limit, slice);
    case "histogram":
      return await countIntervals(current, question, call.input.interval, call.input.by, slice);
  }
}

function cursor(after: TimelinePoint | undefined) {
  if (after === undefined) return {};
  if (!isUuid(after.id)) throw new AuditError("query_invalid", "start of the page is not valid");
  return { after: { time: after.time, hex: after.id.replaceAll("-", "").toUpperCase() } };
}

/** FTS5 refuses an expression that nests deeper than its parser's stack. */
function asQueryError(error: unknown): unknown {
  const isTooDeep =
    error instanceof Error && error.message.startsWith("fts5: parser stack overflow");
  return isTooDeep ? new AuditError("query_invalid", "filter is nested too deeply") : error;
}

async function handle(call: Call): Promise<void> {
  try {
    const output = await answer(call);
    if (call.id > 0) reply({ id: call.id, output });
  } catch (error) {
    if (call.id > 0) reply({ id: call.id, failure: toFailure(asQueryError(error)) });
  }
  if (call.name === "close") parentPort?.close();
}

parentPort?.on("message", (call: Call) => void handle(call));
