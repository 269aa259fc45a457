import type { PositionVector } from "@toolmark/event-store/event-store";
import { openDocument } from "@toolmark/integrity/open-document";
import { AuditError } from "@toolmark/runtime/errors";
import type { Filter } from "@toolmark/schemas/filter";
import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { fold } from "@toolmark/schemas/tokens";

import type { Reader, ReaderQuery } from "../access/reader.ts";
import { collectApprovals } from "../approvals/collect-approvals.ts";
import { approvalStates } from "../approvals/judge-approval.ts";
import type { ApprovalState, JudgedApproval } from "../approvals/judge-approval.ts";
import { blockOf, joinBlocks } from "../approvals/policy-decisions.ts";
import type { BlockedAttempt } from "../approvals/policy-decisions.ts";
import type { ProfileAnswer } from "./answers.ts";
import { nextPass, scanWithin } from "./bounded-scan.ts";
import type { Budget } from "./bounded-scan.ts";
import { allOf, anyOf, credentialNames, is } from "./filters.ts";
import { citationOf, createSightings } from "./sightings.ts";
import type { Dimension, Sightings } from "./sightings.ts";
import { compareText, createTally, mostOf, noCalls, widen } from "./tally.ts";
import type { CallCounts, Span } from "./tally.ts";
import { usedBefore } from "./used-before.ts";

/** What a profile is of. */
export type ProfileKind = ProfileAnswer["kind"];

/** The conditions of a profile, and how an event that meets them is told from one that only may. */
interface Subject {
  filter: Filter;
  isMeant(event: NormalizedEvent): boolean;
}

const MAX_EVENT_IDS = 100;

/**
 * Reads the profile of one actor, client, credential or server: what it did, how, and what came of it.
 * Reads of the trail itself are left out.
 *
 * @throws AuditError `not_found` when nothing of it is stored in the range.
 */
export async function readProfile(
  reader: Reader,
  request: {
    kind: ProfileKind;
    id: string;
    range: Pick<ReaderQuery, "from" | "to"> & { asof: PositionVector };
    top: number;
    now: number;
    leaseMs: number;
  },
  budget: Budget,
): Promise<Omit<ProfileAnswer, "complete" | "limits" | "asof">> {
  const { kind, id, range, top } = request;
  const subject = subjects[kind](id);
  const query = { filter: subject.filter, kind: "all", ...range } as const;
  const sightings = createSightings(budget, request);
  const people = createTally("people", budget, noCalls);
  const blocks: BlockedAttempt[] = [];
  await scanWithin(reader, query, "newest", budget, (event, document) => {
    if (!subject.isMeant(event) || event.audit !== undefined) return;
    sightings.visit(event, document);
    const block = blockOf(event);
    if (block !== undefined) blocks.push(block);
    if (kind === "credential" && event.actor?.type === "user" && event.actor.id !== undefined)
      people.see(event.actor.id, citationOf(event));
  });
  await sightings.settle(reader, range.asof);
  const { span } = sightings;
  if (span === undefined)
    throw new AuditError(
      "not_found",
      `nothing of this ${kind} is stored, or nothing in the range asked for`,
    );
  // The budget may have ended before the oldest event was met.
  const oldest = await oldestOf(reader, query, subject);
  if (oldest !== undefined) widen(span, oldest);

  for (const entry of people.entries())
    Object.assign(entry, callsOf(sightings.tally("actors").get(entry.value)));
  return {
    kind,
    id,
    ...span,
    ...totalsOf(sightings),
    ...sectionsOf(sightings, top),
    tools: await usedBefore(reader, query, sightings.section("tools", top)),
    activity: sightings.hours.list(),
    approvals: await approvalsOf(reader, subject.filter, request, budget),
    denials: denialsOf(joinBlocks(blocks)).slice(0, top),
    ...(kind === "credential" && {
      shared: people.size > 1,
      people: mostOf(people, ({ calls }) => calls, top),
    }),
  };
}

const subjects: Record<ProfileKind, (id: string) => Subject> = {
  actor: (id) => ({
    filter: anyOf(is("actor", id), is("agent", id)),
    isMeant: () => true,
  }),
  client: (id) => ({ filter: is("client", id), isMeant: () => true }),
  server: (id) => ({ filter: is("server", id), isMeant: () => true }),
  // The field also holds OAuth clients, which many people share rightly.
  credential(id) {
    const names = credentialNames(id);
    const wanted = new Set(names.map(fold));
    return {
      filter: anyOf(...names.map((name) => is("credential", name))),
      isMeant({ actor }) {
        const { fingerprint, id: own } = actor?.credential ?? {};
        return [fingerprint, own].some((name) => name !== undefined && wanted.has(fold(name)));
      },
    };
  },
};

