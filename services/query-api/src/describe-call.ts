import type { outcomeStatuses } from "@toolmark/schemas/event";

import type { EventView } from "./event-view.ts";

type OutcomeStatus = (typeof outcomeStatuses)[number];

/**
 * Where a call stands: how it ended, or why that is not known. `running` is an attempt within its
 * lease, `unresolved` one beyond it, `unrecorded` a call of which only other events were received.
 */
export type CallStatus = OutcomeStatus | "running" | "unresolved" | "unrecorded";

/** Every value of `CallStatus` that is not an outcome. */
export const openStatuses = ["running", "unresolved", "unrecorded"] as const;

/** The records of one call; each may be absent. */
export interface CallRecords {
  attempted?: EventView | undefined;
  completed?: EventView | undefined;
  unresolved?: EventView | undefined;
}

const words: Record<CallStatus, string> = {
  success: "the tool reported success",
  tool_error: "the tool reported an error",
  protocol_error: "the server answered with a protocol error",
  rejected: "the request was refused as not valid",
  denied: "the call was blocked",
  input_required: "the server asked for input; the operation goes on in another call",
  deferred: "the server took the call to run it later; what came of it is not part of this record",
  cancelled: "the call was cancelled",
  timeout: "no answer came in time",
  unknown: "no result recorded: how the call ended is not known",
  running: "no result recorded yet: the call was attempted and may still be running",
  unresolved: "no result recorded: the call was attempted and its end was never received",
  unrecorded: "no result recorded: neither the attempt nor the end of the call was received",
};

/**
 * Says where a call stands, as a status and in words. A call without a completion never reads as
 * success, and one whose completion does not say more is `unknown`.
 *
 * @param leaseMs how long after its recording an attempt counts as running.
 */
export function describeCall(
  records: CallRecords,
  now: number,
  leaseMs: number,
): { status: CallStatus; summary: string } {
  const status = statusOf(records, now, leaseMs);
  const executed = records.completed?.outcome?.executed;
  const execution =
    executed === undefined
      ? ""
      : `; ${executed === null ? "whether the tool ran is not known" : executed ? "the tool ran" : "the tool did not run"}`;
  return { status, summary: `${words[status]}${execution}` };
}

function statusOf(records: CallRecords, now: number, leaseMs: number): CallStatus {
  const { attempted, completed, unresolved } = records;
  if (completed !== undefined) return completed.outcome?.status ?? "unknown";
  if (unresolved !== undefined) return "unresolved";
  if (attempted === undefined) return "unrecorded";
  // The fact may be late itself: an attempt does not run for ever because nobody looked.
  return now < Date.parse(attempted.time.recorded) + leaseMs ? "running" : "unresolved";
}
