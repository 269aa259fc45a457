import { z } from "@hono/zod-openapi";
import { AuditError } from "@toolmark/runtime/errors";
import type { Principal } from "@toolmark/runtime/tokens";

import { untilVisible } from "../access/until-visible.ts";
import { accessParameters } from "../query-parameters.ts";
import { changeRoute, readRoute } from "../read-route.ts";
import type { QueryApp, RouteContext } from "../read-route.ts";
import { removeRoute } from "../remove-route.ts";
import { RemovedAnswer, ScheduleAnswer, ScheduleRequest, SchedulesAnswer } from "./answers.ts";
import { readExport } from "./export-definition.ts";
import { asJson, requireJobs } from "./export-routes.ts";
import type { ExportJobs } from "./open-export-jobs.ts";
import { orConflict } from "./or-conflict.ts";
import { describeSchedule, readSchedules, scheduleDefinition } from "./read-schedules.ts";
import type { Schedule } from "./read-schedules.ts";
import { rememberTenant } from "./scheduled-tenants.ts";

const MAX_SCHEDULES = 100;

const scheduleId = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "expected lower-case letters, digits and dashes"),
});

/** Adds `/v1/export-schedules`. */
export function addScheduleRoutes(
  app: QueryApp,
  context: RouteContext,
  jobs: ExportJobs | undefined,
): void {
  const { admit } = context;

  app.openapi(
    changeRoute({
      method: "put",
      path: "/v1/export-schedules/{id}",
      summary: "Has an export made each day, week or month",
      admit,
      permission: "export",
      params: scheduleId,
      body: ScheduleRequest,
      answer: ScheduleAnswer,
      status: 200,
    }),
    async (c) => {
      const { reader, principal } = c.var;
      const exports = requireJobs(jobs);
      const { id } = c.req.valid("param");
      const request = c.req.valid("json");
      // What cannot be made now cannot be made later.
      readExport(principal, { ...request.export, reveal: false });
      const facts = exports.factReader(reader.tenant);
      const known = await readSchedules(facts);
      const other = known.find((schedule) => schedule.id === id);
      if (other !== undefined) checkOwn(principal, other);
      else if (known.length >= MAX_SCHEDULES)
        throw new AuditError("conflict", `a tenant has at most ${MAX_SCHEDULES} schedules`);
      await rememberTenant(exports.directory, reader.tenant);
      const recorded = await c.var.record({
        type: "export.scheduled",
        object: {
          kind: "schedule",
          id,
          name: request.name,
          definition: asJson(scheduleDefinition(request, principal)),
        },
      });
      c.var.note.isRecorded = true;
      await untilVisible(facts, recorded.event.id);
      const since = Date.parse(recorded.time.occurred);
      return c.json(describeSchedule({ id, request, principal, since }, Date.now()), 200);
    },
  );

  app.openapi(
    orConflict(
      readRoute({
        path: "/v1/export-schedules",
        summary: "Lists the schedules of exports",
        admit,
        permission: "export",
        query: z.object(accessParameters),
        answer: SchedulesAnswer,
      }),
    ),
    async (c) => {
      const { reader, note, principal } = c.var;
      const exports = requireJobs(jobs);
      const known = await readSchedules(exports.factReader(reader.tenant));
      const seen = known.filter((schedule) => isOwn(principal, schedule));
      if (known.length > 0) await rememberTenant(exports.directory, reader.tenant);
      Object.assign(note, { query: "export schedules", rows: seen.length, total: seen.length });
      const now = Date.now();
      return c.json({ schedules: seen.map((schedule) => describeSchedule(schedule, now)) }, 200);
    },
  );

  app.openapi(
    removeRoute({
      path: "/v1/export-schedules/{id}",
      summary: "Ends a schedule; exports made so far stay",
      admit,
      permission: "export",
      params: scheduleId,
      answer: RemovedAnswer,
    }),
    async (c) => {
      const { reader, principal } = c.var;
      const exports = requireJobs(jobs);
      const { id } = c.req.valid("param");
      const facts = exports.factReader(reader.tenant);
      const known = await readSchedules(facts);
      const schedule = known.find((candidate) => candidate.id === id);
      if (schedule === undefined || !isOwn(principal, schedule))
        throw new AuditError("not_found", "there is no schedule with this id");
      const recorded = await c.var.record({
        type: "export.unscheduled",
        object: { kind: "schedule", id, name: schedule.request.name },
      });
      c.var.note.isRecorded = true;
      await untilVisible(facts, recorded.event.id);
      return c.json({ id, state: "unscheduled" as const }, 200);
    },
  );
}

/** One that may read some servers only sees its own schedules. */
function isOwn(principal: Principal, { principal: other }: Schedule): boolean {
  if (principal.servers === undefined) return true;
  return other.name === principal.name && other.issuer === principal.issuer;
}

function checkOwn(principal: Principal, schedule: Schedule): void {
  if (isOwn(principal, schedule)) return;
  throw new AuditError("conflict", "this id is taken; choose another one");
}
