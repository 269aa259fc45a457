import { z } from "@hono/zod-openapi";
import { assurances, downstreamOperations, outcomeStatuses } from "@toolmark/schemas/event";
import { facetIds } from "@toolmark/schemas/fields";
import { quarantineReasons } from "@toolmark/schemas/normalized-event";
import type { Json } from "@toolmark/schemas/normalized-event";

import { openStatuses } from "./describe-call.ts";
import { EventView } from "./event-view-schema.ts";
import { healthFigures } from "./health/answers.ts";

// Described as any value: the generator of the document cannot follow the recursive type.
const json = (z.unknown() as unknown as z.ZodType<Json>).openapi({ description: "any JSON value" });
const total = z.int().nonnegative().openapi({ description: "number over all pages" });
const totalIsExact = z.boolean().openapi({
  description: "false: there are more than total says; count=all counts them all",
});
const asof = z.string().openapi({
  description: "what was stored when this was asked; give it back to get the same answer later",
});
const cursor = z
  .string()
  .optional()
  .openapi({ description: "where the next page starts; absent on the last page" });
const instant = z.iso.datetime().openapi({ type: "string", format: "date-time" });
const assurance = z.enum(assurances);

/** Something about a query that its author should know, with its place in the text. */
const QueryIssue = z
  .strictObject({
    severity: z.enum(["error", "warning"]),
    message: z.string(),
    start: z.int().openapi({ description: "first UTF-16 unit" }),
    end: z.int().openapi({ description: "unit after the last" }),
    fix: z
      .strictObject({ text: z.string(), start: z.int(), end: z.int() })
      .optional()
      .openapi({ description: "what to write instead, and where" }),
  })
  .openapi("QueryIssue");

/** The question as it was understood. */
export const NormalizedQuery = z
  .strictObject({
    text: z.string().openapi({ description: "the query in its canonical form" }),
    kind: z.enum(["rows", "attempts", "all"]),
    from: instant.optional(),
    to: instant.optional(),
    order: z.enum(["newest", "oldest"]).optional(),
    explanation: z.string().openapi({ description: "the query in plain words" }),
    warnings: z.array(QueryIssue),
  })
  .openapi("NormalizedQuery");
export type NormalizedQuery = z.infer<typeof NormalizedQuery>;

/** Answer of `GET /v1/search`. */
export const SearchAnswer = z
  .strictObject({
    events: z.array(EventView),
    total,
    total_is_exact: totalIsExact,
    asof,
    cursor,
    query: NormalizedQuery,
  })
  .openapi("SearchAnswer");
export type SearchAnswer = z.infer<typeof SearchAnswer>;

/** Answer of `GET /v1/events/{id}`. */
export const EventAnswer = z
  .strictObject({
    event: EventView,
    verified: z.boolean().openapi({
      description: "whether the stored event is what was sealed, as far as it alone can show",
    }),
    faults: z.array(z.string()).openapi({ description: "what is wrong, in words" }),
  })
  .openapi("EventAnswer");
export type EventAnswer = z.infer<typeof EventAnswer>;

const FieldChange = z
  .strictObject({ field: z.string(), before: json.optional(), after: json.optional() })
  .openapi("FieldChange");

const Touch = z
  .looseObject({
    event_id: z.string(),
    system: z.string(),
    uri: z.string().optional(),
    operation: z.enum(downstreamOperations),
    before: json.optional(),
    after: json.optional(),
    changed_fields: z.array(z.string()).optional(),
    changes: z.array(FieldChange),
    status: z.string().optional(),
    assurance: assurance.optional(),
  })
  .openapi("Touch");

