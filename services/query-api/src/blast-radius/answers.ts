import { z } from "@hono/zod-openapi";

import { NormalizedQuery } from "../answers.ts";
import { completeness, count, span } from "../profiles/answer-parts.ts";
import { sections, totals } from "../profiles/answers.ts";

/** How an event can be found to belong to what is asked for. */
export const matchKinds = ["direct", "downstream", "backend", "trace"] as const;

/** Answer of `GET /v1/blast-radius`. */
export const BlastRadiusAnswer = z
  .strictObject({
    through: z
      .strictObject({
        server: z.string().optional(),
        tool: z.string().optional(),
        client: z.string().optional(),
        credential: z.string().optional(),
        actor: z.string().optional(),
      })
      .openapi({ description: "what everything below was done through" }),
    query: NormalizedQuery,
    ...z.strictObject(span).partial().shape,
    ...totals,
    matched: z.record(z.enum(matchKinds), count).openapi({
      description:
        "events by how they were found. direct: the event names everything asked for. downstream: an operation of it is on the server as a system. backend: server.instance or server.url names the server, its name is a gateway's. trace: seen from another place, in the same trace and request as one of the others",
    }),
    vantages: z
      .record(z.string(), count)
      .openapi({ description: "events by where they were seen; a call seen twice is two calls" }),
    ...sections,
    ...completeness,
  })
  .openapi("BlastRadiusAnswer");
export type BlastRadiusAnswer = z.infer<typeof BlastRadiusAnswer>;
