import { z } from "@hono/zod-openapi";

import { Citation, completeness, count, instant, span } from "./answer-parts.ts";

const digest = z.string().openapi({ description: "SHA-256 of the tool's descriptor, base64url" });

/** What of a tool's descriptor can change apart. */
export const descriptorParts = ["description", "input_schema", "other"] as const;

const Change = z
  .strictObject({
    event_id: z.string().openapi({ description: "first event that shows the new descriptor" }),
    time: instant,
    type: z.string(),
    from: digest,
    to: digest,
    parts: z
      .array(z.enum(descriptorParts))
      .optional()
      .openapi({ description: "what changed, where both sides tell" }),
  })
  .openapi("DescriptorChange");

const CallUnderDigest = z.strictObject({
  event_id: z.string(),
  call_id: z.string(),
  time: instant,
  actor: z.string().optional(),
});

const Digest = z
  .strictObject({
    sha256: digest,
    description_sha256: z.string().optional(),
    input_schema_sha256: z.string().optional(),
    ...span,
    changed: z
      .boolean()
      .openapi({ description: "it replaced another descriptor, or says that it did" }),
    calls: count,
    newest_calls: z.array(CallUnderDigest).openapi({ description: "newest first" }),
    listings: count.openapi({ description: "facts that listed or announced it" }),
    listed_by: z
      .array(z.string())
      .openapi({ description: "ids of these facts, newest first, at most 100" }),
  })
  .openapi("DescriptorDigest");

/** Answer of `GET /v1/catalogue`. */
export const CatalogueAnswer = z
  .strictObject({
    call: z
      .strictObject({
        call_id: z.string(),
        event_id: z.string(),
        time: instant,
        tool: z.string(),
        server: z.string().optional(),
        sha256: digest.optional(),
        source: z.enum(["call", "catalogue", "unknown"]).openapi({
          description:
            "call: the call's own event says it; catalogue: inferred from what the server listed last before; unknown",
        }),
        listed: Citation.optional().openapi({
          description: "newest event before the call that lists or announces this descriptor",
        }),
        previous: z
          .strictObject({
            event_id: z.string(),
            call_id: z.string(),
            time: instant,
            sha256: digest.optional(),
          })
          .optional()
          .openapi({ description: "the call of this tool before" }),
        changed: z.boolean().nullable().openapi({
          description:
            "whether the descriptor is another than at the call before; null where there is none or it cannot be told",
        }),
        parts: z.array(z.enum(descriptorParts)).optional(),
      })
      .optional(),
    tool: z.string(),
    histories: z
      .array(
        z.strictObject({
          server: z.string().nullable(),
          digests: z
            .array(Digest)
            .openapi({ description: "in the order in which they were seen first" }),
          changes: z.array(Change).openapi({ description: "oldest first" }),
          undescribed_calls: count.openapi({
            description: "calls whose events carry no descriptor",
          }),
        }),
      )
      .openapi({ description: "one per server that has a tool of this name" }),
    ...completeness,
  })
  .openapi("CatalogueAnswer");
export type CatalogueAnswer = z.infer<typeof CatalogueAnswer>;
