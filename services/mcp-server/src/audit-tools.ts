import { facetIds } from "@toolmark/schemas/fields";
import { z } from "zod";

/** A question an agent may ask of the audit trail: one GET of the query API. */
export interface AuditTool {
  name: string;
  title: string;
  description: string;
  input: z.ZodObject;
  /** Path and parameters of the request that answers. */
  request: (input: Record<string, unknown>) => {
    path: string;
    parameters: Record<string, string | number | boolean | readonly string[] | undefined>;
  };
}

const time = (what: string) =>
  z.iso.datetime({ offset: true }).optional().describe(`${what}, RFC 3339`);
const range = {
  from: time("oldest time, included"),
  to: time("end of the range, not included"),
};
const limit = z.int().min(1).max(50).default(20).describe("most events in the answer");
const cursor = z.string().max(65_536).optional().describe("cursor of the answer before, for more");
const q = z
  .string()
  .max(2048)
  .default("")
  .describe(
    "query such as 'actor:alice tool:crm.* -outcome:success'; the resource toolmark://query-language explains it",
  );
const purpose = z
  .string()
  .min(3)
  .max(500)
  .optional()
  .describe(
    "why parameters, results and states have to be seen; recorded. Without it they stay hidden",
  );
const reveal = { purpose };
const id = z.string().min(1).max(512);

function tool<Shape extends z.ZodRawShape>(definition: {
  name: string;
  title: string;
  description: string;
  input: Shape;
  request: (input: z.infer<z.ZodObject<Shape>>) => ReturnType<AuditTool["request"]>;
}): AuditTool {
  const { request, input, ...rest } = definition;
  return {
    ...rest,
    input: z.strictObject(input),
    request: (given) => request(given as z.infer<z.ZodObject<Shape>>),
  };
}

const named = (kind: string, name: string) => `/v1/${kind}/${encodeURIComponent(name)}`;

/** Every tool of the server; all only read. */
export const auditTools: readonly AuditTool[] = [
  tool({
    name: "search_events",
    title: "Search events",
    description: "Finds recorded tool calls and other events, newest first, with the exact total.",
    input: {
      q,
      ...range,
      limit,
      cursor,
      order: z.enum(["newest", "oldest"]).default("newest"),
      ...reveal,
    },
    request: ({ purpose: _purpose, ...parameters }) => ({ path: "/v1/search", parameters }),
  }),
  tool({
    name: "count_by_field",
    title: "Count by field",
    description: "Counts events per value of fields: who, which tool, which outcome.",
    input: { q, ...range, fields: z.array(z.enum(facetIds)).min(1).max(8), limit },
    request: (parameters) => ({ path: "/v1/facets", parameters }),
  }),
  tool({
    name: "count_over_time",
    title: "Count over time",
    description: "Counts events per interval of time, optionally split by a field.",
    input: {
      q,
      ...range,
      interval: z
        .string()
        .regex(/^\d+(m|h|d)$/)
        .default("1h"),
      by: z.enum(facetIds).optional(),
    },
    request: (parameters) => ({ path: "/v1/histogram", parameters }),
  }),
  tool({
    name: "show_call",
    title: "Show one call",
    description: "Shows one tool call: attempt, end, policy checks, approval, what it touched.",
    input: { id, ...reveal },
    request: (input) => ({ path: named("calls", input.id), parameters: {} }),
  }),
  tool({
    name: "show_session",
    title: "Show a session",
    description: "Shows what happened in a session, oldest first, with a summary.",
    input: { id, ...range, limit, cursor, ...reveal },
    request: ({ id: session, purpose: _purpose, ...parameters }) => ({
      path: named("sessions", session),
      parameters,
    }),
  }),
  tool({
    name: "resource_history",
    title: "History of a resource",
    description: "Shows who changed a record (or, with reads, who saw it), through which agent.",
    input: {
      uri: z.string().min(1).max(4096).describe("such as crm://contact/42"),
      reads: z.boolean().default(false),
      ...range,
      limit,
      cursor,
      ...reveal,
    },
    request: ({ purpose: _purpose, ...parameters }) => ({ path: "/v1/resources", parameters }),
  }),
  tool({
    name: "resource_state",
    title: "State of a resource at a time",
    description: "Shows what is known of a record's fields at a time: observed, inferred, unknown.",
    input: { uri: z.string().min(1).max(4096), at: time("moment; default now"), ...reveal },
    request: ({ purpose: _purpose, ...parameters }) => ({
      path: "/v1/resources/state",
      parameters,
    }),
  }),
  tool({
    name: "actor_profile",
    title: "Profile of an actor",
    description: "Shows what a person, service or agent did: tools, records, sessions, denials.",
    input: { id, ...range },
    request: ({ id: actor, ...parameters }) => ({ path: named("actors", actor), parameters }),
  }),
  tool({
    name: "blast_radius",
    title: "Blast radius",
    description:
      "Shows everybody and everything touched through a server, tool, client, credential or actor in a range of time.",
    input: {
      server: id.optional(),
      tool: id.optional(),
      client: id.optional(),
      credential: id.optional(),
      actor: id.optional(),
      ...range,
    },
    request: (parameters) => ({ path: "/v1/blast-radius", parameters }),
  }),
  tool({
    name: "list_approvals",
    title: "Approvals and writes without one",
    description: "Shows approvals with who, when and how fast, and writes that lacked a valid one.",
    input: { ...range },
    request: (parameters) => ({ path: "/v1/approvals", parameters }),
  }),
  tool({
    name: "list_gaps",
    title: "What is missing",
    description:
      "Shows what the trail lacks: missing sequences, silent emitters, late events, quarantine.",
    input: { ...range },
    request: (parameters) => ({ path: "/v1/gaps", parameters }),
  }),
];
