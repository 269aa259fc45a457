import { z } from "@hono/zod-openapi";
import { outcomeStatuses } from "@toolmark/schemas/event";

import { TimelineAnswer } from "../answers.ts";
import { openStatuses } from "../describe-call.ts";

const instant = z.iso.datetime().openapi({ type: "string", format: "date-time" });
const status = z.enum([...outcomeStatuses, ...openStatuses]).openapi({
  description:
    "the outcome, or why there is none: running (attempted, within its lease), unresolved (attempted, no end received), unrecorded (only other events were received)",
});
const text = z.string().optional();
const late = z.literal(true).optional();

const TreeTouch = z
  .strictObject({
    event_id: z.string(),
    system: z.string(),
    operation: z.string(),
    uri: text,
    status: text,
    changed: z.array(z.string()).openapi({ description: "names of members that changed" }),
  })
  .openapi("TreeTouch");

const TreeCall = z
  .strictObject({
    call_id: z.string(),
    round: z.int().optional(),
    status,
    summary: z.string(),
    started: instant,
    ended: instant.optional(),
    duration_ms: z.number().optional(),
    tool: text,
    server: text,
    method: text,
    effect: text,
    actor: text,
    decision: text,
    error: text,
    attempted: text.openapi({ description: "id of the event" }),
    completed: text,
    unresolved: text,
    related: z.array(z.string()).openapi({ description: "ids of further events of the call" }),
    late: late.openapi({ description: "its end came after it was given up" }),
    touched: z.array(TreeTouch),
  })
  .openapi("TreeCall");

const ApprovalWait = z
  .strictObject({
    id: text,
    status: z.string().openapi({ description: "requested where no decision is recorded" }),
    approver: text,
    channel: text,
    requested_at: instant.optional(),
    decided_at: instant.optional(),
    wait_ms: z.number().optional(),
    bound: z.boolean().optional().openapi({
      description: "whether it was given for exactly the parameters of a call, where that is known",
    }),
    event_ids: z.array(z.string()),
  })
  .openapi("ApprovalWait");

const TreeOperation = z
  .strictObject({
    operation_id: z.string(),
    depth: z.int().openapi({ description: "0 for roots; a parent comes before what is below it" }),
    parent: z
      .strictObject({
        operation_id: z.string(),
        call_id: text,
        link: z.enum(["parent_id", "span"]).openapi({
          description: "named by the operation itself, or the parent span of its trace",
        }),
      })
      .optional(),
    missing_parent: text.openapi({ description: "the parent that it names is not here" }),
    status,
    summary: z.string(),
    started: instant,
    ended: instant.optional(),
    elsewhere: z
      .array(z.string())
      .optional()
      .openapi({ description: "sessions of its events other than the one asked for" }),
    calls: z.array(TreeCall).openapi({ description: "retries and rounds, in their order" }),
    approvals: z.array(ApprovalWait),
  })
  .openapi("TreeOperation");

/** Answer of `GET /v1/operations/{id}/tree` and `GET /v1/sessions/{id}/tree`. */
export const TreeAnswer = z
  .strictObject({
    id: z.string(),
    asof: z.string(),
    events: z.int(),
    complete: z.boolean().openapi({
      description: "false: more than 10,000 events belong to it, and some are left out",
    }),
    summary: TimelineAnswer.shape.summary.unwrap(),
    operations: z
      .array(TreeOperation)
      .openapi({ description: "the tree: each operation after its parent, siblings by start" }),
    facts: z
      .array(
        z.strictObject({
          event_id: z.string(),
          type: z.string(),
          time: instant,
          actor: text,
          server: text,
          late,
        }),
      )
      .openapi({ description: "events that belong to no operation, oldest first" }),
    gaps: z
      .array(
        z.strictObject({
          from: instant,
          to: instant,
          ms: z.int(),
          after_event: z.string(),
          before_event: z.string(),
          running: z.int().openapi({ description: "calls that were under way all the time" }),
        }),
      )
      .openapi({ description: "stretches without an event, at most 1,000" }),
    late_events: z.int().openapi({ description: "events that arrived long after their time" }),
  })
  .openapi("TreeAnswer");
export type TreeAnswer = z.infer<typeof TreeAnswer>;
