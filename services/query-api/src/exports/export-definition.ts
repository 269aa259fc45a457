import { z } from "@hono/zod-openapi";
import { columnNeeds, columnsOf, MAX_COLUMNS } from "@toolmark/exports/csv-columns";
import { exportFormatNames, isReport } from "@toolmark/exports/export-formats";
import { reportTemplateNames, templateCondition } from "@toolmark/exports/report-templates";
import { MAX_SAMPLE } from "@toolmark/exports/sample";
import { requirePermission } from "@toolmark/runtime/bearer-auth";
import { AuditError } from "@toolmark/runtime/errors";
import type { Principal } from "@toolmark/runtime/tokens";

import { readQuestion } from "../read-question.ts";
import type { Question } from "../read-question.ts";

const instant = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)$/,
    "expected an RFC 3339 time with at most milliseconds",
  )
  .refine((text) => !Number.isNaN(Date.parse(text)), "there is no such time")
  .openapi({ format: "date-time" });

const definition = {
  q: z.string().max(2048).optional().openapi({ description: "query; all events without it" }),
  kind: z.enum(["rows", "attempts", "all"]).optional(),
  format: z.enum(exportFormatNames),
  columns: z
    .array(z.string().min(1).max(256))
    .min(1)
    .max(MAX_COLUMNS)
    .optional()
    .openapi({ description: "columns of a table beside time, recorded and id" }),
  gzip: z.boolean().default(false),
  template: z
    .enum(reportTemplateNames)
    .optional()
    .openapi({ description: "what a report is about; default events" }),
  sample: z
    .strictObject({ size: z.int().min(1).max(MAX_SAMPLE), seed: z.string().min(1).max(256) })
    .optional()
    .openapi({ description: "a random sample that the same seed chooses again" }),
};

/** Body of `POST /v1/exports`. */
export const ExportRequest = z
  .strictObject({
    ...definition,
    from: instant.optional(),
    to: instant.optional(),
    asof: z.string().optional(),
    reveal: z
      .boolean()
      .default(false)
      .openapi({ description: "whether parameters, results and states are in the file" }),
  })
  .openapi("ExportRequest");
export type ExportRequest = z.infer<typeof ExportRequest>;

/** An export without its time, as a schedule holds it. */
export const ScheduledExport = z.strictObject(definition).openapi("ScheduledExport");
export type ScheduledExport = z.infer<typeof ScheduledExport>;

/**
 * Reads what an export asks for and checks that its requester may have it.
 *
 * @throws AuditError `query_invalid`, `not_permitted`.
 */
export function readExport(principal: Principal, request: ExportRequest): Question {
  const { format, template, columns, reveal } = request;
  if (template !== undefined && !isReport(format))
    throw new AuditError("query_invalid", `a template is for html and pdf, not for ${format}`);
  if (columns !== undefined && format !== "csv")
    throw new AuditError("query_invalid", `columns are for csv, not for ${format}`);
  if (columns !== undefined) checkColumns(principal, columns, reveal);
  if (reveal) requirePermission(principal, "payload");
  const { q = "" } = request;
  const range = {
    kind: request.kind,
    from: request.from === undefined ? undefined : Date.parse(request.from),
    to: request.to === undefined ? undefined : Date.parse(request.to),
  };
  const question = readQuestion(principal, { q, ...range });
  const condition = isReport(format) ? templateCondition(template ?? "events") : undefined;
  if (condition === undefined) return question;
  // The query alone is valid, so its parentheses close.
  const narrowed = q.trim() === "" ? condition : `(${q}) ${condition}`;
  return readQuestion(principal, { q: narrowed, ...range });
}

function checkColumns(principal: Principal, columns: readonly string[], reveal: boolean): void {
  columnsOf(columns);
  for (const name of columns) {
    const needed = columnNeeds(name);
    if (needed !== undefined) requirePermission(principal, needed);
    if (needed === "payload" && !reveal)
      throw new AuditError(
        "query_invalid",
        `the column ${JSON.stringify(name)} shows hidden values; ask with reveal or leave it out`,
      );
  }
}
