import { z } from "@hono/zod-openapi";
import { effectClasses, outcomeStatuses, policyDecisions } from "@toolmark/schemas/event";

import { approvalStates } from "../approvals/judge-approval.ts";
import { openStatuses } from "../describe-call.ts";
import { callCounts, completeness, count, instant, span } from "./answer-parts.ts";

const Seen = z
  .strictObject({
    value: z.string(),
    ...callCounts,
    ...span,
    types: z.array(z.string()).optional().openapi({ description: "kinds of actor" }),
    versions: z.array(z.string()).optional(),
    server: z.string().optional().openapi({ description: "of a tool" }),
    effect: z
      .enum(effectClasses)
      .optional()
      .openapi({ description: "most severe effect of a tool's calls" }),
    fingerprint: z.string().optional(),
    id: z.string().optional(),
    client_id: z.string().optional(),
    new: z.boolean().optional().openapi({
      description: "of tools: not used before the range; absent where that cannot be told",
    }),
  })
  .openapi("Seen");

/** How often each value of a dimension was seen. */
export const Section = z
  .strictObject({
    total: count.openapi({ description: "number of values, also of those not listed" }),
    items: z.array(Seen),
  })
  .openapi("Section");

/** Resources that were touched. */
export const TouchedSection = z
  .strictObject({
    total: count,
    changed: count.openapi({ description: "number of resources that were changed" }),
    items: z.array(
      z.strictObject({
        value: z.string().openapi({ description: "URI" }),
        reads: count.openapi({ description: "events in which it was read" }),
        changes: count.openapi({ description: "events in which it was changed" }),
        aims: count.openapi({ description: "events that aimed at it, no operation recorded" }),
        ...span,
      }),
    ),
  })
  .openapi("TouchedSection");

/** Members of every answer that says who used what. */
export const sections = {
  actors: Section,
  agents: Section,
  clients: Section,
  credentials: Section,
  servers: Section,
  tools: Section,
  sessions: Section.openapi({ description: "the newest first" }),
  resources: TouchedSection,
};

/** Counts of calls in total, by outcome and by effect. */
export const totals = {
  events: count.openapi({ description: "events looked at, attempts included" }),
  ...callCounts,
  by_outcome: z.partialRecord(z.enum([...outcomeStatuses, ...openStatuses]), count),
  by_effect: z.partialRecord(z.enum([...effectClasses, "unknown"]), count),
};

const byState = z.record(z.enum(approvalStates), count);

/** Answer of `GET /v1/actors/{id}`, `/v1/clients/{name}`, `/v1/credentials/{fingerprint}`, `/v1/servers/{name}`. */
export const ProfileAnswer = z
  .strictObject({
    kind: z.enum(["actor", "client", "credential", "server"]),
    id: z.string(),
    ...span,
    ...totals,
    ...sections,
    activity: z
      .array(z.strictObject({ start: instant, ...callCounts }))
      .openapi({ description: "calls per hour of UTC, oldest first, empty hours left out" }),
    approvals: z.strictObject({
      asked: byState.openapi({ description: "approvals of these events, by state" }),
      given: byState
        .optional()
        .openapi({ description: "of an actor: approvals that it decided, by state" }),
      event_ids: z.array(z.string()).openapi({ description: "newest first, at most 100" }),
    }),
    denials: z
      .array(
        z.strictObject({
          kind: z.string(),
          rule: z.string().optional(),
          decision: z.enum(policyDecisions).optional(),
          count,
          ...span,
        }),
      )
      .openapi({ description: "blocked attempts by what blocked them, most frequent first" }),
    shared: z.boolean().optional().openapi({
      description: "of a credential: used by more than one person",
    }),
    people: Section.optional().openapi({ description: "of a credential: the people who used it" }),
    ...completeness,
  })
  .openapi("ProfileAnswer");
export type ProfileAnswer = z.infer<typeof ProfileAnswer>;
