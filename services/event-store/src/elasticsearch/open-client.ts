import { Client, Transport } from "@elastic/elasticsearch";
import { AuditError } from "@toolmark/runtime/errors";

import type { IndexChoices } from "./mapping.ts";

/** How to reach Elasticsearch, and how one store uses it. */
export interface ElasticsearchOptions extends IndexChoices {
  /** URL of the cluster, or of what stands before it. */
  node: string;
  /** Start of the names of the store's indices; `toolmark-events` unless said. */
  prefix?: string;
  auth?: { username: string; password: string } | { apiKey: string } | { bearer: string };
  /** Certificate authority of the server, PEM; only it is trusted then. */
  ca?: string;
  /** How long one request may take. */
  requestTimeoutMs?: number;
  /** How long a write goes on trying before it rejects with `store_unavailable`. */
  retryForMs?: number;
}

const DEFAULT_REQUEST_TIMEOUT_MS = 30_000;
const MAX_CONNECTIONS = 32;

/** One span per request, not another one below it for HTTP. The client does not pass the option on. */
class OneSpanTransport extends Transport {
  constructor(options: ConstructorParameters<typeof Transport>[0]) {
    super({ ...options, openTelemetry: { suppressInternalInstrumentation: true } });
  }
}

/**
 * Opens the client. It sends nothing yet.
 *
 * @throws AuditError `config_invalid` for an address that is not an HTTP URL.
 */
export function openClient(options: ElasticsearchOptions): Client {
  const url = URL.parse(options.node);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw new AuditError("config_invalid", "the address of elasticsearch must be an http(s) URL");
  }
  return new Client({
    node: options.node,
    ...(options.auth && { auth: options.auth }),
    ...(options.ca !== undefined && { tls: { ca: options.ca } }),
    requestTimeout: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
    // Reads ask for a retry of their own; writes have to know of every attempt.
    maxRetries: 0,
    agent: { connections: MAX_CONNECTIONS },
    // The client's errors hold the body of the request.
    redaction: { type: "remove" },
    Transport: OneSpanTransport,
  });
}
