import type { outcomeStatuses, policyDecisions } from "@toolmark/schemas/event";
import type { Filter } from "@toolmark/schemas/filter";
import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { fold } from "@toolmark/schemas/tokens";

import { anyOf, is } from "../profiles/filters.ts";
import { compareText } from "../profiles/tally.ts";

/** What stopped an attempt. */
export const blockKinds = ["policy", "approval", "validation", "transport", "server"] as const;
export type BlockKind = (typeof blockKinds)[number];

/** A verdict of a policy. */
export type Decision = (typeof policyDecisions)[number];

/** One attempt that was stopped, with every event that says so. */
export interface BlockedAttempt {
  event_id: string;
  time: string;
  kind: BlockKind;
  rule?: string;
  reason?: string;
  decision?: Decision;
  /** Absent where no call was recorded, such as at a refused connection. Never success. */
  outcome?: Exclude<(typeof outcomeStatuses)[number], "success">;
  call_id?: string;
  actor?: string;
  agent?: string;
  client?: string;
  server?: string;
  tool?: string;
  /** Other events about the same attempt. */
  also: string[];
}

/** How often a rule decided so. */
export interface RuleCount {
  rule: string;
  check: string;
  version?: string;
  mode: "enforce" | "audit";
  decision: Decision;
  count: number;
  first: string;
  last: string;
}

/** A denial that did not stop its call. */
export interface Unenforced {
  event_id: string;
  time: string;
  rule?: string;
  reason?: string;
  outcome?: (typeof outcomeStatuses)[number];
  tool?: string;
}

type Check = NonNullable<NonNullable<NormalizedEvent["policy"]>["checks"]>[number];

/** Finds every row that tells of a decision or a block. */
export const decisionFilter: Filter = anyOf(
  { op: "has", field: "rule" },
  { op: "has", field: "decision" },
  is("outcome", "denied"),
  is("outcome", "rejected"),
  is("type", "auth.failed"),
  is("type", "auth.scope_challenged"),
  is("type", "approval.denied"),
  is("type", "approval.expired"),
  is("approval", "denied"),
  is("approval", "expired"),
  is("approval", "cancelled"),
  is("http", "401"),
  is("http", "403"),
);

/**
 * Says how an event tells of a stopped attempt; undefined where it does not. A call that succeeded
 * was not stopped, whatever a policy said of it. Pure.
 */
export function blockOf(event: NormalizedEvent): BlockedAttempt | undefined {
  const { outcome } = event;
  const { type } = event.event;
  if (type === "call.attempted" || type === "call.unresolved") return undefined;
  if (outcome?.status === "success") return undefined;
  const found = reasonOf(event);
  if (found === undefined) return undefined;
  const agent = event.actor?.agent?.id ?? event.actor?.agent?.name;
  return {
    event_id: event.event.id,
    time: event.time.occurred,
    ...found,
    ...(event.policy && { decision: event.policy.decision }),
    ...(outcome && { outcome: outcome.status }),
    ...(event.call && { call_id: event.call.id }),
    ...(event.actor?.id !== undefined && { actor: event.actor.id }),
    ...(agent !== undefined && { agent }),
    ...(event.client?.name !== undefined && { client: event.client.name }),
    ...(event.server && { server: event.server.name }),
    ...(event.tool && { tool: event.tool.name }),
    also: [],
  };
}

function reasonOf(
  event: NormalizedEvent,
): Pick<BlockedAttempt, "kind" | "rule" | "reason"> | undefined {
  const { policy, approval, error, http, outcome } = event;
  const { type } = event.event;
  const status = approval?.status;
  const isRefused = status === "denied" || status === "expired" || status === "cancelled";
  if (type === "approval.denied" || type === "approval.expired")
    return named("approval", status ?? type.slice("approval.".length), approval?.comment);
  if (type === "auth.failed" || type === "auth.scope_challenged")
    return transportReason(event, type);
  const denial = policy?.checks?.find((check) => isDenial(check));
  const isDecided = type === "policy.decided" && policy?.decision === "deny";
  if (outcome?.status === "denied" || (isDecided && policy?.enforced !== false)) {
    if (denial !== undefined) return named("policy", denial.rule_id ?? denial.id, denial.reason);
    if (isRefused) return named("approval", status, approval?.comment ?? error?.message);
    const kind = policy?.decision === "deny" ? "policy" : "server";
    return named(kind, error?.class ?? error?.code, error?.message);
  }
  if (outcome?.status === "rejected")
    return named("validation", error?.class ?? error?.code, error?.message);
  if (http?.status === 401 || http?.status === 403) return transportReason(event, "http");
  return undefined;
}

