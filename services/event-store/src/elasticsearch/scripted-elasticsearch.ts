import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";

import { AuditError } from "@toolmark/runtime/errors";

import { MAPPING_VERSION } from "./mapping.ts";

/** A request as the script sees it. */
export interface ScriptedRequest {
  method: string;
  path: string;
  body: string;
  /** `_id` of each document of a bulk. */
  ids: string[];
}

/** What the script answers; `reset` breaks the connection, `silence` never answers. */
export type ScriptedAnswer =
  | { status: number; body: unknown; product?: string }
  | "reset"
  | "silence"
  | undefined;

/** A server that speaks HTTP as Elasticsearch does and answers as told. */
export interface ScriptedElasticsearch extends AsyncDisposable {
  readonly url: string;
  /** Every bulk that came, in order. */
  readonly bulks: ScriptedRequest[];
}

/**
 * Starts a server on loopback. `answer` is asked first; what it leaves undefined is answered as by a
 * server on which everything works: indices are there, documents are created, lookups find nothing.
 */
export async function startScriptedElasticsearch(
  answer: (request: ScriptedRequest, bulks: number) => ScriptedAnswer,
): Promise<ScriptedElasticsearch> {
  const bulks: ScriptedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    void handle(incoming, outgoing);
  });
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const request = await readRequest(incoming);
    if (isBulk(request)) bulks.push(request);
    respond(outgoing, answer(request, bulks.length) ?? working(request));
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bulks,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Whether the request is a bulk. */
export function isBulk(request: ScriptedRequest): boolean {
  return request.path.includes("/_bulk");
}

/** Answer to a bulk with one status per document; 409 and 201 need no type of error. */
export function itemsAnswer(
  statuses: readonly (number | readonly [status: number, type: string])[],
): ScriptedAnswer {
  const items = statuses.map((each) => {
    const [status, type] = typeof each === "number" ? [each, undefined] : each;
    return { create: { status, ...(type !== undefined && { error: { type, reason: type } }) } };
  });
  return { status: 200, body: { items } };
}

/** Answer with an error as Elasticsearch writes it. */
export function errorAnswer(status: number, type: string, reason = "because"): ScriptedAnswer {
  return { status, body: { error: { type, reason, root_cause: [{ type, reason }] }, status } };
}

function working(request: ScriptedRequest): ScriptedAnswer {
  if (isBulk(request)) return itemsAnswer(request.ids.map(() => 201));
  if (request.path.startsWith("/_mget")) {
    const { docs }: { docs: object[] } = JSON.parse(request.body);
    return { status: 200, body: { docs: docs.map((doc) => ({ ...doc, found: false })) } };
  }
  const index = request.path.slice(1).split("?")[0] ?? "";
  return {
    status: 200,
    body: { [index]: { mappings: { _meta: { toolmark: MAPPING_VERSION } }, settings: {} } },
  };
}

async function readRequest(incoming: IncomingMessage): Promise<ScriptedRequest> {
  const body = Buffer.concat(await Array.fromAsync(incoming)).toString();
  const request = { method: incoming.method ?? "", path: incoming.url ?? "", body, ids: [] };
  if (!isBulk(request)) return request;
  const actions = body.split("\n").filter((_, line) => line % 2 === 0);
  const ids = actions.flatMap((line) => (line === "" ? [] : JSON.parse(line).create._id));
  return { ...request, ids };
}

function respond(outgoing: ServerResponse, answer: ScriptedAnswer): void {
  if (answer === "silence" || answer === undefined) return;
  if (answer === "reset") {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(answer.status, {
    "content-type": "application/vnd.elasticsearch+json;compatible-with=8",
    "x-elastic-product": answer.product ?? "Elasticsearch",
  });
  outgoing.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
}

/** The code that work is rejected with; throws when anything of the error holds the secret. */
export async function harmlessCode(work: Promise<unknown>, secret: string): Promise<string> {
  try {
    await work;
  } catch (error) {
    const everything = inspect(error, { depth: Infinity, showHidden: true });
    if (everything.includes(secret))
      throw new Error("the error shows the secret", { cause: error });
    if (error instanceof AuditError) return error.code;
    throw error;
  }
  return "no error";
}
