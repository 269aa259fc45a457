import type { EventView } from "@toolmark/query-api/event-view";

/** One step of what became of a call, in the order in which they happened. */
export type FlowStep =
  | { kind: "approved" | "refused"; by: string | undefined }
  | { kind: "decided"; decision?: string; approval?: string; enforced?: boolean }
  | { kind: "unapproved" }
  | { kind: "attempted" }
  | { kind: "ended"; status: string; code?: string; ms?: number; isLate: boolean }
  | { kind: "records"; changed: number; read: number; isKnown: boolean };

const reads: ReadonlySet<string> = new Set(["read", "list"]);

/** Whether a downstream operation changes anything. */
export function isChange(operation: string): boolean {
  return !reads.has(operation);
}

/** The resources that an event's operations changed, each once. */
function changedResources({ downstream = [] }: EventView): string[] {
  const names = downstream
    .filter(({ operation }) => isChange(operation))
    .map(({ uri, resource, system }) => uri ?? resource ?? system);
  return [...new Set(names)];
}

/** What was decided about a call, how it ended and what it touched. Empty for events that are no call's. */
export function flowSteps(event: EventView): FlowStep[] {
  const { type } = event.event;
  if (!type.startsWith("call.")) return [];
  const steps: FlowStep[] = [];
  const decision = decisionStep(event);
  if (decision !== undefined) steps.push(decision);
  if (type === "call.attempted") return [...steps, { kind: "attempted" }];
  const { outcome, error, time, marks } = event;
  const code = error?.code ?? error?.class;
  steps.push({
    kind: "ended",
    status: type === "call.unresolved" ? "unresolved" : (outcome?.status ?? "unknown"),
    isLate: marks.includes("late"),
    ...(code !== undefined && code !== outcome?.status && { code }),
    ...(time.duration_ms !== undefined && { ms: time.duration_ms }),
  });
  if (outcome?.executed === false || type === "call.unresolved") return steps;
  const all = new Set(
    (event.downstream ?? []).map(({ uri, resource, system }) => uri ?? resource ?? system),
  );
  const changed = changedResources(event).length;
  steps.push({ kind: "records", changed, read: all.size - changed, isKnown: all.size > 0 });
  return steps;
}

function decisionStep({ policy, approval }: EventView): FlowStep | undefined {
  const isDenied = policy?.decision === "deny" || policy?.decision === "error";
  if (!isDenied && approval?.status === "granted")
    return { kind: "approved", by: approval.approver?.id };
  if (!isDenied && approval?.status === "denied")
    return { kind: "refused", by: approval.approver?.id };
  if (approval?.required === true && approval.status === undefined && !isDenied)
    return { kind: "unapproved" };
  if (policy === undefined && approval?.status === undefined) return undefined;
  return {
    kind: "decided",
    ...(policy && { decision: policy.decision }),
    ...(policy?.enforced !== undefined && { enforced: policy.enforced }),
    ...(approval?.status !== undefined && { approval: approval.status }),
  };
}
