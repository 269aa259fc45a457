import { z } from "@hono/zod-openapi";
import { openDocument } from "@toolmark/integrity/open-document";
import { AuditError } from "@toolmark/runtime/errors";
import type { Principal } from "@toolmark/runtime/tokens";
import { newUuid } from "@toolmark/schemas/ids";
import type { Json } from "@toolmark/schemas/normalized-event";

import type { Reader } from "../access/reader.ts";
import { untilVisible } from "../access/until-visible.ts";
import { encodeAsof } from "../cursor.ts";
import { accessParameters, pageParameters } from "../query-parameters.ts";
import { readPage } from "../read-page.ts";
import { changeRoute, idParameter, positionsAsof, readOneRoute, readRoute } from "../read-route.ts";
import type { QueryApp, RouteContext } from "../read-route.ts";
import { removeRoute } from "../remove-route.ts";
import { ExportAnswer, ExportManifest, ExportsAnswer, RemovedAnswer } from "./answers.ts";
import { addDownloadRoute, openExport, readManifest } from "./download-route.ts";
import { ExportRequest, readExport } from "./export-definition.ts";
import type { ExportJobs } from "./open-export-jobs.ts";
import { orConflict } from "./or-conflict.ts";
import { findRequest, maySee, readExports } from "./read-exports.ts";

/** Adds `/v1/exports` and what is below it. Without `jobs` nothing can be asked for. */
export function addExportRoutes(
  app: QueryApp,
  context: RouteContext,
  jobs: ExportJobs | undefined,
): void {
  const { admit } = context;
  const query = z.object(accessParameters);

  app.openapi(
    changeRoute({
      method: "post",
      path: "/v1/exports",
      summary: "Asks for an export of everything that a query holds",
      admit,
      permission: "export",
      params: z.object({}),
      body: ExportRequest,
      answer: ExportAnswer,
      status: 202,
    }),
    async (c) => {
      const { reader, note, principal, purpose } = c.var;
      const exports = requireJobs(jobs);
      const request = c.req.valid("json");
      const question = readExport(principal, request);
      if (request.reveal && purpose === undefined)
        throw new AuditError(
          "purpose_required",
          "parameters and results are exported for a reason only: say it in the header Toolmark-Purpose",
        );
      exports.checkRoom();
      const positions = await positionsAsof(reader, request.asof);
      const asof = encodeAsof(positions);
      const id = newUuid();
      note.query = question.normalized.text;
      const { q: text = "", format, columns, gzip, template, sample } = request;
      const recorded = await c.var.record({
        type: "export.requested",
        object: { kind: "export", id, definition: asJson({ ...request, asof }) },
      });
      note.isRecorded = true;
      const facts = exports.factReader(reader.tenant);
      await exports.enqueue({
        id,
        tenant: reader.tenant,
        principal,
        purpose,
        schedule: undefined,
        shown: { payload: request.reveal, personal: reader.visibility.personal },
        text,
        question,
        positions,
        asof,
        format,
        columns,
        gzip,
        template,
        sample,
        created: Date.parse(recorded.time.occurred),
      });
      await untilVisible(facts, recorded.event.id);
      return c.json(await showExport(exports, facts, id, principal), 202);
    },
  );

  app.openapi(
    orConflict(
      readRoute({
        path: "/v1/exports",
        summary: "Lists exports, newest first",
        admit,
        permission: "export",
        query: query.extend(pageParameters),
        answer: ExportsAnswer,
      }),
    ),
    async (c) => {
      const { reader, note, principal } = c.var;
      const exports = requireJobs(jobs);
      const { limit, cursor } = c.req.valid("query");
      const facts = exports.factReader(reader.tenant);
      const page = await readPage(
        facts,
        { filter: requestsOf(principal), kind: "all" },
        { route: "exports", order: "newest", limit: Math.min(limit, MAX_LISTED), cursor },
      );
      const requests = page.documents.map(openDocument).filter((event) => maySee(principal, event));
      Object.assign(note, { query: "exports", rows: requests.length, total: page.total });
      const answer: ExportsAnswer = {
        exports: await readExports(exports, facts, requests),
        total: page.total,
        asof: page.asof,
        ...(page.cursor !== undefined && { cursor: page.cursor }),
      };
      return c.json(answer, 200);
    },
  );

  app.openapi(
    orConflict(
      readOneRoute({
        path: "/v1/exports/{id}",
        summary: "Shows where an export stands and who downloaded it",
        admit,
        permission: "export",
        query,
        answer: ExportAnswer,
      }),
    ),
    async (c) => {
      const { reader, note, principal } = c.var;
      const exports = requireJobs(jobs);
      const { id } = c.req.valid("param");
      Object.assign(note, { query: `export ${id}`, rows: 1 });
      const facts = exports.factReader(reader.tenant);
      return c.json(await showExport(exports, facts, id, principal), 200);
    },
  );

  app.openapi(
    orConflict(
      readOneRoute({
        path: "/v1/exports/{id}/manifest",
        summary: "Shows the manifest of an export",
        admit,
        permission: "export",
        query,
        answer: ExportManifest,
      }),
    ),
    async (c) => {
      const exports = requireJobs(jobs);
      const { id } = c.req.valid("param");
      Object.assign(c.var.note, { query: `manifest of export ${id}`, rows: 1 });
      const job = await openExport(exports, c.var.reader.tenant, c.var.principal, id);
      return c.json(await readManifest(exports, job.id), 200);
    },
  );

  addDownloadRoute(app, context, () => requireJobs(jobs));

  app.openapi(
    removeRoute({
      path: "/v1/exports/{id}",
      summary: "Cancels an export or removes its file; what was recorded of it stays",
      admit,
      permission: "export",
      params: idParameter,
      answer: RemovedAnswer,
    }),
    async (c) => {
      const { reader, note, principal } = c.var;
      const exports = requireJobs(jobs);
      const { id } = c.req.valid("param");
      const facts = exports.factReader(reader.tenant);
      if ((await findRequest(facts, id, principal)) === undefined) throw noExport();
      const { state, rows } = await endExport(exports, reader.tenant, id);
      const recorded = await c.var.record({
        type: state === "cancelled" ? "audit.exported" : "audit.config_changed",
        object: { kind: "export", id, definition: { state } },
        note: { rows },
      });
      note.isRecorded = true;
      await untilVisible(facts, recorded.event.id);
      return c.json({ id, state }, 200);
    },
  );
}

