import { durationText } from "../../lib/format.ts";
import { vantageText } from "../event/vantage-text.ts";
import type { Step } from "./session-steps.ts";

/** A piece of what led to a step: own words, a value of an event, or another step. */
export type StoryPiece =
  | { say: string }
  | { value: string }
  | { step: { number: number; id: string } };

/** What led to a step, and whether it should be noticed. */
export interface StepStory {
  pieces: readonly StoryPiece[];
  isLoud: boolean;
}

/** Steps by what others refer to. */
export interface StepIndex {
  /** Calls of an operation, in their order. */
  byOperation: ReadonlyMap<string, readonly Step[]>;
  /** Calls that touched or aimed at a record, in their order. */
  byResource: ReadonlyMap<string, readonly Step[]>;
  /** Milliseconds that each approval was waited for, and whether it is bound to the same arguments. */
  approvals: ReadonlyMap<string, { waitMs?: number; bound?: boolean }>;
}

/** Prepares what `stepStory` looks up. */
export function indexSteps(
  steps: readonly Step[],
  approvals: StepIndex["approvals"] = new Map(),
): StepIndex {
  const byOperation = new Map<string, Step[]>();
  const byResource = new Map<string, Step[]>();
  for (const step of steps) {
    if (step.kind !== "call") continue;
    if (step.operationId !== undefined) add(byOperation, step.operationId, step);
    for (const resource of step.resources) add(byResource, resource, step);
  }
  return { byOperation, byResource, approvals };
}

/**
 * What led to a step, as far as the records say: a refusal and its rule, an approval, the round or
 * operation before it, a change of the tool's description, the step that had touched the record. Pure.
 */
export function stepStory(step: Step, index: StepIndex): StepStory {
  const { event } = step;
  const reasons = [
    refusal(step),
    failure(step),
    approvalStory(step, index),
    roundStory(step, index),
    parentStory(step, index),
    event.tool?.descriptor?.changed === true && step.kind === "call"
      ? [{ say: "the tool's description had changed" }]
      : undefined,
    recordStory(step, index),
    step.status === "unresolved" || step.status === "unrecorded"
      ? [{ say: "no end was received" }]
      : undefined,
    step.kind === "call" && event.vantage !== "server" && event.vantage !== "toolmark"
      ? [{ say: vantageText(event.vantage) }]
      : undefined,
  ].filter((reason) => reason !== undefined);
  const pieces = reasons
    .slice(0, 2)
    .flatMap((reason, place): StoryPiece[] => (place === 0 ? reason : [{ say: "; " }, ...reason]));
  return { pieces, isLoud: step.isDenied };
}

function refusal({ isDenied, event }: Step): StoryPiece[] | undefined {
  if (!isDenied) return undefined;
  const check = event.policy?.checks?.find(({ decision }) => decision === "deny");
  if (check === undefined) {
    const status = event.approval?.status;
    return status === undefined || status === "granted"
      ? [{ say: "blocked; by what is not recorded" }]
      : [{ say: `approval ${status}` }];
  }
  return [
    { say: "rule " },
    { value: check.id },
    ...(check.version === undefined ? [] : [{ say: " v" }, { value: check.version }]),
    ...(check.reason === undefined ? [] : [{ say: ": " }, { value: check.reason }]),
  ];
}

function failure({ event, isDenied }: Step): StoryPiece[] | undefined {
  const { error } = event;
  if (error === undefined || isDenied) return undefined;
  const text = error.message?.split("\n", 1)[0] ?? error.class ?? error.code;
  return text === undefined ? undefined : [{ value: text }];
}

function approvalStory({ kind, event }: Step, index: StepIndex): StoryPiece[] | undefined {
  const { approval } = event;
  if (approval?.status === undefined) return undefined;
  const { id, status, approver } = approval;
  const known = id === undefined ? undefined : index.approvals.get(id);
  const number: StoryPiece[] = id === undefined ? [] : [{ say: " #" }, { value: id }];
  const by: StoryPiece[] = approver === undefined ? [] : [{ say: " by " }, { value: approver.id }];
  const wait = known?.waitMs === undefined ? "" : ` after ${durationText(known.waitMs)}`;
  if (kind === "approval") {
    if (status === "requested") return [{ say: "asked for approval" }, ...number];
    const isOwn = approver !== undefined && approver.id === event.actor?.id;
    const bound =
      known?.bound === undefined ? "" : known.bound ? ", same arguments" : ", other arguments";
    return [
      { say: `${wait.trim()}${bound}${isOwn ? ", by the one who asked" : ""}`.replace(/^, /, "") },
    ];
  }
  if (status === "requested") return [{ say: "waits for approval" }, ...number];
  if (status === "granted") return [{ say: "approved as" }, ...number, ...by, { say: wait }];
  return undefined;
}

function roundStory(step: Step, { byOperation }: StepIndex): StoryPiece[] | undefined {
  const calls = byOperation.get(step.operationId ?? "") ?? [];
  const place = calls.findIndex(({ id }) => id === step.id);
  const before = place > 0 ? calls[place - 1] : undefined;
  if (before?.number === undefined) return undefined;
  const reference: StoryPiece = { step: { number: before.number, id: before.id } };
  return before.status === "input_required" || step.event.operation?.round !== undefined
    ? [{ say: "goes on from " }, reference]
    : [{ say: "tried again after " }, reference];
}

function parentStory({ event }: Step, { byOperation }: StepIndex): StoryPiece[] | undefined {
  const parent = event.operation?.parent_id;
  if (parent === undefined) return undefined;
  const call = (byOperation.get(parent) ?? []).at(-1);
  if (call?.number === undefined) return [{ say: "led to by an operation that is not here" }];
  return [{ say: "led to by " }, { step: { number: call.number, id: call.id } }];
}

// Only for what changes something, and for reads of what was just changed: every other read would say
// the same.
function recordStory(step: Step, { byResource }: StepIndex): StoryPiece[] | undefined {
  if (step.kind !== "call") return undefined;
  for (const resource of step.resources) {
    const calls = byResource.get(resource) ?? [];
    const place = calls.findIndex(({ id }) => id === step.id);
    const before = calls
      .slice(0, place)
      .findLast(({ operationId }) => operationId !== step.operationId);
    if (before?.number === undefined) continue;
    const reference: StoryPiece = { step: { number: before.number, id: before.id } };
    if (step.isChange || step.effect !== "read") {
      return [reference, { say: before.isChange ? " had changed it" : " had read it" }];
    }
    if (before.isChange) return [{ say: "reads what " }, reference, { say: " changed" }];
  }
  return undefined;
}

function add<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
