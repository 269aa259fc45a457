import { fingerprintOf } from "./actor-of.ts";
import type { Call } from "./call.ts";
import { currentCall } from "./current-call.ts";
import { approvalAnswered, approvalAsked } from "./elicited-approval.ts";
import type { Emitter } from "./emitter.ts";
import type { OnError } from "./exporter.ts";
import { objectOf, stringOf } from "./json-object.ts";
import type { JsonObject } from "./json-object.ts";
import type { Recorder } from "./recorder.ts";
import { toError } from "./report-fault.ts";
import { connectionOf, eraOf } from "./request-context.ts";
import type { ContextReader, RequestFacts } from "./request-context.ts";
import { metaOf } from "./request-facts.ts";
import type { Tap, Transport } from "./transport-tap.ts";

/** Requests that become calls, with the parameter that names what is called. */
const callMethods: Readonly<Record<string, string>> = {
  "tools/call": "name",
  "resources/read": "uri",
  "prompts/get": "name",
};

interface Awaited {
  request: RequestFacts;
  done(result: JsonObject): void;
}

/** Creates the tap for one connection of a server: sorts messages, pairs requests and responses. */
export function createConnectionTap(options: {
  transport: Transport;
  recorder: Recorder;
  reader: ContextReader;
  emitter: Emitter;
  report: OnError;
}): Tap {
  const { recorder, reader, emitter, report } = options;
  const connection = connectionOf(options.transport);
  /** Calls without a response yet. */
  const pending = new Map<unknown, Call>();
  /** Other requests whose result is of interest. */
  const awaited = new Map<unknown, Awaited>();
  /** Questions to the user that were sent and not answered. */
  const asked = new Map<unknown, Call>();

  function guarded<Value>(look: () => Value): Value | undefined {
    try {
      return look();
    } catch (error) {
      report(toError(error));
      return undefined;
    }
  }

  function onRequest(request: RequestFacts): Call | undefined {
    const { method, id, params, extra } = request;
    noteModernClient(request);
    if (Object.hasOwn(callMethods, method)) {
      const { call } = recorder.begin(connection, request);
      pending.set(id, call);
      return call;
    }
    if (method === "initialize")
      awaited.set(id, { request, done: (result) => onInitialized(request, result) });
    if (method === "tools/list") {
      const cursor = stringOf(params?.["cursor"]);
      awaited.set(id, {
        request: { ...request, params, extra },
        done: (result) => onListed(request, result, cursor),
      });
    }
    return undefined;
  }

  function onInitialized(request: RequestFacts, result: JsonObject): void {
    const params = { ...request.params, protocolVersion: result["protocolVersion"] };
    reader.initialized(connection, params, request);
    recorder.fact(reader.read(connection, request), {
      type: "client.connected",
      method: request.method,
    });
  }

  /** From revision 2026-07-28 on nobody connects: the first request of a client stands for it. */
  function noteModernClient(request: RequestFacts): void {
    const { clientInfo, protocolVersion } = metaOf(request.params);
    if (eraOf(request.extra, protocolVersion) !== "modern" || clientInfo === undefined) return;
    const authInfo = objectOf(request.extra?.["authInfo"]);
    const key = JSON.stringify([
      fingerprintOf(authInfo),
      authInfo?.["clientId"],
      clientInfo["name"],
      clientInfo["version"],
    ]);
    if (emitter.connected.has(key)) return;
    emitter.connected.set(key, true);
    recorder.fact(reader.read(connection, request), {
      type: "client.connected",
      method: request.method,
    });
  }

  function onListed(request: RequestFacts, result: JsonObject, cursor: string | undefined): void {
    const { changes, catalogue } = emitter.catalogue.listed(result, cursor);
    if (changes.length === 0 && catalogue === undefined) return;
    const context = reader.read(connection, request);
    const { method } = request;
    for (const { name, facts, previousSha256 } of changes)
      recorder.fact(context, {
        type: "tool.changed",
        method,
        tool: { name: name.slice(0, 1024), ...facts },
        attr: { previous_sha256: previousSha256 },
      });
    if (catalogue !== undefined)
      recorder.fact(context, { type: "tools.listed", method, catalogue });
  }

  function onNotification(method: string, params: JsonObject | undefined): void {
    if (method !== "notifications/cancelled") return;
    const id = params?.["requestId"];
    awaited.delete(id);
    const call = pending.get(id);
    if (call === undefined) return;
    forget(call);
    recorder.cancel(call, params?.["reason"]);
  }

  /** An answer of the client to a question of the server. */
  function onAnswer(id: unknown, message: JsonObject): void {
    const call = asked.get(id);
    if (call === undefined) return;
    asked.delete(id);
    const now = new Date().toISOString();
    const before = call.elicited ?? approvalAsked(now, call.paramsHmac);
    call.elicited = approvalAnswered(before, message, now);
  }

  function onResponse(id: unknown, message: JsonObject): void {
    const other = awaited.get(id);
    if (other !== undefined) {
      awaited.delete(id);
      const result = objectOf(message["result"]);
      if (result !== undefined) other.done(result);
      return;
    }
    // The handler's own context is surer than the id, which a client may use twice.
    const current = currentCall.getStore();
    const isCurrent = current !== undefined && current.requestId === id && calls.has(current);
    const call = isCurrent ? current : pending.get(id);
    if (call === undefined) return;
    forget(call);
    recorder.conclude(call, message);
  }

  function forget(call: Call): void {
    if (pending.get(call.requestId) === call) pending.delete(call.requestId);
    for (const [question, of] of asked) if (of === call) asked.delete(question);
  }

  function onQuestion(id: unknown, related: unknown): void {
    const current = currentCall.getStore();
    const call = current !== undefined && calls.has(current) ? current : pending.get(related);
    if (call === undefined) return;
    asked.set(id, call);
    const now = new Date().toISOString();
    call.elicited ??= approvalAsked(now, call.paramsHmac);
  }

  /** Calls of this connection: one process may nest servers, and then sees foreign ones too. */
  const calls = new WeakSet<Call>();

  return {
    incoming(given, givenExtra, deliver) {
      const message = objectOf(given);
      const method = stringOf(message?.["method"]);
      if (message === undefined) return deliver();
      const params = objectOf(message["params"]);
      if (method === undefined) {
        guarded(() => onAnswer(message["id"], message));
        return deliver();
      }
      if (message["id"] === undefined) {
        guarded(() => onNotification(method, params));
        return deliver();
      }
      const name = stringOf(params?.[callMethods[method] ?? ""]);
      const extra = objectOf(givenExtra);
      const call = guarded(() => onRequest({ method, name, id: message["id"], params, extra }));
      if (call !== undefined) calls.add(call);
      // Also without a call: else a request that another handler sends would carry that one's call.
      return currentCall.run(call, deliver);
    },
    outgoing(given, sendOptions) {
      guarded(() => {
        const message = objectOf(given);
        if (message === undefined || message["id"] === undefined) return;
        if (message["method"] === "elicitation/create")
          onQuestion(message["id"], objectOf(sendOptions)?.["relatedRequestId"]);
        else if (message["method"] === undefined) onResponse(message["id"], message);
      });
    },
    closed() {
      guarded(() => {
        for (const call of pending.values()) recorder.abandon(call);
        pending.clear();
        awaited.clear();
        asked.clear();
      });
    },
  };
}
