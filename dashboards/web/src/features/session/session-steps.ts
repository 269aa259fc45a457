import type { CallStatus } from "@toolmark/query-api/describe-call";
import type { EventView } from "@toolmark/query-api/event-view";

import { toMs } from "../../lib/time.ts";
import { isChange } from "../event/flow-steps.ts";

/** One step of a session: a call with all its records, or a fact. */
export interface Step {
  /** Id of the event that tells most of it. */
  id: string;
  kind: "call" | "approval" | "fact";
  /** Place among the calls, from 1. */
  number?: number;
  /** When that event happened, milliseconds since the epoch. */
  at: number;
  event: EventView;
  callId?: string;
  operationId?: string;
  /** How the call ended or where it stands; absent where that is not known yet. */
  status?: CallStatus;
  effect?: "read" | "write" | "destructive";
  isDenied: boolean;
  /** Whether it changed a record, as far as is recorded. */
  isChange: boolean;
  /** Milliseconds between the event and its arrival, where it came late. */
  lateMs?: number;
  /** Records that it touched or aimed at, each once. */
  resources: readonly string[];
  /** Systems that it reached, each once. */
  systems: readonly string[];
}

/** Which steps are shown. */
export type StepFilter = "no-reads" | "changes" | undefined;

const shownFirst = ["call.completed", "call.unresolved", "call.attempted"];

/**
 * The steps of a session, oldest first: each call once, whichever of its records came, and each fact
 * that belongs to no call.
 *
 * @param statuses where calls stand, by their ids in lower case; what an attempt alone cannot tell.
 */
export function buildSteps(
  events: readonly EventView[],
  statuses: ReadonlyMap<string, CallStatus>,
): Step[] {
  const calls = new Map<string, EventView>();
  const steps: Step[] = [];
  for (const event of events) {
    const id = event.call?.id.toLowerCase();
    if (id === undefined) {
      steps.push(factStep(event));
      continue;
    }
    const known = calls.get(id);
    if (known === undefined || rankOf(event) < rankOf(known)) calls.set(id, event);
  }
  for (const [id, event] of calls) steps.push(callStep(id, event, statuses.get(id)));
  steps.sort((left, right) => left.at - right.at || (left.id < right.id ? -1 : 1));
  let number = 0;
  return steps.map((step) => (step.kind === "call" ? { ...step, number: ++number } : step));
}

/** The steps that a filter leaves. What was denied or failed is never a read to be hidden. */
export function filterSteps(steps: readonly Step[], filter: StepFilter): Step[] {
  if (filter === undefined) return [...steps];
  return steps.filter((step) => {
    if (step.kind === "approval") return true;
    if (step.kind === "fact") return filter === "no-reads";
    if (filter === "changes") return step.isChange;
    return step.isDenied || step.effect !== "read" || step.status !== "success";
  });
}

function rankOf(event: EventView): number {
  const rank = shownFirst.indexOf(event.event.type);
  return rank === -1 ? shownFirst.length : rank;
}

function factStep(event: EventView): Step {
  const isApproval = event.event.type.startsWith("approval.");
  return { ...partsOf(event), kind: isApproval ? "approval" : "fact" };
}

function callStep(callId: string, event: EventView, known: CallStatus | undefined): Step {
  const isEnded = event.event.type === "call.completed";
  const status = known ?? (isEnded ? (event.outcome?.status ?? "unknown") : undefined);
  return {
    ...partsOf(event),
    kind: "call",
    callId,
    ...(status !== undefined && { status }),
    ...(event.effect && { effect: event.effect.class }),
    isDenied: status === "denied" || event.outcome?.status === "denied",
  };
}

function partsOf(event: EventView): Omit<Step, "kind"> {
  const { downstream = [], resource, time, operation } = event;
  const touched = downstream.map(({ uri }) => uri).filter((uri) => uri !== undefined);
  const delay = toMs(time.recorded) - toMs(time.occurred);
  return {
    id: event.event.id,
    at: toMs(time.occurred),
    event,
    ...(operation && { operationId: operation.id }),
    isDenied: false,
    isChange: downstream.some((touch) => isChange(touch.operation)),
    ...(isLate(event) && { lateMs: delay }),
    resources: [...new Set([...touched, ...(resource ? [resource.uri] : [])])],
    systems: [...new Set(downstream.map(({ system }) => system))],
  };
}

/**
 * Whether an event came late: its call had been given up, or it arrived long after its own time. That
 * no end came is written when the lease is over, so that fact is not late.
 */
export function isLate({ event, marks, time }: EventView): boolean {
  if (event.type === "call.unresolved") return false;
  return (
    marks.includes("late") ||
    (marks.includes("skewed") && toMs(time.recorded) > toMs(time.occurred))
  );
}