function transportReason({ http, error }: NormalizedEvent, fallback: string) {
  const rule = http?.status === undefined ? (error?.class ?? fallback) : `http ${http.status}`;
  return named("transport", rule, error?.message ?? http?.www_authenticate);
}

function named(kind: BlockKind, rule: string | undefined, reason: string | undefined) {
  return { kind, ...(rule !== undefined && { rule }), ...(reason !== undefined && { reason }) };
}

function isDenial(check: Check): boolean {
  return check.decision === "deny" && check.mode !== "audit";
}

/** A denial by policy of a call that ran all the same; undefined for anything else. Pure. */
export function unenforcedOf(event: NormalizedEvent): Unenforced | undefined {
  if (event.event.type !== "call.completed") return undefined;
  const { policy, outcome } = event;
  const denial = policy?.checks?.find(({ decision }) => decision === "deny");
  if (denial === undefined && policy?.decision !== "deny") return undefined;
  if (outcome?.executed === false || outcome?.status === "denied") return undefined;
  const rule = denial?.rule_id ?? denial?.id;
  return {
    event_id: event.event.id,
    time: event.time.occurred,
    ...(rule !== undefined && { rule }),
    ...(denial?.reason !== undefined && { reason: denial.reason }),
    ...(outcome && { outcome: outcome.status }),
    ...(event.tool && { tool: event.tool.name }),
  };
}

/** Whether an attempt or event is about a rule or check of this name, ignoring case. */
export function concernsRule(
  rule: string,
  block: { rule?: string },
  event: Pick<NormalizedEvent, "policy">,
): boolean {
  const wanted = fold(rule);
  const names = (event.policy?.checks ?? []).flatMap((check) => [check.id, check.rule_id]);
  return [block.rule, ...names].some((name) => name !== undefined && fold(name) === wanted);
}

/** Counts what rules decided, each call once per check. */
export interface RuleBook {
  add(event: NormalizedEvent): void;
  /** Most frequent first, equal ones by name. */
  list(): RuleCount[];
}

/** Creates a book without counts; events come newest first. */
export function createRuleBook(): RuleBook {
  const counts = new Map<string, RuleCount>();
  return {
    add(event) {
      const { type } = event.event;
      if (type !== "call.completed" && type !== "policy.decided") return;
      const seen = new Set<string>();
      for (const { id, rule_id, version, mode = "enforce", decision } of event.policy?.checks ??
        []) {
        const key = JSON.stringify([id, rule_id, version, mode, decision]);
        if (seen.has(key)) continue;
        seen.add(key);
        const known = counts.get(key);
        if (known === undefined)
          counts.set(key, {
            rule: rule_id ?? id,
            check: id,
            ...(version !== undefined && { version }),
            mode,
            decision,
            count: 1,
            first: event.event.id,
            last: event.event.id,
          });
        else Object.assign(known, { count: known.count + 1, first: event.event.id });
      }
    },
    list: () =>
      [...counts]
        .toSorted(([a, { count }], [b, other]) => other.count - count || compareText(a, b))
        .map(([, count]) => count),
  };
}

/**
 * Puts blocks of one attempt together: by call, and refused approvals with the call they stopped. The
 * end of the call stands for the attempt where there is one. Pure.
 */
export function joinBlocks(
  blocks: readonly (BlockedAttempt & { operation?: string; approval?: string })[],
): BlockedAttempt[] {
  const attempts: BlockedAttempt[] = [];
  const known = new Map<string, BlockedAttempt>();
  // Ends of calls first, so that facts find them.
  const sorted = blocks.toSorted(
    (a, b) =>
      Number(a.outcome === undefined) - Number(b.outcome === undefined) ||
      compareText(b.time, a.time) ||
      compareText(b.event_id, a.event_id),
  );
  for (const { operation, approval, ...block } of sorted) {
    const keys = [
      block.call_id !== undefined && `call ${block.call_id}`,
      block.kind === "approval" && approval !== undefined && `approval ${approval}`,
      block.kind === "approval" && operation !== undefined && `operation ${operation}`,
    ].filter((key) => key !== false);
    const isFact = block.outcome === undefined;
    const other = isFact ? keys.map((key) => known.get(key)).find((found) => found) : undefined;
    const attempt = other ?? block;
    if (other === undefined) attempts.push(block);
    else other.also.push(block.event_id);
    for (const key of keys) if (!known.has(key)) known.set(key, attempt);
  }
  return attempts.toSorted(
    (a, b) => compareText(b.time, a.time) || compareText(b.event_id, a.event_id),
  );
}
