import { z } from "@hono/zod-openapi";

import { nameText } from "../cases/plain-text.ts";

const instant = z.iso.datetime().openapi({ type: "string", format: "date-time" });
const shortText = z.string().min(1).max(128);

/** What a view shows: a question, and how its answer is laid out. */
export const ViewDefinition = z
  .strictObject({
    q: z.string().max(8192).default("").openapi({ description: "query in the query language" }),
    from: shortText.optional().openapi({
      description: "oldest time, RFC 3339 or relative such as now-24h; kept as written",
    }),
    to: shortText.optional(),
    columns: z.array(shortText).max(50).optional(),
    sort: z.enum(["newest", "oldest"]).optional(),
  })
  .openapi("ViewDefinition");

/** What a view is saved from. */
export const SavedView = z
  .strictObject({
    name: nameText(),
    definition: ViewDefinition,
    shared: z.boolean().default(false).openapi({
      description: "whether everybody of the tenant sees it and may change it",
    }),
  })
  .openapi("SavedView");

/** One saved view. */
export const View = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    definition: ViewDefinition,
    shared: z.boolean(),
    owner: z.string(),
    mine: z.boolean(),
    version: z.string().openapi({ description: "what If-Match takes; the ETag of an answer" }),
    saved_at: instant,
    saved_by: z.string(),
  })
  .openapi("View");
export type View = z.infer<typeof View>;

/** Answer of `GET /v1/views`. */
export const ViewsAnswer = z
  .strictObject({
    views: z.array(View).openapi({ description: "own ones and those that are shared, by name" }),
    complete: z.boolean().openapi({
      description: "false: there are too many changes to read, and old views are left out",
    }),
  })
  .openapi("ViewsAnswer");
export type ViewsAnswer = z.infer<typeof ViewsAnswer>;

/** Answer of `DELETE /v1/views/{id}`. */
export const RemovedView = z
  .strictObject({ id: z.string(), removed: z.literal(true) })
  .openapi("RemovedView");
