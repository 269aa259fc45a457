import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { AuditEvent } from "@toolmark/schemas/event";

/** One request that an intake got. */
export interface IntakeRequest {
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
  events: AuditEvent[];
}

/** What an intake answers instead of storing everything. */
export interface IntakeAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A real HTTP server on loopback that keeps what it is sent. */
export interface Intake extends AsyncDisposable {
  url: string;
  requests: IntakeRequest[];
  /** Events of the requests that were answered with 200. */
  stored: AuditEvent[];
}

/** Starts an intake; `answer` may give another answer than that all was stored. */
export async function startIntake(
  answer: (request: IntakeRequest, index: number) => IntakeAnswer | undefined = () => undefined,
): Promise<Intake> {
  const requests: IntakeRequest[] = [];
  const stored: AuditEvent[] = [];

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const events = body
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => AuditEvent.parse(JSON.parse(line)));
    const received = { path: request.url ?? "", headers: request.headers, body, events };
    requests.push(received);
    const given = answer(received, requests.length - 1);
    const accepted = {
      accepted: events.length,
      quarantined: 0,
      rejected: 0,
      results: events.map(({ event }, index) => ({ index, status: "accepted", id: event.id })),
    };
    if ((given?.status ?? 200) === 200) stored.push(...events);
    response.writeHead(given?.status ?? 200, {
      "content-type": "application/json",
      ...given?.headers,
    });
    response.end(JSON.stringify(given?.body ?? accepted));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    stored,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
