import { z } from "@hono/zod-openapi";
import { effectClasses } from "@toolmark/schemas/event";

import { Citation, completeness, count, instant } from "../profiles/answer-parts.ts";

/** How urgent a fact is. */
export const severities = ["high", "medium", "low"] as const;

/** What can need attention. */
export const attentionKinds = [
  "write_unapproved",
  "self_approved",
  "argument_mismatch",
  "approval_expired_use",
  "approval_waiting",
  "approval_expired",
  "rubber_stamp",
  "denied_burst",
  "new_client",
  "tool_changed",
  "emitter_silent",
  "emitters_silent",
  "sequence_gap",
  "loss_told",
  "quarantine",
  "event_conflict",
  "call_unresolved",
  "auth_failed",
] as const;

/** What can be seen for the first time. */
export const firstSeenKinds = ["client", "tool", "server", "agent", "pair"] as const;

const query = z.string().openapi({
  description:
    "query in the query language that shows the events behind it, of kind rows and in the range of the answer unless it has one of its own",
});

const Fact = z
  .strictObject({
    name: z.string().openapi({
      description:
        "what is told: tool, actor, server, client, rule, error (the most frequent), approved, blocked, unapproved, waiting, granted, denied, expired",
    }),
    value: z.string().optional(),
    count,
    since: instant.optional().openapi({ description: "of waiting: when the oldest was asked for" }),
    query: query.optional(),
  })
  .openapi("OverviewFact");

const Metric = z
  .strictObject({
    count,
    previous: count.openapi({ description: "in the range of the same length before" }),
    query,
    series: z.strictObject({
      interval_ms: count,
      start: instant,
      points: z.array(count).openapi({
        description: "at most 48; parts of an interval at the ends of the range are left out",
      }),
      previous_points: z.array(count),
    }),
    facts: z.array(Fact),
  })
  .openapi("OverviewMetric");
export type Metric = z.infer<typeof Metric>;
export type MetricFact = z.infer<typeof Fact>;

const Bucket = z.strictObject({
  start: instant,
  read: count,
  write: count,
  destructive: count,
  other: count.openapi({ description: "calls whose effect is not recorded" }),
  denied: count,
  error: count,
});

const FirstSeen = z
  .strictObject({
    kind: z.enum(firstSeenKinds).openapi({ description: "pair: an actor and a tool" }),
    value: z.string().openapi({ description: "of a pair: the tool" }),
    actor: z.string().optional().openapi({
      description: "of a pair: the actor; else who was seen with it first",
    }),
    server: z.string().optional(),
    count: count.openapi({ description: "events in the range" }),
    denied: count.optional(),
    first: Citation,
    query,
  })
  .openapi("FirstSeen");
export type FirstSeen = z.infer<typeof FirstSeen>;

const ToolWrites = z
  .strictObject({
    tool: z.string().optional(),
    server: z.string().optional().openapi({ description: "of the newest call" }),
    effect: z.enum(effectClasses).openapi({ description: "of the newest call" }),
    count,
    query,
  })
  .openapi("ToolWrites");
export type ToolWrites = z.infer<typeof ToolWrites>;

const DeniedPair = z
  .strictObject({
    actor: z.string().optional(),
    agent: z.string().optional().openapi({ description: "of the newest denial" }),
    tool: z.string().optional(),
    server: z.string().optional().openapi({ description: "of the newest denial" }),
    resource: z.string().optional().openapi({ description: "of the newest denial" }),
    rule: z.string().optional().openapi({ description: "of the newest denial" }),
    count,
    last: Citation,
    query,
  })
  .openapi("DeniedPair");
export type DeniedPair = z.infer<typeof DeniedPair>;

const SlowTool = z
  .strictObject({
    tool: z.string(),
    server: z.string().optional(),
    p95_ms: z.number().nonnegative(),
    previous_p95_ms: z.number().nonnegative().optional(),
    calls: count.openapi({ description: "calls it was taken from" }),
    query: query.openapi({ description: "calls of the tool that took this long or longer" }),
  })
  .openapi("SlowTool");
export type SlowTool = z.infer<typeof SlowTool>;

const Attention = z
  .strictObject({
    id: z.string().openapi({ description: "the same as long as it is about the same" }),
    kind: z.enum(attentionKinds),
    severity: z.enum(severities),
    title: z.string(),
    sentence: z.string(),
    parts: z
      .array(z.strictObject({ text: z.string(), value: z.boolean() }))
      .openapi({ description: "the sentence in pieces; value: what was written by others" }),
    subject: z.string().optional().openapi({ description: "what it is about, such as a tool" }),
    count,
    unit: z.enum(["events", "calls", "approvals", "records", "numbers", "minutes"]),
    last: instant.optional().openapi({
      description: "when it last occurred; absent for what occurred at no time of its own",
    }),
    recorded: instant.optional().openapi({
      description: "of records in quarantine: when the newest was put there",
    }),
    query: query.optional(),
    from: instant.optional().openapi({ description: "range of the query, where it is another" }),
    to: instant.optional(),
    place: z.enum(["events", "policy", "integrity"]).openapi({
      description: "where more of it is told",
    }),
  })
  .openapi("Attention");
export type Attention = z.infer<typeof Attention>;

/** Answer of `GET /v1/overview`. */
export const OverviewAnswer = z
  .strictObject({
    from: instant,
    to: instant,
    previous_from: instant,
    metrics: z.strictObject({
      calls: Metric,
      writes: Metric,
      destructive: Metric,
      denied: Metric,
      errors: Metric,
      approvals: Metric,
    }),
    histogram: z.strictObject({
      interval_ms: count,
      buckets: z.array(Bucket).openapi({ description: "every bucket of the range, oldest first" }),
    }),
    first_seen: z.strictObject({
      items: z.array(FirstSeen).openapi({ description: "those that tell most first, at most 10" }),
      total: count,
      has_history: z.boolean().openapi({
        description: "false: nothing at all is recorded before the range, so everything is new",
      }),
      checked: count.openapi({ description: "values and pairs that were looked for before" }),
      truncated: z.boolean().openapi({ description: "there were more than could be looked for" }),
    }),
    writes_by_tool: z.array(ToolWrites).openapi({ description: "writing and destructive calls" }),
    denied_by_actor_and_tool: z.strictObject({
      items: z.array(DeniedPair),
      truncated: z.boolean().openapi({ description: "rarer pairs may be missing" }),
    }),
    slowest_tools: z.strictObject({
      items: z.array(SlowTool),
      sampled: z.boolean().openapi({ description: "true: taken from the newest calls only" }),
      calls: count.openapi({ description: "calls that were looked at" }),
    }),
    attention: z.strictObject({
      items: z.array(Attention).openapi({
        description:
          "most urgent first, at most 50; writes of which only approval.required tells that they needed an approval are in /v1/approvals alone",
      }),
      total: count,
      sequences_from: instant.optional().openapi({
        description:
          "sequence numbers were looked at from this time on; absent: not at all (see limits)",
      }),
    }),
    ...completeness,
  })
  .openapi("OverviewAnswer");
export type OverviewAnswer = z.infer<typeof OverviewAnswer>;
