import { setTimeout as pause } from "node:timers/promises";

import type { PositionVector } from "@toolmark/event-store/event-store";

import type { Reader, ReaderQuery } from "../access/reader.ts";
import { nextWindow, orderWindow } from "./tail-window.ts";
import type { TailItem } from "./tail-window.ts";

/** One look at the log. */
export interface TailStep {
  /** Events since the last step, in the order of the log. */
  items: TailItem[];
  /** Positions that all steps so far stand for. */
  at: PositionVector;
  /** What was settled when this was read. */
  settled: PositionVector;
}

/** How often the log is looked at. */
export interface TailPace {
  /** Pause after the last look that found something, milliseconds. */
  pollMs: number;
  /** Longest pause, when nothing comes for a while, milliseconds. */
  idleMs: number;
}

const PAGE = 200;
const MAX_WINDOW = 4_000_000;
const FEW = 50;

/**
 * Follows the log from `start` on and yields what a question holds, a step for each look, until the
 * signal is aborted. It goes by log positions alone, so that an event that comes late, with any time,
 * is neither missed nor repeated. What lies far behind is read in windows, which grow while they hold
 * little and never hold more than a page, so that memory does not grow with the distance.
 *
 * @throws AuditError of the store; following can go on from the last step.
 */
export async function* followLog(
  reader: Reader,
  question: Pick<ReaderQuery, "filter" | "kind">,
  start: PositionVector,
  options: TailPace & { signal: AbortSignal },
): AsyncGenerator<TailStep> {
  const { pollMs, idleMs, signal } = options;
  const { filter, kind } = question;
  let at = start;
  let size = PAGE;
  let wait = pollMs;
  while (!signal.aborted) {
    const settled = await reader.positions();
    const window = nextWindow(at, settled, size);
    if (window === undefined) {
      yield { items: [], at, settled };
      await pause(wait, undefined, { signal }).catch(ignoreAbort);
      wait = Math.min(idleMs, wait * 1.5);
      continue;
    }
    wait = pollMs;
    const query: ReaderQuery = { filter, kind, above: at, asof: window };
    if (size > PAGE) {
      const count = await reader.count(query);
      if (count > PAGE) {
        size = Math.max(PAGE, Math.floor((size * PAGE) / count / 2));
        continue;
      }
    }
    const { documents } = await reader.search(query, { limit: PAGE, order: "oldest" });
    const items = orderWindow(documents, at, window);
    at = window;
    if (documents.length < FEW) size = Math.min(MAX_WINDOW, size * 4);
    yield { items, at, settled };
  }
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === "AbortError")) throw error;
}
