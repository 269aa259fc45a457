import { userInfo } from "node:os";

import type { AuditEvent } from "@toolmark/schemas/event";

import type { Cleaner } from "./cleaner.ts";
import { compact, objectOf, stringOf } from "./json-object.ts";
import type { JsonObject } from "./json-object.ts";

const PROTOCOL = "io.modelcontextprotocol/";

/** The `_meta` of a request, with what revision 2026-07-28 puts there. */
export interface RequestMeta {
  meta: JsonObject;
  clientInfo: JsonObject | undefined;
  protocolVersion: string | undefined;
}

/** Reads `params._meta`. */
export function metaOf(params: JsonObject | undefined): RequestMeta {
  const meta = objectOf(params?.["_meta"]) ?? {};
  return {
    meta,
    clientInfo: objectOf(meta[`${PROTOCOL}clientInfo`]),
    protocolVersion: stringOf(meta[`${PROTOCOL}protocolVersion`]),
  };
}

/**
 * A header of the HTTP request a message came with; `extra` is what a transport gives beside the
 * message: `requestInfo.headers` in SDK 1, a `Request` in SDK 2.
 */
export function headerOf(extra: JsonObject | undefined, name: string): string | undefined {
  const request = extra?.["request"];
  if (request instanceof Request) return request.headers.get(name) ?? undefined;
  const headers = objectOf(objectOf(extra?.["requestInfo"])?.["headers"]);
  const value = headers?.[name];
  return stringOf(Array.isArray(value) ? value[0] : value);
}

/** Where the request went, without query: it may hold secrets. */
export function urlOf(extra: JsonObject | undefined): string | undefined {
  const request = extra?.["request"];
  const given =
    request instanceof Request ? request.url : objectOf(extra?.["requestInfo"])?.["url"];
  if (typeof given !== "string" && !(given instanceof URL)) return undefined;
  try {
    const url = new URL(given);
    return `${url.origin}${url.pathname}`.slice(0, 1024);
  } catch {
    return undefined;
  }
}

/** Address of the client, where the server's framework put one beside the message. */
export function addressOf(extra: JsonObject | undefined): { ip: string } | undefined {
  const holders = [extra?.["requestInfo"], extra?.["request"], extra];
  for (const holder of holders) {
    const found = holder as Partial<Record<"remoteAddress" | "ip", unknown>> | undefined;
    const ip = stringOf(found?.remoteAddress) ?? stringOf(found?.ip);
    if (ip !== undefined) return { ip: ip.slice(0, 100) };
  }
  return undefined;
}

const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/;

/** W3C trace context: `_meta.traceparent` (SEP-414) before the header. */
export function traceOf(meta: JsonObject, extra: JsonObject | undefined): AuditEvent["trace"] {
  const text = stringOf(meta["traceparent"]) ?? headerOf(extra, "traceparent");
  const [, id, parent, flags] = traceparent.exec(text ?? "") ?? [];
  if (id === undefined || parent === undefined || /^0+$/.test(id)) return undefined;
  return {
    id,
    ...(/^0+$/.test(parent) ? {} : { parent_span_id: parent }),
    flags: Number.parseInt(flags ?? "0", 16),
  };
}

// Vendors put their own prefix before these names, and write them in several ways.
const conversationKeys = {
  id: /(?:^|\/)conversation_?id$/i,
  turn_id: /(?:^|\/)turn_?id$/i,
  tool_use_id: /(?:^|\/)tool_?use_?id$/i,
} as const;

/**
 * What a client says about the conversation behind a call: the AI invocation context (SEP-2817, a
 * draft) under any prefix, and the ids that clients put into `_meta`. Asserted by the client only.
 */
export function conversationOf(meta: JsonObject, cleaner: Cleaner): AuditEvent["conversation"] {
  const names = Object.keys(meta).slice(0, 64);
  if (names.length === 0) return undefined;
  const find = (pattern: RegExp) => meta[names.find((name) => pattern.test(name)) ?? ""];
  const invocation = objectOf(find(/(?:^|\/)aiInvocation$/i)) ?? {};
  return compact({
    id: cleaner.text(find(conversationKeys.id), 512),
    turn_id: cleaner.text(invocation["turnId"] ?? find(conversationKeys.turn_id), 512),
    tool_use_id: cleaner.text(find(conversationKeys.tool_use_id), 512),
    intent: cleaner.text(
      objectOf(invocation["userIntent"])?.["text"] ??
        objectOf(invocation["invocationReason"])?.["text"],
      8192,
    ),
  });
}

/** How a transport carries messages, by its class, or by its methods where bundlers rename classes. */
export function transportType(transport: object): NonNullable<AuditEvent["transport"]>["type"] {
  const { name } = transport.constructor;
  if (/stdio/i.test(name)) return "stdio";
  if (/streamable|http/i.test(name) || "handleRequest" in transport) return "streamable_http";
  if (/sse/i.test(name) || "handlePostMessage" in transport) return "sse";
  if (/memory/i.test(name) || "_otherTransport" in transport) return "in_memory";
  return "other";
}

/** The process at the other end of stdio, as this one's operating system tells. */
export function parentProcess(): { process_id: number; os_user?: string } {
  try {
    return { process_id: process.ppid, os_user: userInfo().username };
  } catch {
    return { process_id: process.ppid };
  }
}
