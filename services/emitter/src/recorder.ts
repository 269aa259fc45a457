import type { AuditEvent } from "@toolmark/schemas/event";
import { callEventId, newUuid } from "@toolmark/schemas/ids";

import { judgeResponse } from "./call-outcome.ts";
import type { CallOutcome } from "./call-outcome.ts";
import { digestOf, resultOf } from "./call-result.ts";
import type { Call, CallContext, EventContent, LateFact } from "./call.ts";
import { canonicalJson, hmacKey, hmacSha256 } from "./canonical-json.ts";
import type { Cleaner } from "./cleaner.ts";
import { currentCall } from "./current-call.ts";
import { effectiveDecision, policyOf } from "./effective-policy.ts";
import { approvalAsked, approvalInRetry } from "./elicited-approval.ts";
import type { Emitter } from "./emitter.ts";
import type { OnError } from "./exporter.ts";
import { ExportError } from "./exporter.ts";
import { objectOf, stringOf } from "./json-object.ts";
import type { JsonObject } from "./json-object.ts";
import { findOperation, roundKeys } from "./open-operations.ts";
import type { RoundKey } from "./open-operations.ts";
import { toError } from "./report-fault.ts";
import type { Connection, ContextReader, RequestContext, RequestFacts } from "./request-context.ts";
import type { ToolFacts } from "./tool-catalogue.ts";

/** Turns what is seen on the wire into events. */
export interface Recorder {
  /**
   * Records the attempt of a call. `stored` settles when the receiver has the attempt: what must not
   * run unrecorded can wait for it before the message is delivered.
   */
  begin(connection: Connection, request: RequestFacts): { call: Call; stored: Promise<void> };
  /** Records the end of a call by its response. */
  conclude(call: Call, response: JsonObject): void;
  /** Records that the client gave a call up; whether it had effects is not known. */
  cancel(call: Call, reason: unknown): void;
  /**
   * Leaves a call without an end: its connection is gone, no response will come. Only what its
   * handler told of other systems is recorded.
   */
  abandon(call: Call): void;
  /** Records a fact that belongs to a request but to no call. */
  fact(
    context: RequestContext,
    event: { type: AuditEvent["event"]["type"] } & Partial<EventContent>,
  ): void;
}

const MAX_STATE_BYTES = 256 * 1024;
const MAX_ATTR_BYTES = 64 * 1024;
const MAX_MESSAGE_LENGTH = 4096;
const MAX_FAULTS = 20;