/** Answer of `GET /v1/calls/{id}`. */
export const CallAnswer = z
  .strictObject({
    call_id: z.string(),
    status: z.enum([...outcomeStatuses, ...openStatuses]).openapi({
      description:
        "the outcome, or why there is none: running (attempted, within its lease), unresolved (attempted, no end received), unrecorded (only other events of the call were received)",
    }),
    summary: z.string().openapi({ description: "the status in plain words" }),
    operation_id: z.string().optional(),
    attempted: EventView.optional(),
    completed: EventView.optional(),
    unresolved: EventView.optional(),
    related: z
      .array(EventView)
      .openapi({ description: "other events with this call's id, oldest first, at most 1,000" }),
    related_truncated: z.boolean(),
    touched: z.array(Touch),
  })
  .openapi("CallAnswer");
export type CallAnswer = z.infer<typeof CallAnswer>;

const TimelineSummary = z
  .strictObject({
    complete: z.boolean().openapi({
      description: "false: there are more events than were counted, figures are lower bounds",
    }),
    events: z.int(),
    calls: z.int(),
    writes: z.int(),
    denied: z.int(),
    errors: z.int(),
    unresolved: z.int(),
    running: z.int(),
    actors: z.array(z.string()),
    clients: z.array(z.string()),
    first_time: instant.optional(),
    last_time: instant.optional(),
  })
  .openapi("TimelineSummary");

/** Answer of `GET /v1/operations/{id}` and `GET /v1/sessions/{id}`. */
export const TimelineAnswer = z
  .strictObject({
    id: z.string(),
    events: z.array(EventView).openapi({
      description: "oldest first; an attempt whose end is stored says so in concluded_by",
    }),
    total,
    total_is_exact: totalIsExact,
    asof,
    cursor,
    summary: TimelineSummary.optional().openapi({ description: "on the first page" }),
  })
  .openapi("TimelineAnswer");
export type TimelineAnswer = z.infer<typeof TimelineAnswer>;

const ResourceAccess = z
  .strictObject({
    event_id: z.string(),
    call_id: z.string().optional(),
    time: instant,
    operation: z.enum(downstreamOperations).nullable().openapi({
      description: "null: the call aimed at the resource, no operation on it is recorded",
    }),
    actor: z.strictObject({ type: z.string(), id: z.string().optional(), assurance }).optional(),
    agent: z.string().optional(),
    delegation: z
      .array(
        z.looseObject({
          subject: z.string(),
          issuer: z.string().optional(),
          type: z.string().optional(),
        }),
      )
      .optional(),
    client: z
      .strictObject({ name: z.string().optional(), version: z.string().optional(), assurance })
      .optional(),
    server: z.string().optional(),
    tool: z.string().optional(),
    decision: z.string().optional(),
    rules: z
      .array(
        z.strictObject({
          id: z.string(),
          rule_id: z.string().optional(),
          decision: z.string(),
          reason: z.string().optional(),
        }),
      )
      .optional(),
    approval: z
      .strictObject({
        id: z.string().optional(),
        status: z.string().optional(),
        approver: z.string().optional(),
        decided_at: z.string().optional(),
        bound: z.boolean().optional().openapi({
          description: "whether it was given for exactly these parameters, where that can be told",
        }),
      })
      .optional(),
    outcome: z.enum(outcomeStatuses).optional(),
    executed: z.boolean().nullable().optional(),
    resolved_by: z.string().optional(),
    before: json.optional(),
    after: json.optional(),
    changed_fields: z.array(z.string()).optional(),
    changes: z.array(FieldChange),
    masked: z.literal(true).optional().openapi({
      description: "states are stored and not shown here; changes holds the names alone",
    }),
    assurance: assurance.optional(),
  })
  .openapi("ResourceAccess");

/** What a resource's accesses are counted as. */
export const accessActions = ["read", "change", "aim", "denied"] as const;

const ActorCount = z
  .strictObject({ actor: z.string().nullable(), count: z.int() })
  .openapi("ActorCount");

const ResourceSummary = z
  .strictObject({
    first_time: instant,
    last_time: instant,
    total: z.int().openapi({ description: "events with an access, reads included" }),
    people: z.int().openapi({ description: "different actors, at most 1,000" }),
    agents: z.int().openapi({ description: "different agents, at most 1,000" }),
    actions: z
      .array(
        z.strictObject({
          action: z.enum(accessActions),
          total: z.int(),
          actors: z.array(ActorCount).openapi({ description: "most accesses first, at most 100" }),
        }),
      )
      .openapi({
        description:
          "exact counts of events: denied (blocked or refused), change (an operation other than a read is recorded), aim (it was to change something and no change is recorded), read; each event counts once",
      }),
  })
  .openapi("ResourceSummary");
