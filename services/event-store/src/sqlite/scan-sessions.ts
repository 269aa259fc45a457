import { AuditError } from "@toolmark/runtime/errors";

import type { StoreQuery } from "../event-store.ts";
import { createQuestion } from "./match-part.ts";
import type { ReadParts } from "./read-parts.ts";
import type { Order } from "./read-timeline.ts";
import { scanParts } from "./scan-parts.ts";
import type { PartsScan } from "./scan-parts.ts";
import { createTimeSlice } from "./time-slice.ts";

/** Most scans at once. */
const MAX_SCANS = 32;

/** The scans under way in a thread. */
export interface ScanSessions {
  /**
   * Begins a scan of what the parts hold now.
   *
   * @throws AuditError `store_unavailable` when there are too many already.
   */
  begin(input: { scan: number; query: StoreQuery; order: Order }): Promise<void>;
  /** The next batch as a list in JSON, or null when there is no more; see `PartsScan`. */
  next(scan: number, deadline: number): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Ends a scan, whatever it is doing. */
  end(scan: number): void;
}

interface Session {
  scan: PartsScan;
  ended: AbortController;
  idle: NodeJS.Timeout;
}

/**
 * Keeps scans; each has its parts open, also removed ones, until it ends, is not continued for
 * `idleMs`, or `closed` is aborted.
 */
export function createScanSessions(
  parts: ReadParts,
  { idleMs, closed }: { idleMs: number; closed: AbortSignal },
): ScanSessions {
  const sessions = new Map<number, Session>();

  function end(scan: number): void {
    const session = sessions.get(scan);
    sessions.delete(scan);
    clearTimeout(session?.idle);
    session?.ended.abort();
  }

  return {
    async begin({ scan, query, order }) {
      if (sessions.size >= MAX_SCANS) {
        throw new AuditError("store_unavailable", "too many scans at once: try again later");
      }
      const question = createQuestion(query);
      const begun = Promise.withResolvers<void>();
      const use = parts.use(async (current) => {
        const ended = new AbortController();
        const over = Promise.withResolvers<void>();
        AbortSignal.any([ended.signal, closed]).addEventListener("abort", () => over.resolve());
        const idle = setTimeout(end, idleMs, scan).unref();
        sessions.set(scan, { scan: scanParts(current, question, order), ended, idle });
        begun.resolve();
        await over.promise;
      });
      use.catch(begun.reject);
      await begun.promise;
    },
    async next(scan, deadline) {
      const session = sessions.get(scan);
      if (session === undefined) {
        throw new AuditError("query_timeout", "scan was not continued in time: begin it anew");
      }
      session.idle.refresh();
      const signal = AbortSignal.any([session.ended.signal, closed]);
      return (await session.scan.next(createTimeSlice(deadline, signal))) ?? null;
    },
    end,
  };
}
