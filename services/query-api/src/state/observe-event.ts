import type { Json, NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { fold } from "@toolmark/schemas/tokens";

/** What one event says about a resource. */
export type Observation =
  /** A read that recorded what it saw. Also without a state: the resource was there. */
  | { kind: "read"; state: Json | undefined }
  | {
      kind: "change";
      operation: string;
      /** Why it is not known whether the change came to be; undefined for one that did. */
      doubt: string | undefined;
      before: Json | undefined;
      after: Json | undefined;
      named: readonly string[] | undefined;
    }
  /** The change was refused before it touched anything, yet it recorded what it saw. */
  | { kind: "refused"; before: Json | undefined }
  /** Something may have changed, and which members is not recorded. */
  | { kind: "unseen"; doubt: string };

const ran = {
  certain: undefined,
  failed: "the call failed, and may have taken effect",
  blocked: "the call was blocked after it had run",
  open: "how the call ended is not known",
  refused: "the downstream system answered with an error",
} as const;

/**
 * What an event says about a resource, in the order of its downstream operations. Pure.
 *
 * A change of a call that succeeded, or of a fact that states the change alone, came to be. One of a
 * call that was blocked or refused without having run did not. Any other may have: the call failed
 * after it had touched the resource, its end was never seen, or it goes on elsewhere. A downstream
 * status of 400 or more (RFC 9110) is such a doubt even where the call succeeded. A call that was to
 * change the resource, and recorded no change of it, leaves open what it changed, unless it did not
 * run.
 */
export function observeEvent(event: NormalizedEvent, uri: string): Observation[] {
  const wanted = fold(uri);
  const found: Observation[] = [];
  let hasChange = false;
  for (const [index, entry] of (event.downstream ?? []).entries()) {
    if (entry.uri === undefined || fold(entry.uri) !== wanted) continue;
    const { before, after } = event.changes?.[index] ?? {};
    const { operation } = entry;
    if (operation === "read" || operation === "list") {
      if (isRun(event) || after !== undefined || before !== undefined)
        found.push({ kind: "read", state: after === undefined ? before : after });
      continue;
    }
    hasChange = true;
    const end = endOf(event, entry.status);
    if (end === "not run") {
      found.push({ kind: "refused", before });
    } else if (before === undefined && after === undefined && entry.changed_fields === undefined) {
      const isWhole = operation === "delete" || operation === "create";
      found.push(
        isWhole
          ? { kind: "change", operation, doubt: ran[end], before, after, named: undefined }
          : { kind: "unseen", doubt: ran[end] ?? "a change was recorded without what it changed" },
      );
    } else {
      const named = entry.changed_fields;
      found.push({ kind: "change", operation, doubt: ran[end], before, after, named });
    }
  }
  if (!hasChange && mayHaveChanged(event))
    found.push({
      kind: "unseen",
      doubt:
        event.outcome?.status === "success"
          ? "a call that changes things was made on it, and no change is recorded"
          : `a call was to change it: ${doubtOf(event)}`,
    });
  return found;
}

function isRun(event: NormalizedEvent): boolean {
  return event.outcome === undefined || event.outcome.status === "success";
}

function endOf(event: NormalizedEvent, status?: string): keyof typeof ran | "not run" {
  const { outcome } = event;
  if (outcome !== undefined && outcome.executed === false) return "not run";
  switch (outcome?.status) {
    case undefined:
    case "success":
      return /^[45]\d\d$/.test(status ?? "") ? "refused" : "certain";
    case "denied":
    case "rejected":
      return outcome?.executed === true ? "blocked" : "not run";
    case "tool_error":
    case "protocol_error":
      return "failed";
    case "input_required":
    case "deferred":
    case "cancelled":
    case "timeout":
    case "unknown":
      return "open";
  }
}

function doubtOf(event: NormalizedEvent): string {
  const end = endOf(event);
  return (end === "not run" ? undefined : ran[end]) ?? ran.open;
}

function mayHaveChanged(event: NormalizedEvent): boolean {
  const { effect, outcome, downstream = [] } = event;
  if (effect === undefined || effect.class === "read" || outcome === undefined) return false;
  if (outcome.status === "success") return downstream.length === 0;
  return endOf(event) !== "not run" && outcome.status !== "input_required";
}