export type ResourceSummary = z.infer<typeof ResourceSummary>;

/** Answer of `GET /v1/resources`. */
export const ResourceAnswer = z
  .strictObject({
    uri: z.string(),
    accesses: z.array(ResourceAccess).openapi({ description: "newest event first" }),
    total: total.openapi({ description: "events with at least one access" }),
    total_is_exact: totalIsExact,
    asof,
    cursor,
    summary: ResourceSummary.optional().openapi({
      description:
        "where asked for, on the first page, where there is any access; reads count whether shown or not",
    }),
  })
  .openapi("ResourceAnswer");
export type ResourceAnswer = z.infer<typeof ResourceAnswer>;

const FacetCount = z
  .strictObject({
    value: z.string().nullable().openapi({ description: "null: events without the field" }),
    count: z.int(),
  })
  .openapi("FacetCount");

/** Answer of `GET /v1/facets`. */
export const FacetsAnswer = z
  .strictObject({
    facets: z.partialRecord(z.enum(facetIds), z.array(FacetCount)),
    total,
    asof,
    query: NormalizedQuery,
  })
  .openapi("FacetsAnswer");
export type FacetsAnswer = z.infer<typeof FacetsAnswer>;

/** Answer of `GET /v1/histogram`. */
export const HistogramAnswer = z
  .strictObject({
    interval_ms: z.int(),
    buckets: z
      .array(
        z.strictObject({
          start: instant,
          count: z.int(),
          by: z.array(FacetCount).optional(),
        }),
      )
      .openapi({ description: "oldest first, empty ones left out; starts are whole intervals" }),
    total,
    asof,
    query: NormalizedQuery,
  })
  .openapi("HistogramAnswer");
export type HistogramAnswer = z.infer<typeof HistogramAnswer>;

const byReason = z.partialRecord(z.enum(quarantineReasons), z.int());

/** Answer of `GET /v1/quarantine`. */
export const QuarantineAnswer = z
  .strictObject({
    entries: z.array(
      z.strictObject({
        id: z.string(),
        reason: z.enum(quarantineReasons),
        detail: z.string(),
        recorded: instant,
        position: z.strictObject({ partition: z.int(), offset: z.int() }).optional(),
        bytes: z.int(),
        emitter: z.string().optional(),
        event_id: z.string().optional(),
        preview: z.string().optional().openapi({
          description: "first 512 bytes; control and bidirectional characters stand as escapes",
        }),
        raw: z.string().optional().openapi({ description: "base64, when asked for" }),
      }),
    ),
    total: total.openapi({ description: "exact number of entries, of the reason asked for" }),
    by_reason: byReason,
    cursor,
  })
  .openapi("QuarantineAnswer");
export type QuarantineAnswer = z.infer<typeof QuarantineAnswer>;

/** One thing that was checked. Members beyond these are facts for those who hold a token. */
export const HealthCheck = z
  .looseObject({
    name: z.string(),
    status: z.enum(["ok", "degraded", "failing"]),
    reason: z.string().optional(),
  })
  .openapi("HealthCheck");
export type HealthCheck = z.infer<typeof HealthCheck>;

/** Answer of `GET /v1/health`. */
export const HealthAnswer = z
  .strictObject({
    status: z.enum(["ok", "degraded", "failing"]),
    version: z.string().optional(),
    checks: z.array(HealthCheck),
    ...healthFigures,
  })
  .openapi("HealthAnswer");
export type HealthAnswer = z.infer<typeof HealthAnswer>;

/** An RFC 9457 problem document. */
export const ProblemDocument = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    request_id: z.string().optional(),
  })
  .openapi("Problem");