/** A page of exports needs one condition per export, so it is smaller than others. */
const MAX_LISTED = 100;

/** @throws AuditError `conflict` where the process keeps no exports. */
export function requireJobs(jobs: ExportJobs | undefined): ExportJobs {
  if (jobs !== undefined) return jobs;
  throw new AuditError(
    "conflict",
    "this process keeps no exports; start it with TOOLMARK_EXPORTS_DIR",
  );
}

/** The problem of an export that does not exist or is another's. */
export function noExport(): AuditError {
  return new AuditError("not_found", "there is no export with this id");
}

/** A value as it is written to an event: without members that are undefined. */
export function asJson(value: object): Record<string, Json> {
  return JSON.parse(JSON.stringify(value)) as Record<string, Json>;
}

async function showExport(
  jobs: ExportJobs,
  facts: Reader,
  id: string,
  principal: Principal,
): Promise<ExportAnswer> {
  const request = await findRequest(facts, id, principal);
  if (request === undefined) throw noExport();
  const [answer] = await readExports(jobs, facts, [request]);
  if (answer === undefined) throw noExport();
  return answer;
}

async function endExport(
  jobs: ExportJobs,
  tenant: string,
  id: string,
): Promise<{ state: "cancelled" | "removed"; rows: number }> {
  const cancelled = await jobs.cancel(tenant, id);
  if (cancelled !== undefined) return { state: "cancelled", rows: cancelled.rows };
  const file = await jobs.state(tenant, id);
  if (file === undefined)
    throw new AuditError("conflict", "nothing of this export is kept here that could be removed");
  if (file.state === "queued" || file.state === "running")
    throw new AuditError(
      "conflict",
      "another process makes this export; remove it when it has ended",
    );
  await jobs.remove(tenant, id);
  return { state: "removed", rows: file.rows };
}

function requestsOf(principal: Principal) {
  const requested = { op: "is", field: "type", value: "export.requested" } as const;
  if (principal.servers === undefined) return requested;
  const own = { op: "exact", field: "actor", value: principal.name } as const;
  return { op: "all", of: [requested, own] } as const;
}
