import { openDocument } from "@toolmark/integrity/open-document";
import { roles } from "@toolmark/runtime/permissions";
import type { Principal } from "@toolmark/runtime/tokens";
import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { z } from "zod";

import type { Reader } from "../access/reader.ts";
import { ScheduleRequest } from "./answers.ts";
import type { ScheduleAnswer } from "./answers.ts";
import { nextRun } from "./schedule-period.ts";

const PAGE = 1000;
const MAX_FACTS = 20_000;

/** What the fact of a schedule holds: the schedule, and on whose behalf it runs. */
const ScheduleDefinition = z.object({
  schedule: ScheduleRequest,
  on_behalf: z.object({
    role: z.enum(roles),
    issuer: z.string().optional(),
    subject: z.string().optional(),
    servers: z.array(z.string()).optional(),
  }),
});

/** A schedule that is in force. */
export interface Schedule {
  id: string;
  request: ScheduleRequest;
  /** Who scheduled it; its exports hold what this principal may see. */
  principal: Principal;
  /** Milliseconds since the epoch. */
  since: number;
}

/** The definition of a schedule as its fact holds it. */
export function scheduleDefinition(
  request: ScheduleRequest,
  principal: Principal,
): z.infer<typeof ScheduleDefinition> {
  const { role, issuer, subject, servers } = principal;
  return {
    schedule: request,
    on_behalf: {
      role,
      ...(issuer !== undefined && { issuer }),
      ...(subject !== undefined && { subject }),
      ...(servers !== undefined && { servers: [...servers] }),
    },
  };
}

/** The schedules of a tenant as the trail tells of them, by id. */
export async function readSchedules(reader: Reader): Promise<Schedule[]> {
  const query = {
    filter: {
      op: "any",
      of: [
        { op: "is", field: "type", value: "export.scheduled" },
        { op: "is", field: "type", value: "export.unscheduled" },
      ],
    },
    kind: "all",
  } as const;
  const latest = new Map<string, NormalizedEvent>();
  let read = 0;
  let after: { time: number; id: string } | undefined;
  do {
    const page = await reader.search(query, {
      limit: PAGE,
      order: "newest",
      ...(after && { after }),
    });
    for (const document of page.documents) {
      const event = openDocument(document);
      const id = event.audit?.object?.id ?? "";
      if (!latest.has(id)) latest.set(id, event);
    }
    read += page.documents.length;
    after = page.next;
  } while (after !== undefined && read < MAX_FACTS);
  return [...latest.entries()]
    .flatMap(([id, event]) => scheduleOf(id, event) ?? [])
    .toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

/** Shows a schedule. */
export function describeSchedule(schedule: Schedule, now: number): ScheduleAnswer {
  const { id, request, principal, since } = schedule;
  return {
    id,
    ...request,
    scheduled: { by: principal.name, at: new Date(since).toISOString() },
    next: new Date(nextRun(request, now)).toISOString(),
  };
}

function scheduleOf(id: string, event: NormalizedEvent): Schedule | undefined {
  if (event.event.type !== "export.scheduled") return undefined;
  const parsed = ScheduleDefinition.safeParse(event.audit?.object?.definition);
  if (!parsed.success) return undefined;
  const { schedule, on_behalf: behalf } = parsed.data;
  return {
    id,
    request: schedule,
    since: Date.parse(event.time.occurred),
    principal: {
      name: event.actor?.id ?? "",
      role: behalf.role,
      tenant: event.tenant,
      ...(behalf.issuer !== undefined && { issuer: behalf.issuer }),
      ...(behalf.subject !== undefined && { subject: behalf.subject }),
      ...(behalf.servers !== undefined && { servers: behalf.servers }),
    },
  };
}
