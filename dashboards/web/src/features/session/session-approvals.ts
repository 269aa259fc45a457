import type { TreeAnswer } from "@toolmark/query-api/tree/answers";

import { toMs } from "../../lib/time.ts";

/** An approval that was waited for in a session. */
export interface SessionApproval {
  key: string;
  id?: string;
  operationId: string;
  status: string;
  approver?: string;
  /** Milliseconds since the epoch: asked and decided, where recorded. */
  from?: number;
  to?: number;
  waitMs?: number;
  bound?: boolean;
  /** Id of the event that ended the call which ran under it. */
  executedBy?: string;
}

/** The approvals of a session's operations, in the order of the tree. */
export function sessionApprovals({ operations }: TreeAnswer): SessionApproval[] {
  return operations.flatMap(({ operation_id: operationId, approvals, calls }) =>
    approvals.map((approval, index): SessionApproval => {
      const { id, status, approver, requested_at: asked, decided_at: decided } = approval;
      const last = calls.at(-1);
      const executedBy = last?.completed ?? last?.unresolved;
      const isAfter =
        executedBy !== undefined &&
        decided !== undefined &&
        last?.ended !== undefined &&
        toMs(last.ended) >= toMs(decided);
      return {
        key: `${operationId} ${id ?? index}`,
        operationId,
        status,
        ...(id !== undefined && { id }),
        ...(approver !== undefined && { approver }),
        ...(asked !== undefined && { from: toMs(asked) }),
        ...(decided !== undefined && { to: toMs(decided) }),
        ...(approval.wait_ms !== undefined && { waitMs: approval.wait_ms }),
        ...(approval.bound !== undefined && { bound: approval.bound }),
        ...(isAfter && { executedBy }),
      };
    }),
  );
}
