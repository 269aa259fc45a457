import type { ExportManifest } from "@toolmark/exports/manifest";
import type { z } from "zod";

import type {
  ExportAnswer,
  ExportsAnswer,
  RemovedAnswer,
  ScheduleAnswer,
  ScheduleRequest,
  SchedulesAnswer,
} from "./answers.ts";
import type { ExportRequest } from "./export-definition.ts";

/** A file of an export while it arrives. */
export interface ExportDownload {
  body: ReadableStream<Uint8Array>;
  /** First byte of `body` in the file. */
  start: number;
  /** Bytes of the whole file. */
  size: number;
  /** Name and digest of the file; give it back to go on after an interruption. */
  etag: string;
  fileName: string;
}

/** Asks for exports and downloads them. Methods reject as those of the query client. */
export interface ExportClient {
  request(body: z.input<typeof ExportRequest>): Promise<ExportAnswer>;
  list(parameters?: { limit?: number; cursor?: string }): Promise<ExportsAnswer>;
  state(id: string): Promise<ExportAnswer>;
  manifest(id: string): Promise<ExportManifest>;
  /**
   * Downloads the file, from `start` on where the server still has the one that `etag` names: look at
   * the answer's `start`.
   */
  download(id: string, from?: { start: number; etag: string }): Promise<ExportDownload>;
  /** Cancels the export or removes its file. */
  remove(id: string): Promise<RemovedAnswer>;
  schedule(id: string, body: z.input<typeof ScheduleRequest>): Promise<ScheduleAnswer>;
  schedules(): Promise<SchedulesAnswer>;
  unschedule(id: string): Promise<RemovedAnswer>;
}

/** Sends a request and gives its answer back when it was a success. */
export type SendRequest = (
  path: string,
  options?: {
    method?: string;
    body?: unknown;
    headers?: Readonly<Record<string, string>>;
    parameters?: Readonly<Record<string, string | number | undefined>>;
  },
) => Promise<Response>;

/** Creates the part of a query client that is about exports. */
export function createExportClient(send: SendRequest): ExportClient {
  const json = async <Answer>(...request: Parameters<SendRequest>): Promise<Answer> =>
    (await (await send(...request)).json()) as Answer;

  return {
    request: (body) => json("/v1/exports", { method: "POST", body }),
    list: (parameters = {}) => json("/v1/exports", { parameters }),
    state: (id) => json(one(id)),
    manifest: (id) => json(`${one(id)}/manifest`),
    async download(id, from) {
      const response = await send(`${one(id)}/data`, {
        headers: {
          accept: "*/*",
          ...(from && { range: `bytes=${from.start}-`, "if-range": from.etag }),
        },
      });
      const [, start = "0", size] =
        /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get("content-range") ?? "") ?? [];
      const name = /filename="([^"]*)"/.exec(response.headers.get("content-disposition") ?? "");
      return {
        body: response.body ?? new Blob([]).stream(),
        start: Number(start),
        size: Number(size ?? response.headers.get("content-length") ?? 0),
        etag: response.headers.get("etag") ?? "",
        fileName: name?.[1] ?? "",
      };
    },
    remove: (id) => json(one(id), { method: "DELETE" }),
    schedule: (id, body) => json(scheduled(id), { method: "PUT", body }),
    schedules: () => json("/v1/export-schedules"),
    unschedule: (id) => json(scheduled(id), { method: "DELETE" }),
  };
}

function one(id: string): string {
  return `/v1/exports/${encodeURIComponent(id)}`;
}

function scheduled(id: string): string {
  return `/v1/export-schedules/${encodeURIComponent(id)}`;
}
