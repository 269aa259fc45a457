import type { AuditEvent } from "@toolmark/schemas/event";

import { arrayOf, objectOf, stringOf } from "./json-object.ts";
import type { JsonObject } from "./json-object.ts";

type Outcome = NonNullable<AuditEvent["outcome"]>;
type CallError = NonNullable<AuditEvent["error"]>;

/** How a call ended, as its response says. `error.message` is not cleaned yet. */
export interface CallOutcome {
  outcome: Outcome;
  error?: CallError;
  /** Opaque state that the client brings along when it calls again (MCP 2026-07-28). */
  requestState?: string;
  /** Whether the client was asked for something a person decides. */
  asksForApproval?: boolean;
  /** Task that goes on behind this response. */
  taskId?: string;
}

/** What the server did before it answered, as far as handlers told. */
export interface Conduct {
  /** A policy that is enforced, or a person, said no. */
  isDenied: boolean;
  /** Something was changed downstream. */
  hasWritten: boolean;
}

/** Key of a structured authorization denial (SEP-2643, a draft): with it nothing was carried out. */
const DENIAL = "io.modelcontextprotocol/authorization";

const INVALID_PARAMS = -32602;
const URL_ELICITATION_REQUIRED = -32042;
const REQUEST_TIMEOUT = -32001;
/** Errors that are answered before a handler runs. */
const refusals: ReadonlySet<number> = new Set([
  -32700, -32600, -32601, -32602, -32002, -32020, -32021, -32022,
]);

/** What was called: the method, and the name of the tool or prompt or the URI of the resource. */
export interface Called {
  method: string;
  name: string;
}

/** Judges the response to a call. */
export function judgeResponse(response: JsonObject, called: Called, conduct: Conduct): CallOutcome {
  const error = objectOf(response["error"]);
  if (error !== undefined) return judgeError(error, called, conduct);
  const result = objectOf(response["result"]) ?? {};
  if (result["resultType"] === "input_required") return judgeInputRequired(result, conduct);
  const taskId = stringOf(objectOf(result["task"])?.["taskId"] ?? result["taskId"]);
  if (taskId !== undefined && (result["resultType"] === "task" || result["task"] !== undefined))
    return { outcome: { status: "deferred", executed: null }, taskId: taskId.slice(0, 512) };
  const isRefused = objectOf(result["_meta"])?.[DENIAL] !== undefined;
  if (result["isError"] === true || isRefused)
    return judgeToolError(messageOf(result), called.name, {
      ...conduct,
      isDenied: conduct.isDenied || isRefused,
    });
  return { outcome: { status: "success", executed: true } };
}

function judgeInputRequired(result: JsonObject, conduct: Conduct): CallOutcome {
  const requests = Object.values(objectOf(result["inputRequests"]) ?? {});
  const requestState = stringOf(result["requestState"]);
  return {
    outcome: { status: "input_required", executed: conduct.hasWritten },
    asksForApproval: requests.some((entry) => objectOf(entry)?.["method"] === "elicitation/create"),
    ...(requestState === undefined ? {} : { requestState }),
  };
}

function judgeError(given: JsonObject, called: Called, conduct: Conduct): CallOutcome {
  const code = typeof given["code"] === "number" ? given["code"] : undefined;
  const message = stringOf(given["message"]);
  const error: CallError = {
    kind: "protocol",
    ...(code === undefined ? {} : { code: String(code) }),
    ...(message === undefined ? {} : { message }),
  };
  if (conduct.isDenied) return { outcome: denied(conduct), error: { ...error, class: "denied" } };
  if (code === URL_ELICITATION_REQUIRED)
    return {
      outcome: { status: "input_required", executed: conduct.hasWritten },
      asksForApproval: true,
      error,
    };
  if (code === REQUEST_TIMEOUT)
    return {
      outcome: { status: "timeout", executed: null },
      error: { ...error, class: "timeout" },
    };
  if (code !== undefined && refusals.has(code) && !conduct.hasWritten)
    return {
      outcome: { status: "rejected", executed: false },
      error: { ...error, class: refusalClass(code, message ?? "", called) },
    };
  return {
    outcome: { status: "protocol_error", executed: conduct.hasWritten ? true : null },
    error: { ...error, ...classOf(message ?? "") },
  };
}

function refusalClass(code: number, message: string, { method }: Called): string {
  if (code === -32601) return "method_not_found";
  if (code === -32002) return "not_found";
  if (code !== INVALID_PARAMS) return "protocol";
  if (!unknownName.test(message)) return "validation";
  return method === "tools/call" ? "unknown_tool" : "not_found";
}

const unknownName = /\b(?:not found|disabled|unknown (?:tool|prompt|resource))\b/i;

/**
 * SDK 1 answers unknown tools and wrong arguments with a result, not an error; then only the text
 * tells that no handler ran. It is trusted as a whole or by its start, and only where the handler did
 * not tell of anything it changed.
 */
function judgeToolError(text: string, name: string, conduct: Conduct): CallOutcome {
  const [, code, message = text] = /^MCP error (-\d+): ([\s\S]*)$/.exec(text) ?? [];
  const error: CallError = {
    kind: code === undefined ? "tool" : "protocol",
    ...(code === undefined ? {} : { code }),
    ...(text === "" ? {} : { message: text }),
  };
  if (conduct.isDenied) return { outcome: denied(conduct), error: { ...error, class: "denied" } };
  const refusal = conduct.hasWritten ? undefined : refusalOf(message, name);
  if (refusal !== undefined)
    return {
      outcome: { status: "rejected", executed: false },
      error: { ...error, class: refusal },
    };
  if (code === String(REQUEST_TIMEOUT))
    return {
      outcome: { status: "timeout", executed: null },
      error: { ...error, class: "timeout" },
    };
  return {
    outcome: { status: "tool_error", executed: true },
    error: { ...error, ...classOf(message) },
  };
}

function denied(conduct: Conduct): Outcome {
  return { status: "denied", executed: conduct.hasWritten };
}

function refusalOf(message: string, name: string): string | undefined {
  if (message === `Tool ${name} not found` || message === `Tool ${name} disabled`)
    return "unknown_tool";
  if (message.startsWith("Unknown tool")) return "unknown_tool";
  if (message.startsWith("Input validation error:")) return "validation";
  if (message.startsWith(`Invalid arguments for tool ${name}:`)) return "validation";
  return undefined;
}

const errorClasses: readonly (readonly [string, RegExp])[] = [
  ["output_validation", /^Output validation error:/],
  [
    "access_denied",
    /\baccess denied|\bpermission denied|\bforbidden\b|\bnot authorized|\bunauthori[sz]ed|\b403\b|\b401\b|\bEACCES\b|\bEPERM\b/i,
  ],
  ["rate_limited", /\brate.?limit|\btoo many requests|\b429\b/i],
  ["timeout", /\btimed? ?out\b|\bETIMEDOUT\b|\bdeadline exceeded/i],
  ["not_found", /\bnot found\b|\b404\b|\bENOENT\b|\bno such\b/i],
];

/** The class of an error by what its first line says; errors of tools have no code. */
function classOf(message: string): { class?: string } {
  const [line = ""] = message.slice(0, 500).split("\n");
  const found = errorClasses.find(([, pattern]) => pattern.test(line));
  return found === undefined ? {} : { class: found[0] };
}

function messageOf(result: JsonObject): string {
  for (const part of arrayOf(result["content"])) {
    const text = stringOf(objectOf(part)?.["text"]);
    if (text !== undefined) return text;
  }
  return "";
}
