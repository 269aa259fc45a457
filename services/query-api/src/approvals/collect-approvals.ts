import { everything } from "@toolmark/schemas/filter";
import type { Filter } from "@toolmark/schemas/filter";
import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";

import type { Reader, ReaderQuery } from "../access/reader.ts";
import { nextPass, scanWithin } from "../profiles/bounded-scan.ts";
import type { Budget } from "../profiles/bounded-scan.ts";
import { allOf, anyOf, batchesOf, is, not } from "../profiles/filters.ts";
import { approvalEventOf, mayHaveRun } from "./approval-event.ts";
import type { ApprovalEvent } from "./approval-event.ts";
import { groupApprovals, isAboutApproval } from "./group-approvals.ts";
import { invalidReasonsOf, judgeApproval } from "./judge-approval.ts";
import type { InvalidReason, JudgedApproval } from "./judge-approval.ts";

/** A call that wrote without an approval that covers it, although one was required. */
export interface UnapprovedWrite {
  end: ApprovalEvent;
  reasons: InvalidReason[];
  approval: JudgedApproval | undefined;
}

/** Approvals of which something happened in a range, and the writes in it that lacked one. */
export interface CollectedApprovals {
  approvals: JudgedApproval[];
  unapproved: UnapprovedWrite[];
}

/**
 * Collects the approvals of a range. What belongs to an approval is also looked for outside of the
 * range, by its operations and calls: a decision may come later than the request, the call later than
 * both. Which calls need an approval is what their events say: `approval.required`, a policy check
 * that is enforced and says `escalate`, or that an approval was asked for.
 *
 * @param among which events are looked at: by default also every write, since that a call needs an
 *   approval may stand in its event alone.
 */
export async function collectApprovals(
  reader: Reader,
  range: Pick<ReaderQuery, "from" | "to" | "asof">,
  budget: Budget,
  only: Filter = everything,
  among: Filter = candidates,
): Promise<CollectedApprovals> {
  const kept = new Map<string, ApprovalEvent>();
  const inRange = new Set<string>();
  const visit = (event: NormalizedEvent) => {
    const found = approvalEventOf(event);
    if (!isAboutApproval(found) && !found.isRequired) return;
    kept.set(found.event_id, found);
    inRange.add(found.event_id);
  };
  const query = { filter: allOf(among, only), kind: "rows", ...range } as const;
  await scanWithin(reader, query, "newest", budget, visit);

  // Without its marks, a call of the range is found by what was said about it before.
  if (range.from !== undefined) {
    const before = {
      ...query,
      filter: allOf(facts, only),
      from: range.from - LOOK_BACK_MS,
      to: range.from,
    };
    await scanWithin(reader, before, "newest", nextPass(budget), (event) => {
      kept.set(event.event.id, approvalEventOf(event));
    });
  }

  const rest = nextPass(budget);
  const looked = { operation: new Set<string>(), call: new Set<string>() };
  // A fact that names only a call leads to its operation, which leads to the rest.
  for (let round = 0; round < 2; round++) {
    const operations = missing(
      [...kept.values()].map((event) => event.operation_id),
      looked.operation,
    );
    const calls = missing(
      [...kept.values()].map((event) =>
        event.operation_id === undefined ? event.call_id : undefined,
      ),
      looked.call,
    );
    for (const filter of [...batchesOf("operation", operations), ...batchesOf("call", calls)]) {
      const others = { filter, kind: "rows", ...(range.asof && { asof: range.asof }) } as const;
      await scanWithin(reader, others, "newest", rest, (event) => {
        const found = approvalEventOf(event);
        if (!kept.has(found.event_id) && (isAboutApproval(found) || mayHaveRun(found)))
          kept.set(found.event_id, found);
      });
    }
  }

  const groups = groupApprovals([...kept.values()]).map(judgeApproval);
  const approvals = groups.filter(({ group }) =>
    group.events.some((event) => isAboutApproval(event) && inRange.has(event.event_id)),
  );
  const isInRange = ({ at }: ApprovalEvent) =>
    (range.from === undefined || at >= range.from) && (range.to === undefined || at < range.to);
  return { approvals, unapproved: unapprovedWrites([...kept.values()], groups, isInRange) };
}

/** How far before a range approval facts are looked for whose call may be in it, milliseconds. */
const LOOK_BACK_MS = 24 * 60 * 60 * 1000;

const facts: Filter = {
  op: "matches",
  field: "type",
  pattern: [{ literal: "approval." }, "*"],
};

// `approval.required` alone is not indexed: whatever wrote is looked at.
const candidates = anyOf(
  { op: "has", field: "approval" },
  { op: "has", field: "approver" },
  is("decision", "escalate"),
  facts,
  allOf(is("phase", "outcome"), not(is("effect", "read"))),
);

function missing(values: readonly (string | undefined)[], looked: Set<string>): string[] {
  const found: string[] = [];
  for (const value of values) {
    if (value === undefined || looked.has(value)) continue;
    looked.add(value);
    found.push(value);
  }
  return found;
}

function unapprovedWrites(
  events: readonly ApprovalEvent[],
  groups: readonly JudgedApproval[],
  isInRange: (event: ApprovalEvent) => boolean,
): UnapprovedWrite[] {
  const ofEvent = new Map<string, JudgedApproval>();
  for (const approval of groups)
    for (const event of approval.group.events) ofEvent.set(event.event_id, approval);
  const completed = new Set(
    events.flatMap(({ type, call_id }) => (type === "call.completed" ? [call_id] : [])),
  );
  return events.flatMap((end): UnapprovedWrite[] => {
    const isWrite = end.effect !== undefined && end.effect !== "read";
    if (!isWrite || !isInRange(end) || !mayHaveRun(end)) return [];
    if (end.type === "call.unresolved" && completed.has(end.call_id)) return [];
    const approval = ofEvent.get(end.event_id);
    const isRequired = end.isRequired || approval?.group.events.some(isAboutApproval) === true;
    if (!isRequired) return [];
    const reasons = invalidReasonsOf(end, approval);
    return reasons.length === 0 ? [] : [{ end, reasons, approval }];
  });
}
