import type { AuditEvent } from "@toolmark/schemas/event";

import { actorOf, fingerprintOf } from "./actor-of.ts";
import type { Cleaner } from "./cleaner.ts";
import type { ClientClaims, Emitter } from "./emitter.ts";
import { checkPart, eventParts } from "./event-parts.ts";
import type { Actor } from "./event-parts.ts";
import type { OnError } from "./exporter.ts";
import { compact, objectOf, stringOf } from "./json-object.ts";
import type { JsonObject } from "./json-object.ts";
import { toError } from "./report-fault.ts";
import {
  addressOf,
  conversationOf,
  headerOf,
  metaOf,
  parentProcess,
  traceOf,
  transportType,
  urlOf,
} from "./request-facts.ts";
import type { Transport } from "./transport-tap.ts";

/** What `identify` can go by. Headers are as they came in: trust only what your proxy sets. */
export interface IdentifyContext {
  method: string;
  /** The name of the tool or prompt, or the resource's URI. */
  name: string | undefined;
  /** As the SDK's verifier gave it. */
  authInfo: unknown;
  header(name: string): string | undefined;
  sessionId: string | undefined;
  /** Self-reported. */
  client: { name?: string | undefined; version?: string | undefined };
  meta: JsonObject;
}

/** Says who initiated a request; undefined leaves it to the verified token. */
export type Identify = (context: IdentifyContext) => Actor | undefined;

/** One transport that a server is connected to. */
export interface Connection {
  readonly transport: Transport;
  readonly type: NonNullable<AuditEvent["transport"]>["type"];
  /** From `initialize`, which comes once. */
  claims: ClientClaims | undefined;
}

/** A request as far as events need it. */
export interface RequestFacts {
  method: string;
  name: string | undefined;
  id: unknown;
  params: JsonObject | undefined;
  extra: JsonObject | undefined;
}

/** The members of an event that follow from its request. */
export type RequestContext = Pick<
  AuditEvent,
  "actor" | "client" | "transport" | "session" | "conversation" | "request" | "trace" | "server"
>;

/** Reads the context of requests. */
export interface ContextReader {
  read(connection: Connection, request: RequestFacts): RequestContext;
  /** Remembers what a client said in `initialize`. */
  initialized(connection: Connection, params: JsonObject, request: RequestFacts): void;
}

