import type { CallStatus } from "@toolmark/query-api/describe-call";
import { useMemo } from "react";

import { toMs } from "../../lib/time.ts";
import { sessionApprovals } from "./session-approvals.ts";
import type { SessionApproval } from "./session-approvals.ts";
import { buildSteps, filterSteps } from "./session-steps.ts";
import type { Step, StepFilter } from "./session-steps.ts";
import { indexSteps } from "./step-story.ts";
import type { StepIndex } from "./step-story.ts";
import { emittersOf, useSessionEvents, useSessionGaps, useSessionTree } from "./use-session.ts";
import type { GapQuestion } from "./use-session.ts";

/** Everything that the views of a session are made of. */
export interface SessionStory {
  /** All steps, and those that the filter leaves. */
  steps: readonly Step[];
  shown: readonly Step[];
  index: StepIndex;
  approvals: readonly SessionApproval[];
  /** Its first and last event, milliseconds since the epoch. */
  extent: { from: number; to: number };
}

/** Asks for a session and works out its steps; each part loads and fails by itself. */
export function useSessionPage(id: string, asked: string | undefined, filter: StepFilter) {
  const events = useSessionEvents(id, asked);
  const { data } = events;
  const tree = useSessionTree(id, data?.asof);
  const question = useMemo((): GapQuestion | undefined => {
    const [first, last] = [data?.events[0], data?.events.at(-1)];
    if (data === undefined || first === undefined || last === undefined) return undefined;
    return {
      emitters: emittersOf(data.events),
      from: toMs(first.time.occurred),
      to: toMs(last.time.occurred),
      asof: data.asof,
    };
  }, [data]);
  const gaps = useSessionGaps(question);
  const story = useMemo((): SessionStory | undefined => {
    if (data === undefined || question === undefined) return undefined;
    const approvals = tree.data === undefined ? [] : sessionApprovals(tree.data);
    const statuses = new Map<string, CallStatus>(
      (tree.data?.operations ?? []).flatMap(({ calls }) =>
        calls.map(({ call_id: call, status }) => [call.toLowerCase(), status] as const),
      ),
    );
    const steps = buildSteps(data.events, statuses);
    const byId = new Map(
      approvals.flatMap(({ id: approval, waitMs, bound }) =>
        approval === undefined
          ? []
          : [
              [
                approval,
                { ...(waitMs !== undefined && { waitMs }), ...(bound !== undefined && { bound }) },
              ] as const,
            ],
      ),
    );
    return {
      steps,
      shown: filterSteps(steps, filter),
      index: indexSteps(steps, byId),
      approvals,
      extent: { from: question.from, to: question.to },
    };
  }, [data, question, tree.data, filter]);
  return { events, tree, gaps, story };
}
