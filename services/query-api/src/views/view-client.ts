import type { z } from "@hono/zod-openapi";

import type { SendRequest } from "../exports/export-client.ts";
import type { SavedView, View, ViewsAnswer } from "./answers.ts";

/** Saves and lists views. */
export interface ViewClient {
  list(): Promise<ViewsAnswer>;
  /** Given a version, only as long as it is the last one. */
  save(id: string, view: z.input<typeof SavedView>, version?: string): Promise<View>;
  remove(id: string, version?: string): Promise<void>;
}

/** Creates the part of a client that is about views. */
export function createViewClient(send: SendRequest): ViewClient {
  return {
    async list() {
      return (await (await send("/v1/views")).json()) as ViewsAnswer;
    },
    async save(id, body, version) {
      const headers = matching(version);
      return (await (await send(addressOf(id), { method: "PUT", body, headers })).json()) as View;
    },
    async remove(id, version) {
      await send(addressOf(id), { method: "DELETE", headers: matching(version) });
    },
  };
}

function addressOf(id: string): string {
  return `/v1/views/${encodeURIComponent(id)}`;
}

function matching(version: string | undefined): Record<string, string> {
  return version === undefined ? {} : { "if-match": `"${version}"` };
}
