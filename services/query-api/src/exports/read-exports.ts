import { openDocument } from "@toolmark/integrity/open-document";
import type { Principal } from "@toolmark/runtime/tokens";
import type { Json, NormalizedEvent } from "@toolmark/schemas/normalized-event";

import type { Reader } from "../access/reader.ts";
import type { ExportAnswer } from "./answers.ts";
import type { JobFile } from "./job-file.ts";
import type { ExportJobs } from "./open-export-jobs.ts";

const PAGE = 1000;
const MAX_FACTS = 10_000;
const MAX_DOWNLOADS = 100;

/**
 * Shows exports as the trail tells of them, with the state that only the process that makes them
 * knows. `requests` are their `export.requested` facts.
 */
export async function readExports(
  jobs: ExportJobs,
  reader: Reader,
  requests: readonly NormalizedEvent[],
): Promise<ExportAnswer[]> {
  const later = await factsAfter(reader, requests);
  return await Promise.all(
    requests.map(async (request) => {
      const id = request.audit?.object?.id ?? "";
      const file = await jobs.state(reader.tenant, id);
      return describe(request, later.get(id) ?? [], file);
    }),
  );
}

/** The request of one export; undefined where there is none among what the principal may see. */
export async function findRequest(
  reader: Reader,
  id: string,
  principal: Principal,
): Promise<NormalizedEvent | undefined> {
  const { documents } = await reader.search(
    {
      filter: {
        op: "all",
        of: [
          { op: "is", field: "object", value: `export:${id}` },
          { op: "is", field: "type", value: "export.requested" },
        ],
      },
      kind: "all",
    },
    { limit: 1, order: "oldest" },
  );
  const [document] = documents;
  const request = document && openDocument(document);
  return request !== undefined && maySee(principal, request) ? request : undefined;
}

/**
 * Whether a principal may see an export. One that may read some servers only sees its own: another's
 * can hold events of other servers.
 */
export function maySee(principal: Principal, { actor }: NormalizedEvent): boolean {
  if (principal.servers === undefined) return true;
  return actor?.id === principal.name && actor?.issuer === principal.issuer;
}

async function factsAfter(
  reader: Reader,
  requests: readonly NormalizedEvent[],
): Promise<Map<string, NormalizedEvent[]>> {
  const found = new Map<string, NormalizedEvent[]>();
  const ids = requests.map(({ audit }) => audit?.object?.id ?? "");
  if (ids.length === 0) return found;
  const query = {
    filter: {
      op: "any",
      of: ids.map((id) => ({ op: "is", field: "object", value: `export:${id}` }) as const),
    },
    kind: "all",
  } as const;
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
      const known = found.get(id);
      if (known === undefined) found.set(id, [event]);
      else known.push(event);
    }
    read += page.documents.length;
    after = page.next;
  } while (after !== undefined && read < MAX_FACTS);
  return found;
}

function describe(
  request: NormalizedEvent,
  facts: readonly NormalizedEvent[],
  file: JobFile | undefined,
): ExportAnswer {
  const { audit, actor, time } = request;
  const { schedule, ...definition } = audit?.object?.definition ?? {};
  const removal = facts.find(({ event }) => event.type === "audit.config_changed");
  const end = facts.find(({ event }) => event.type === "audit.exported");
  const told = end?.audit?.object?.definition ?? {};
  const state = removal === undefined ? (file?.state ?? stateOf(told)) : "removed";
  const reason = file?.reason ?? textOf(told["reason"]) ?? (state === "failed" ? LOST : undefined);
  const finished = file?.finished ?? (end && Date.parse(end.time.occurred));
  return {
    id: audit?.object?.id ?? "",
    state,
    ...(reason !== undefined && { reason }),
    requested: {
      by: actor?.id ?? "",
      at: time.occurred,
      ...(audit?.purpose !== undefined && { purpose: audit.purpose }),
      ...(typeof schedule === "string" && { schedule }),
    },
    request: definition,
    ...(file?.started !== undefined && { started: toIso(file.started) }),
    ...(finished !== undefined && { finished: toIso(finished) }),
    progress: progressOf(state, file, end),
    ...(state !== "removed" &&
      file?.file && {
        file: { name: file.file.name, bytes: file.file.bytes, sha256: file.file.sha256 },
      }),
    downloads: facts
      .filter(({ event }) => event.type === "export.downloaded")
      .slice(0, MAX_DOWNLOADS)
      .map(describeDownload),
  };
}

const LOST = "interrupted: its process ended";

// Requested, not ended and in no process: it never will.
function stateOf(told: Record<string, Json>): ExportAnswer["state"] {
  const { state } = told;
  return state === "complete" || state === "partial" || state === "cancelled" ? state : "failed";
}

function progressOf(
  state: ExportAnswer["state"],
  file: JobFile | undefined,
  end: NormalizedEvent | undefined,
): ExportAnswer["progress"] {
  const rows = file?.rows ?? end?.audit?.rows ?? 0;
  const total = file?.total ?? end?.audit?.total;
  const known = { rows, ...(total !== undefined && { total }) };
  if (state !== "running" || file?.started === undefined) return known;
  const seconds = (Date.now() - file.started) / 1000;
  if (rows === 0 || seconds <= 0) return known;
  const rate = rows / seconds;
  return {
    ...known,
    rows_per_second: Math.round(rate),
    ...(total !== undefined && {
      estimated_end: toIso(Date.now() + ((total - rows) / rate) * 1000),
    }),
  };
}

function describeDownload({
  actor,
  time,
  audit,
}: NormalizedEvent): ExportAnswer["downloads"][number] {
  const { bytes, range } = audit?.object?.definition ?? {};
  return {
    by: actor?.id ?? "",
    at: time.occurred,
    bytes: typeof bytes === "number" ? bytes : 0,
    ...(typeof range === "string" && { range }),
  };
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function toIso(time: number): string {
  return new Date(time).toISOString();
}
