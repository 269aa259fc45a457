import type { TimelineAnswer } from "@toolmark/query-api/answers";
import type { EventView } from "@toolmark/query-api/event-view";

import type { SessionApproval } from "./session-approvals.ts";
import type { SessionGap } from "./session-gaps.ts";
import { isLate } from "./session-steps.ts";
import type { Step } from "./session-steps.ts";

/** The counts of a session; what is not known yet is absent. */
export interface SessionFigures {
  calls?: number;
  writes?: number;
  blocked?: number;
  failed?: number;
  /** Milliseconds that approvals were waited for, all together. */
  waitMs?: number;
  /** Events that are missing from its emitters. */
  missing?: number;
  late?: number;
  /** Records that it touched, each once. */
  records?: number;
  /** Whether the calls are all of them, and whether lateness and records are those of all events. */
  isComplete: boolean;
  isLoaded: boolean;
}

/** Counts a session from what was answered about it. Pure. */
export function sessionFigures(parts: {
  summary: TimelineAnswer["summary"];
  events: readonly EventView[] | undefined;
  approvals: readonly SessionApproval[];
  gaps: readonly SessionGap[] | undefined;
  steps: readonly Step[] | undefined;
  isLoaded: boolean;
}): SessionFigures {
  const { summary, events, approvals, gaps, steps, isLoaded } = parts;
  const waits = approvals.map(({ waitMs }) => waitMs).filter((wait) => wait !== undefined);
  return {
    ...(summary && {
      calls: summary.calls,
      writes: summary.writes,
      blocked: summary.denied,
      failed: summary.errors,
    }),
    ...(waits.length > 0 && { waitMs: waits.reduce((sum, wait) => sum + wait, 0) }),
    ...(gaps && { missing: gaps.reduce((sum, { count }) => sum + count, 0) }),
    ...(events && { late: events.filter(isLate).length }),
    ...(steps && {
      records: new Set(
        steps.flatMap(({ event }) =>
          (event.downstream ?? []).map(({ uri }) => uri).filter((uri) => uri !== undefined),
        ),
      ).size,
    }),
    isComplete: summary?.complete ?? true,
    isLoaded,
  };
}

/** How a session ended, as far as is recorded. */
export function closingText(steps: readonly Step[]): string {
  const end = steps.findLast(({ event }) => event.event.type === "client.disconnected");
  if (end !== undefined) return "closed by the client";
  if (steps.some(({ status }) => status === "running")) return "calls are still running";
  return "its end is not recorded";
}
