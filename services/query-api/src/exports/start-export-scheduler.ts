import { ownRecord } from "@toolmark/event-log/own-record";
import { describeError } from "@toolmark/runtime/errors";
import type { Logger } from "@toolmark/runtime/logger";
import { permits } from "@toolmark/runtime/permissions";
import { derivedEventId } from "@toolmark/schemas/ids";

import { ownEvent } from "../access/record-read.ts";
import { untilVisible } from "../access/until-visible.ts";
import { createCursorSeal } from "../cursor-seal.ts";
import { encodeAsof, withCursorSeal } from "../cursor.ts";
import type { ExportRequest } from "./export-definition.ts";
import { readExport } from "./export-definition.ts";
import { asJson } from "./export-routes.ts";
import type { ExportJobs } from "./open-export-jobs.ts";
import { readSchedules } from "./read-schedules.ts";
import type { Schedule } from "./read-schedules.ts";
import { previous, runsBetween } from "./schedule-period.ts";
import { rememberedTenants, rememberTenant } from "./scheduled-tenants.ts";

const LOOK_MS = 60_000;

/** Most runs of one schedule that are made up for after an absence. */
const MAX_MISSED = 12;

/** Runs schedules. Disposing lets the look in hand end. */
export interface ExportScheduler extends AsyncDisposable {
  /** Looks now; resolves when everything that is due is queued. */
  look(): Promise<void>;
}

/**
 * Starts to look once a minute for schedules whose time has come, also while no process ran, and asks
 * for their exports. The id of an export follows from tenant, schedule and time: of several processes
 * the first asks for it, the others find it.
 */
export function startExportScheduler(options: {
  jobs: ExportJobs;
  logger: Logger;
  /** Key of the query API, so that its callers can use the `asof` of a manifest. */
  cursorKey: Uint8Array;
  /** Tenants to look at beside those whose schedules this directory has seen. */
  tenants?: readonly string[];
  /** Default a minute; for tests. */
  everyMs?: number;
  now?: () => number;
}): ExportScheduler {
  const { jobs, logger, tenants = [], everyMs = LOOK_MS, now = Date.now } = options;
  const seal = createCursorSeal(options.cursorKey);
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    for (const tenant of tenants) await rememberTenant(jobs.directory, tenant);
    for (const tenant of await rememberedTenants(jobs.directory)) {
      for (const schedule of await readSchedules(jobs.factReader(tenant))) {
        const runs = runsBetween(
          schedule.request,
          { after: schedule.since, until: now() },
          MAX_MISSED,
        );
        for (const due of runs) {
          try {
            await run(tenant, schedule, due);
          } catch (error) {
            // One that cannot be run keeps none of the others; the next look tries it again.
            logger.error(
              { schedule: schedule.id, error: describeError(error) },
              "a scheduled export could not be queued",
            );
          }
        }
      }
    }
  }

  async function run(tenant: string, schedule: Schedule, due: number): Promise<void> {
    const id = derivedEventId(due, `export ${tenant} ${schedule.id}`);
    const facts = jobs.factReader(tenant);
    if ((await facts.get([id])).has(id)) return;
    const { request, principal } = schedule;
    if (!permits(principal.role, "export")) return;
    const { from, to } = previous(request.range, due);
    const wanted: ExportRequest = {
      ...request.export,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      reveal: false,
    };
    const question = readExport(principal, wanted);
    jobs.checkRoom();
    const purpose = `schedule ${schedule.id}: ${request.name}`;
    // The same wherever it is made, so that two processes record one event.
    const event = ownEvent({
      type: "export.requested",
      principal,
      tenant,
      action: "schedule",
      occurred: due,
      purpose,
      note: { query: question.normalized.text },
      object: {
        kind: "export",
        id,
        name: request.name,
        definition: asJson({ ...wanted, schedule: schedule.id }),
      },
    });
    event.event.id = id;
    await jobs.log.publish([ownRecord(event, tenant, id)]);
    await untilVisible(facts, id);
    const positions = await jobs.settled();
    const { format, columns, gzip, template, sample } = wanted;
    const isNew = await jobs.enqueue({
      id,
      tenant,
      principal,
      purpose,
      schedule: schedule.id,
      shown: { payload: false, personal: permits(principal.role, "personal") },
      text: wanted.q ?? "",
      question,
      positions,
      asof: withCursorSeal(seal, tenant, () => encodeAsof(positions)),
      format,
      columns,
      gzip,
      template,
      sample,
      created: due,
    });
    if (isNew) logger.info({ export: id, schedule: schedule.id }, "scheduled export queued");
  }

  async function lookOnce(): Promise<void> {
    looking ??= look()
      .catch((error: unknown) => {
        logger.error({ error: describeError(error) }, "schedules of exports could not be run");
      })
      .finally(() => {
        looking = undefined;
      });
    await looking;
  }

  const timer = setInterval(() => void lookOnce(), everyMs);
  timer.unref();
  return {
    look: lookOnce,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await looking;
    },
  };
}