/** Creates a reader; `server` is the server's own description. */
export function createContextReader(options: {
  emitter: Emitter;
  cleaner: Cleaner;
  identify: Identify | undefined;
  report: OnError;
  server: NonNullable<AuditEvent["server"]>;
}): ContextReader {
  const { emitter, cleaner, identify, report, server } = options;
  const parent = parentProcess();

  function claimsOf(
    connection: Connection,
    { params, extra }: RequestFacts,
  ): { claims: ClientClaims | undefined; isInferred: boolean } {
    const { clientInfo } = metaOf(params);
    if (clientInfo !== undefined)
      return { claims: readClaims(clientInfo, cleaner), isInferred: false };
    if (connection.claims !== undefined) return { claims: connection.claims, isInferred: false };
    for (const key of claimKeys(connection, extra)) {
      const claims = emitter.clients.get(key);
      // The same token and program as at `initialize`: likely, not certain.
      if (claims !== undefined) return { claims, isInferred: key.startsWith("token ") };
    }
    return { claims: undefined, isInferred: false };
  }

  function identifyActor(
    connection: Connection,
    request: RequestFacts,
    claims: ClientClaims | undefined,
  ): Actor {
    const authInfo = request.extra?.["authInfo"];
    if (identify !== undefined)
      try {
        const given = identify({
          method: request.method,
          name: request.name,
          authInfo,
          header: (name) => headerOf(request.extra, name.toLowerCase()),
          sessionId: sessionOf(connection, request.extra),
          client: { name: claims?.name, version: claims?.version },
          meta: metaOf(request.params).meta,
        });
        if (given !== undefined) {
          const { part, faults } = checkPart(eventParts.actor, given);
          for (const fault of faults) report(new Error(`identify: ${fault}`));
          if (part !== undefined) return part;
        }
      } catch (error) {
        report(toError(error));
        return { type: "unknown", assurance: "none" };
      }
    return actorOf(authInfo, cleaner);
  }

  return {
    initialized(connection, params, { extra }) {
      const claims = {
        ...readClaims(objectOf(params["clientInfo"]) ?? {}, cleaner),
        protocolVersion: cleaner.text(params["protocolVersion"]),
      };
      connection.claims = claims;
      for (const key of claimKeys(connection, extra)) emitter.clients.set(key, claims);
    },
    read(connection, request) {
      const { params, extra, id } = request;
      const { meta, protocolVersion } = metaOf(params);
      const { claims, isInferred } = claimsOf(connection, request);
      const userAgent = cleaner.text(headerOf(extra, "user-agent"));
      const sessionId = cleaner.text(sessionOf(connection, extra), 512);
      const facts = compact({
        name: claims?.name,
        version: claims?.version,
        title: claims?.title,
        user_agent: userAgent,
        address: addressOf(extra),
      });
      const client = { ...facts, ...(connection.type === "stdio" ? parent : {}) };
      const revision =
        cleaner.text(protocolVersion) ??
        claims?.protocolVersion ??
        cleaner.text(headerOf(extra, "mcp-protocol-version"));
      const url = urlOf(extra);
      const requestIds = compact({
        jsonrpc_id: cleaner.text(typeof id === "number" ? String(id) : id, 512),
        http_request_id: cleaner.text(headerOf(extra, "x-request-id"), 512),
      });
      return {
        actor: identifyActor(connection, request, claims),
        ...(Object.keys(client).length === 0
          ? {}
          : {
              client: {
                ...client,
                assurance:
                  isInferred || (claims === undefined && userAgent === undefined)
                    ? "inferred"
                    : "self_reported",
              },
            }),
        transport: {
          type: connection.type,
          ...(revision === undefined ? {} : { protocol_version: revision }),
          era: eraOf(extra, protocolVersion),
        },
        ...compact({
          session: sessionId === undefined ? undefined : { id: sessionId },
          conversation: conversationOf(meta, cleaner),
          request: requestIds,
          trace: traceOf(meta, extra),
        }),
        server: url === undefined ? server : { ...server, url },
      };
    },
  };
}

function sessionOf(connection: Connection, extra: JsonObject | undefined): string | undefined {
  return stringOf(connection.transport.sessionId) ?? headerOf(extra, "mcp-session-id");
}

/** Names under which a client's claims are remembered, the surest first. */
function claimKeys(connection: Connection, extra: JsonObject | undefined): string[] {
  const session = sessionOf(connection, extra);
  const token = fingerprintOf(objectOf(extra?.["authInfo"]));
  return [
    ...(session === undefined ? [] : [`session ${session}`]),
    ...(token === undefined ? [] : [`token ${token} ${headerOf(extra, "user-agent") ?? ""}`]),
  ];
}

/** Starts the record of a connection. */
export function connectionOf(transport: Transport): Connection {
  return { transport, type: transportType(transport), claims: undefined };
}

/** Requests of revision 2026-07-28 and later name their revision in `_meta`; earlier ones never do. */
export function eraOf(
  extra: JsonObject | undefined,
  protocolVersion: string | undefined,
): "legacy" | "modern" {
  const era = objectOf(extra?.["classification"])?.["era"];
  if (era === "legacy" || era === "modern") return era;
  return protocolVersion === undefined ? "legacy" : "modern";
}

function readClaims(info: JsonObject, cleaner: Cleaner): ClientClaims {
  return {
    name: cleaner.text(info["name"]),
    version: cleaner.text(info["version"]),
    title: cleaner.text(info["title"]),
    protocolVersion: undefined,
  };
}
