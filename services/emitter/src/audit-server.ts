import { hostname } from "node:os";

import type { AuditEvent } from "@toolmark/schemas/event";

import { createCleaner } from "./cleaner.ts";
import type { RedactionOptions } from "./cleaner.ts";
import { createConnectionTap } from "./connection-tap.ts";
import { emitterFor } from "./emitter.ts";
import type { Exporter, OnError } from "./exporter.ts";
import { compact, objectOf, stringOf } from "./json-object.ts";
import type { JsonObject } from "./json-object.ts";
import { createRecorder } from "./recorder.ts";
import { createFaultReporter } from "./report-fault.ts";
import { createContextReader } from "./request-context.ts";
import type { Identify } from "./request-context.ts";
import { registeredTool } from "./tool-catalogue.ts";
import { tapTransport } from "./transport-tap.ts";
import type { Transport } from "./transport-tap.ts";

export { audit } from "./audit.ts";

/** `McpServer` or `Server` of `@modelcontextprotocol/sdk` 1.x or `@modelcontextprotocol/server` 2.x. */
export interface AuditableServer {
  connect(transport: never): Promise<void>;
}

/** How a server is audited. */
export interface AuditOptions {
  /** Where events go. Servers that share one also share what they learn of clients and tools. */
  exporter: Exporter;
  /** Deployment environment of every event; `default` unless given. */
  environment?: string;
  /** Name of the emitter; the server's name unless given. */
  emitterId?: string | undefined;
  /** Says who initiated a request, from headers for example. Unless it does, the verified token does. */
  identify?: Identify;
  /** What to take out of events beyond the secrets that are found by themselves. */
  redact?: RedactionOptions;
  /** Bytes of JSON kept of arguments, of a result and of each state; 64 KiB unless given. */
  maxValueBytes?: number;
  /** Hears of faults of the trail. One line on stderr for each distinct one unless given. */
  onError?: OnError;
  /**
   * Key of `params.hmac`, by which approvals are bound to arguments. Unless given, each process has
   * its own, and digests of different processes cannot be compared.
   */
  digestKey?: string | undefined;
}

/** The trail of one server. */
export interface AuditHandle {
  /** Resolves when everything recorded so far was stored or given up, at the latest after 10 s. */
  flush(): Promise<void>;
  /** Closes the exporter, also for other servers that share it; delivers for at most 5 s. */
  close(): Promise<void>;
}

const audited = new WeakMap<object, AuditHandle>();

/**
 * Records every tool call, resource read and prompt of an MCP server: `call.attempted` before its
 * handler runs, `call.completed` after. The server stays the same object and behaves as before; only
 * its `connect` is replaced, so call this before. A second call for the same server changes nothing.
 */
export function auditServer(server: AuditableServer, options: AuditOptions): AuditHandle {
  // The high-level server connects through the low-level one, which may also be connected directly.
  const inner = lowLevelServer(server);
  const known = audited.get(inner);
  if (known !== undefined) return known;

  const { exporter, identify, digestKey } = options;
  const report = createFaultReporter(options.onError);
  const about = serverOf(inner);
  const emitter = emitterFor(exporter, (options.emitterId ?? about.name).slice(0, 512));
  const cleaner = createCleaner(options.redact, options.maxValueBytes);
  const reader = createContextReader({ emitter, cleaner, identify, report, server: about });
  const recorder = createRecorder({
    emitter,
    environment: options.environment ?? "default",
    cleaner,
    reader,
    report,
    digestKey,
    registered: (name) => registeredTool(server, name),
  });

  const connect = inner.connect.bind(inner) as (transport: Transport) => Promise<void>;
  inner.connect = async (transport: Transport) => {
    const tap = createConnectionTap({ transport, recorder, reader, emitter, report });
    await connect(tapTransport(transport, tap));
  };

  const handle: AuditHandle = {
    flush: () => exporter.flush(),
    close: () => exporter.close(),
  };
  audited.set(inner, handle);
  return handle;
}

function lowLevelServer(server: AuditableServer): AuditableServer {
  const inner = (server as unknown as JsonObject)["server"];
  return typeof objectOf(inner)?.["connect"] === "function" ? (inner as AuditableServer) : server;
}

/** What a server calls itself; both SDK lines keep it in a private member. */
function serverOf(inner: AuditableServer): NonNullable<AuditEvent["server"]> {
  const info = objectOf((inner as unknown as JsonObject)["_serverInfo"]);
  const text = (name: string) => stringOf(info?.[name])?.slice(0, 1024);
  return {
    name: text("name") ?? "mcp-server",
    ...compact({ version: text("version"), title: text("title") }),
    instance: `${hostname()}:${process.pid}`,
  };
}