async function oldestOf(reader: Reader, query: ReaderQuery, subject: Subject) {
  const { documents } = await reader.search(query, { limit: 1, order: "oldest" });
  const event = documents[0] && openDocument(documents[0]);
  if (event === undefined || event.audit !== undefined || !subject.isMeant(event)) return undefined;
  return citationOf(event);
}

/** Totals of sightings as answers give them. */
export function totalsOf(sightings: Sightings) {
  const { events, calls, writes, denied, errors, unresolved, outcomes, effects } = sightings;
  return {
    events,
    calls,
    writes,
    denied,
    errors,
    unresolved,
    by_outcome: sortedByName(outcomes) as ProfileAnswer["by_outcome"],
    by_effect: sortedByName(effects) as ProfileAnswer["by_effect"],
  };
}

/** Sections of sightings as answers give them. */
export function sectionsOf(sightings: Sightings, top: number) {
  const section = (name: Dimension) =>
    sightings.section(name, top) as unknown as ProfileAnswer["actors"];
  return {
    actors: section("actors"),
    agents: section("agents"),
    clients: section("clients"),
    credentials: section("credentials"),
    servers: section("servers"),
    tools: section("tools"),
    sessions: section("sessions"),
    resources: { ...sightings.touches.most(top), changed: sightings.touches.changed },
  };
}

function sortedByName(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => compareText(a, b)));
}

function callsOf(counts: CallCounts | undefined): CallCounts {
  const { calls, writes, denied, errors, unresolved } = counts ?? noCalls();
  return { calls, writes, denied, errors, unresolved };
}

async function approvalsOf(
  reader: Reader,
  filter: Filter,
  {
    kind,
    id,
    range,
  }: { kind: ProfileKind; id: string; range: Pick<ReaderQuery, "from" | "to" | "asof"> },
  budget: Budget,
): Promise<ProfileAnswer["approvals"]> {
  const { approvals: asked } = await collectApprovals(reader, range, nextPass(budget), filter);
  const given =
    kind === "actor"
      ? (
          await collectApprovals(reader, range, nextPass(budget), allOf(is("approver", id)))
        ).approvals.filter(
          ({ approver }) => approver !== undefined && fold(approver.id) === fold(id),
        )
      : undefined;
  const events = [...asked, ...(given ?? [])].flatMap(({ group }) => group.events);
  const newest = events.toSorted((a, b) => b.at - a.at || compareText(b.event_id, a.event_id));
  const ids = new Set(newest.map(({ event_id }) => event_id));
  const ownRequests = kind === "actor" ? asked.filter((entry) => isAskedBy(entry, id)) : asked;
  return {
    asked: statesOf(ownRequests),
    ...(given && { given: statesOf(given) }),
    event_ids: [...ids].slice(0, MAX_EVENT_IDS),
  };
}

function statesOf(approvals: readonly JudgedApproval[]): Record<ApprovalState, number> {
  return Object.fromEntries(
    approvalStates.map((name) => [name, approvals.filter(({ state }) => state === name).length]),
  ) as Record<ApprovalState, number>;
}

function isAskedBy({ requester }: JudgedApproval, id: string): boolean {
  const wanted = fold(id);
  return [requester?.id, requester?.agent].some(
    (name) => name !== undefined && fold(name) === wanted,
  );
}

type Denial = ProfileAnswer["denials"][number];

function denialsOf(attempts: readonly BlockedAttempt[]): Denial[] {
  const denials = new Map<string, Denial & Span>();
  for (const { kind, rule, decision, event_id, time } of attempts) {
    const key = JSON.stringify([kind, rule, decision]);
    const known = denials.get(key);
    if (known === undefined)
      denials.set(key, {
        kind,
        ...(rule !== undefined && { rule }),
        ...(decision !== undefined && { decision }),
        count: 1,
        first: { event_id, time },
        last: { event_id, time },
      });
    else {
      known.count++;
      widen(known, { event_id, time });
    }
  }
  return [...denials]
    .toSorted(([a, x], [b, y]) => y.count - x.count || compareText(a, b))
    .map(([, denial]) => denial);
}