/** Creates a recorder for one server. */
export function createRecorder(options: {
  emitter: Emitter;
  environment: string;
  cleaner: Cleaner;
  reader: ContextReader;
  report: OnError;
  digestKey: string | undefined;
  /** What the server's own registry says of a tool. */
  registered(name: string): ToolFacts | undefined;
}): Recorder {
  const { emitter, environment, cleaner, reader, report } = options;
  const digestKey = hmacKey(options.digestKey);
  const faultsOf = new WeakMap<Call, string[]>();
  const roundsOf = new WeakMap<Call, RoundKey>();

  function sendUnwatched(event: EventContent): void {
    emitter.send(event).catch(reportUnsent);
  }

  function reportUnsent(thrown: unknown): void {
    const error = toError(thrown);
    report(error, error instanceof ExportError ? error.event : undefined);
  }

  function paramsOf(request: RequestFacts): { params?: AuditEvent["params"]; hmac?: string } {
    const { method, params, name } = request;
    if (method === "resources/read") return {};
    const args = params?.["arguments"] ?? {};
    const { value, redactedPaths, truncated, bytes } = cleaner.json(
      args,
      undefined,
      name,
      "params",
    );
    let hmac: string | undefined;
    try {
      hmac = hmacSha256(canonicalJson(args), digestKey);
    } catch (error) {
      report(toError(error));
    }
    return {
      params: {
        value,
        ...(redactedPaths.length === 0 ? {} : { redacted_paths: redactedPaths }),
        ...(truncated ? { truncated: true } : {}),
        ...(truncated && redactedPaths.length === 0 ? digestOf(args) : {}),
        bytes,
        ...(hmac === undefined ? {} : { hmac }),
      },
      ...(hmac === undefined ? {} : { hmac }),
    };
  }

  function targetOf(
    method: string,
    name: string,
  ): Pick<CallContext, "tool" | "resource" | "prompt"> {
    if (method === "resources/read")
      return { resource: { uri: cleaner.text(name, 4096) ?? "unknown" } };
    const shown = cleaner.text(name) ?? "unknown";
    if (method === "prompts/get") return { prompt: { name: shown } };
    const facts = emitter.catalogue.get(name) ?? options.registered(name);
    return { tool: { name: shown, ...facts } };
  }

  function end(call: Call, judged: CallOutcome, result: AuditEvent["result"]): void {
    call.isConcluded = true;
    const { error, taskId } = judged;
    const policy = policyOf(call.checks, judged.outcome);
    const approval = approvalOf(call, judged);
    const attr = attrOf(call);
    sendUnwatched({
      ...call.context,
      event: { id: callEventId(call.id, "completed"), type: "call.completed" },
      time: {
        occurred: new Date().toISOString(),
        source: "emitter",
        duration_ms: Math.max(0, Math.round((performance.now() - call.startedAt) * 1000) / 1000),
      },
      ...(taskId === undefined
        ? {}
        : { operation: { id: call.operationId, ...call.context.operation, task_id: taskId } }),
      ...(policy === undefined ? {} : { policy }),
      ...(approval === undefined ? {} : { approval }),
      ...(call.downstream.length === 0 ? {} : { downstream: call.downstream }),
      outcome: judged.outcome,
      ...(error === undefined ? {} : { error: cleanError(error) }),
      ...(result === undefined ? {} : { result }),
      ...(attr === undefined ? {} : { attr }),
    });
  }

  function cleanError(error: NonNullable<AuditEvent["error"]>): NonNullable<AuditEvent["error"]> {
    const { message, ...rest } = error;
    const clean = cleaner.text(message, MAX_MESSAGE_LENGTH);
    return clean === undefined ? rest : { ...rest, message: clean };
  }

  function attrOf(call: Call): AuditEvent["attr"] {
    const faults = faultsOf.get(call);
    const attr = faults === undefined ? call.attr : { ...call.attr, toolmark_faults: faults };
    if (Object.keys(attr).length === 0) return undefined;
    return cleaner.json(attr, MAX_ATTR_BYTES).value as NonNullable<AuditEvent["attr"]>;
  }

  function late(call: Call, { type, ...members }: LateFact): void {
    const { params: _params, ...context } = call.context;
    sendUnwatched({
      ...context,
      event: { id: newUuid(), type },
      time: { occurred: new Date().toISOString(), source: "emitter" },
      ...members,
    });
  }

  function fault(call: Call, message: string): void {
    report(new Error(message));
    const faults = faultsOf.get(call) ?? [];
    if (faults.length < MAX_FAULTS) faults.push(cleaner.text(message) ?? "fault");
    faultsOf.set(call, faults);
  }

  return {
    begin(connection, request) {
      const context = reader.read(connection, request);
      const given = request.params ?? {};
      const name = request.name ?? "";
      const { params, hmac } = paramsOf(request);
      const keys = roundKeys(given, [
        request.method,
        context.actor?.id,
        context.actor?.credential?.fingerprint,
        context.client?.name,
      ]);
      const going = findOperation(emitter, keys);
      const id = newUuid();
      const outer = currentCall.getStore();
      const operation = {
        id: going?.id ?? id,
        ...(outer === undefined ? {} : { parent_id: outer.operationId }),
        ...(going === undefined ? {} : { round: going.round + 1 }),
      };
      const common: CallContext = {
        vantage: "server",
        environment,
        ...context,
        call: { id },
        operation,
        method: request.method,
        ...targetOf(request.method, name),
        ...(params === undefined ? {} : { params }),
      };
      const now = new Date().toISOString();
      const call: Call = {
        id,
        method: request.method,
        name,
        requestId: request.id,
        operationId: operation.id,
        round: going === undefined ? 0 : going.round + 1,
        context: common,
        paramsHmac: hmac,
        startedAt: performance.now(),
        checks: [],
        downstream: [],
        attr: {},
        approval: undefined,
        elicited: approvalInRetry(given, now, hmac),
        hasWritten: false,
        stateBytesLeft: MAX_STATE_BYTES,
        isConcluded: false,
        late: (event) => late(call, event),
        fault: (message) => fault(call, message),
        clean: (value, maxBytes) => cleaner.json(value, maxBytes),
        cleanText: (value, maxLength) => cleaner.text(value, maxLength) ?? "",
      };
      roundsOf.set(call, keys);
      const stored = emitter.send({
        ...common,
        event: { id: callEventId(id, "attempted"), type: "call.attempted" },
        time: { occurred: now, source: "emitter" },
      });
      stored.catch(reportUnsent);
      return { call, stored };
    },

    conclude(call, response) {
      if (call.isConcluded) return;
      const decision = effectiveDecision(call.checks);
      const approval = call.approval ?? call.elicited;
      const judged = judgeResponse(response, call, {
        hasWritten: call.hasWritten,
        isDenied:
          (decision?.decision === "deny" && decision.isEnforced) || approval?.status === "denied",
      });
      const result = objectOf(response["result"]);
      if (judged.outcome.status === "input_required" && result !== undefined) {
        const key = roundsOf.get(call)?.outgoing(result);
        if (key !== undefined)
          emitter.operations.set(key, { id: call.operationId, round: call.round });
      }
      end(call, judged, result === undefined ? undefined : resultOf(result, call.name, cleaner));
    },

    cancel(call, reason) {
      if (call.isConcluded) return;
      const message = stringOf(reason);
      const error = {
        kind: "protocol" as const,
        class: "cancelled",
        ...(message === undefined ? {} : { message }),
      };
      end(call, { outcome: { status: "cancelled", executed: null }, error }, undefined);
    },

    abandon(call) {
      if (call.isConcluded) return;
      call.isConcluded = true;
      if (call.downstream.length > 0)
        late(call, { type: "downstream.touched", downstream: call.downstream });
      const policy = policyOf(call.checks, { status: "unknown", executed: null });
      if (policy !== undefined) late(call, { type: "policy.decided", policy });
    },

    fact(context, { type, ...members }) {
      sendUnwatched({
        vantage: "server",
        environment,
        ...context,
        event: { id: newUuid(), type },
        time: { occurred: new Date().toISOString(), source: "emitter" },
        ...members,
      });
    },
  };
}

/** What the handler told of the approval, else what was seen on the wire. */
function approvalOf(call: Call, judged: CallOutcome): AuditEvent["approval"] {
  if (call.approval !== undefined) return call.approval;
  if (judged.asksForApproval === true)
    return approvalAsked(new Date().toISOString(), call.paramsHmac);
  return call.elicited;
}
