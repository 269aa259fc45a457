import { z } from "@hono/zod-openapi";
import { ExportManifest as ManifestShape } from "@toolmark/exports/manifest";

import { ScheduledExport } from "./export-definition.ts";
import { exportStates } from "./job-file.ts";
import { periods } from "./schedule-period.ts";

const instant = z.iso.datetime().openapi({ type: "string", format: "date-time" });
const count = z.int().nonnegative();

/** Answer of `GET /v1/exports/{id}/manifest`. */
export const ExportManifest = z
  .strictObject(ManifestShape.shape)
  .openapi("ExportManifest", { description: "What an export holds and how it was made" });

/** One export as it stands. */
export const ExportAnswer = z
  .strictObject({
    id: z.string(),
    state: z.enum(exportStates),
    reason: z.string().optional().openapi({ description: "why it is partial or failed" }),
    requested: z.strictObject({
      by: z.string(),
      at: instant,
      purpose: z.string().optional(),
      schedule: z.string().optional(),
    }),
    request: z.record(z.string(), z.unknown()).openapi({ description: "what was asked for" }),
    started: instant.optional(),
    finished: instant.optional(),
    progress: z.strictObject({
      rows: count,
      total: count.optional(),
      rows_per_second: z.number().optional(),
      estimated_end: instant.optional(),
    }),
    file: z
      .strictObject({ name: z.string(), bytes: count, sha256: z.string() })
      .optional()
      .openapi({ description: "absent once it was removed" }),
    downloads: z
      .array(
        z.strictObject({
          by: z.string(),
          at: instant,
          bytes: count,
          range: z.string().optional(),
        }),
      )
      .openapi({ description: "newest first, at most 100" }),
  })
  .openapi("Export");
export type ExportAnswer = z.infer<typeof ExportAnswer>;

/** Answer of `GET /v1/exports`. */
export const ExportsAnswer = z
  .strictObject({
    exports: z.array(ExportAnswer),
    total: count,
    asof: z.string(),
    cursor: z.string().optional(),
  })
  .openapi("Exports");
export type ExportsAnswer = z.infer<typeof ExportsAnswer>;

const RELATIVE = "the whole day, week (from Monday) or month (UTC) before the one it runs in";

/** Body of `PUT /v1/export-schedules/{id}`. */
export const ScheduleRequest = z
  .strictObject({
    name: z.string().min(1).max(256),
    export: ScheduledExport,
    range: z.enum(periods).openapi({ description: RELATIVE }),
    every: z.enum(periods).openapi({
      description: "runs each day, each Monday or each first of a month",
    }),
    hour: z.int().min(0).max(23).openapi({ description: "hour of the run, UTC" }),
  })
  .openapi("ExportScheduleRequest");
export type ScheduleRequest = z.infer<typeof ScheduleRequest>;

/** One schedule as it stands. */
export const ScheduleAnswer = z
  .strictObject({
    id: z.string(),
    ...ScheduleRequest.shape,
    scheduled: z.strictObject({ by: z.string(), at: instant }),
    next: instant.openapi({ description: "when it runs next" }),
  })
  .openapi("ExportSchedule");
export type ScheduleAnswer = z.infer<typeof ScheduleAnswer>;

/** Answer of `GET /v1/export-schedules`. */
export const SchedulesAnswer = z
  .strictObject({ schedules: z.array(ScheduleAnswer) })
  .openapi("ExportSchedules");
export type SchedulesAnswer = z.infer<typeof SchedulesAnswer>;

/** Answer to the removal of an export or a schedule. */
export const RemovedAnswer = z
  .strictObject({ id: z.string(), state: z.enum(["cancelled", "removed", "unscheduled"]) })
  .openapi("ExportRemoved");
export type RemovedAnswer = z.infer<typeof RemovedAnswer>;
