import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";

import { createRoute, z } from "@hono/zod-openapi";
import { ExportManifest } from "@toolmark/exports/manifest";
import { requirePermission } from "@toolmark/runtime/bearer-auth";
import { AuditError } from "@toolmark/runtime/errors";
import { toProblem } from "@toolmark/runtime/http";
import type { Principal } from "@toolmark/runtime/tokens";

import type { Visibility } from "../access/reader.ts";
import { accessParameters, onlyParameters } from "../query-parameters.ts";
import { idParameter, problem } from "../read-route.ts";
import type { QueryApp, RouteContext } from "../read-route.ts";
import { wantedBytes } from "./byte-range.ts";
import { exportDirectory } from "./job-file.ts";
import type { JobFile } from "./job-file.ts";
import type { ExportJobs } from "./open-export-jobs.ts";
import { findRequest } from "./read-exports.ts";

/** An export whose files are here. */
export type KeptExport = JobFile & { file: NonNullable<JobFile["file"]> };

const bytes = { schema: z.string().openapi({ format: "binary" }) };

/** The file in each of its media types; `gzip` has one of its own. */
const content = {
  "application/x-ndjson": bytes,
  "text/csv": bytes,
  "text/html": bytes,
  "application/pdf": bytes,
  "application/gzip": bytes,
};

/** Adds `/v1/exports/{id}/data`. Every download is recorded with its bytes before they leave. */
export function addDownloadRoute(
  app: QueryApp,
  { admit }: RouteContext,
  jobsOf: () => ExportJobs,
): void {
  const route = createRoute({
    method: "get",
    path: "/v1/exports/{id}/data",
    summary: "Downloads the file of an export, whole or from a byte on",
    security: [{ bearer: [] }],
    middleware: [admit("export"), onlyParameters(Object.keys(accessParameters))] as const,
    request: {
      query: z.object(accessParameters),
      params: idParameter,
      headers: z.object({
        range: z.string().optional().openapi({ description: "bytes=FIRST-LAST or bytes=FIRST-" }),
        "if-range": z.string().optional().openapi({ description: "ETag of the first part" }),
        "if-none-match": z.string().optional(),
      }),
    },
    responses: {
      200: { description: "the file", content },
      206: { description: "a part", content },
      304: { description: "the caller has it" },
      400: problem("a parameter is unknown or not valid"),
      401: problem("no known token was sent"),
      403: problem("the token's role may not do this, or a reason is missing"),
      404: problem("there is no such export, or its file was removed"),
      409: problem("it is not made yet"),
      416: problem("the file has no such bytes"),
      429: problem("too much at once"),
      503: problem("the store or the log is not available"),
    },
  });

  app.openapi(route, async (c) => {
    const { reader, note, principal } = c.var;
    const { id } = c.req.valid("param");
    const jobs = jobsOf();
    note.query = `data of export ${id}`;
    const job = await openExport(jobs, reader.tenant, principal, id);
    checkValues(job, reader.visibility, principal);
    const path = join(exportDirectory(jobs.directory, job.id) ?? "", job.file.name);
    const { size } = await stat(path);
    const etag = `"sha256-${job.file.sha256}"`;
    const wanted = wantedBytes(
      {
        range: c.req.header("range"),
        ifRange: c.req.header("if-range"),
        ifNoneMatch: c.req.header("if-none-match"),
      },
      { size, etag },
    );
    if (wanted.kind === "unchanged") return c.body(null, 304, { etag });
    if (wanted.kind === "unsatisfiable") {
      const error = new AuditError("range_not_satisfiable", `the file has ${size} bytes`);
      return c.body(JSON.stringify(toProblem(error, c.get("requestId"))), 416, {
        "content-type": "application/problem+json",
        "content-range": `bytes */${size}`,
      });
    }
    const start = wanted.kind === "part" ? wanted.start : 0;
    const end = wanted.kind === "part" ? wanted.end : size - 1;
    const isHead = c.req.raw.method === "HEAD";
    await c.var.record({
      type: "export.downloaded",
      object: {
        kind: "export",
        id: job.id,
        definition: {
          file: job.file.name,
          sha256: job.file.sha256,
          bytes: isHead ? 0 : end - start + 1,
          ...(wanted.kind === "part" && { range: `${start}-${end}/${size}` }),
        },
      },
      note: { rows: job.rows },
    });
    note.isRecorded = true;
    const headers = {
      "content-type": job.file.mediaType,
      "content-length": String(end - start + 1),
      // The name is made of the id, so it needs no escapes.
      "content-disposition": `attachment; filename="${job.file.name}"`,
      "accept-ranges": "bytes",
      etag,
      ...(wanted.kind === "part" && { "content-range": `bytes ${start}-${end}/${size}` }),
    };
    if (isHead || size === 0) return new Response(null, { headers });
    const stream = Readable.toWeb(createReadStream(path, { start, end })) as ReadableStream;
    const status = wanted.kind === "part" ? 206 : 200;
    return new Response(stream, { status, headers });
  });
}

/**
 * Finds an export whose file is here.
 *
 * @throws AuditError `not_found` where there is none that the principal may see, `conflict` while it
 *   is not made.
 */
export async function openExport(
  jobs: ExportJobs,
  tenant: string,
  principal: Principal,
  id: string,
): Promise<KeptExport> {
  const missing = new AuditError("not_found", "there is no export with this id, or it was removed");
  const job = await jobs.state(tenant, id);
  if (job === undefined || !isOwn(principal, job)) {
    const request = await findRequest(jobs.factReader(tenant), id, principal);
    if (job === undefined || request === undefined) throw missing;
  }
  if (job.file !== undefined) return { ...job, file: job.file };
  throw new AuditError(
    "conflict",
    job.state === "failed"
      ? "the export failed; ask for it again"
      : `the export is ${job.state}; its file is there when it is made`,
  );
}

/** Reads the manifest of an export. */
export async function readManifest(jobs: ExportJobs, id: string): Promise<ExportManifest> {
  const path = join(exportDirectory(jobs.directory, id) ?? "", "manifest.json");
  return ExportManifest.parse(JSON.parse(await readFile(path, "utf8")));
}

function isOwn({ name, issuer, servers }: Principal, { requester }: JobFile): boolean {
  return servers === undefined || (requester.name === name && requester.issuer === issuer);
}

/** What a file shows, its reader must be allowed to see, with a reason where one is needed. */
function checkValues({ shown }: JobFile, visible: Visibility, principal: Principal): void {
  if (shown.personal && !visible.personal) requirePermission(principal, "personal");
  if (!shown.payload || visible.payload) return;
  requirePermission(principal, "payload");
  throw new AuditError(
    "purpose_required",
    "this export holds parameters and results: ask with reveal=true and a reason in the header Toolmark-Purpose",
  );
}
