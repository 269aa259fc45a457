import {
  CLIENT_INFO_META_KEY,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  McpServer,
} from "@modelcontextprotocol/server";
import type { RequestStateCodec } from "@modelcontextprotocol/server";
import { z } from "zod";

import { approvalForm } from "./approval-form.ts";
import type { ApprovalAnswer, ApprovalRequest, Approvals } from "./approvals.ts";
import { callTool } from "./call-tool.ts";
import { crmServerInfo, crmTools } from "./crm-tools.ts";
import type { Crm } from "./crm.ts";
import { toolResult } from "./tool-result.ts";
import type { Caller } from "./tool.ts";

/** Name of the one question that a call of the CRM asks. */
const QUESTION = "approval";

/** Seals open approvals into the state that a client carries between rounds, for one person each. */
export function createApprovalCodec(key: Uint8Array): RequestStateCodec<ApprovalRequest> {
  return createRequestStateCodec<ApprovalRequest>({
    key,
    ttlSeconds: 120,
    bind: ({ mcpReq, http }) =>
      JSON.stringify([mcpReq.method, http?.authInfo?.clientId, http?.authInfo?.extra?.["sub"]]),
  });
}

/**
 * The CRM on SDK v2: a server for one HTTP request of either era. Approvals are asked for with an
 * `input_required` result (MCP 2026-07-28); the retry has to carry the sealed question, the same
 * arguments and the signed answer.
 */
export function createModernServer(options: {
  crm: Crm;
  approvals: Approvals;
  codec: RequestStateCodec<ApprovalRequest>;
  caller: Caller;
}): McpServer {
  const { codec } = options;
  const mcp = new McpServer(crmServerInfo, {
    requestState: { verify: (state, context) => codec.verify(state, context) },
  });
  for (const tool of crmTools) {
    const { name, title, description, annotations } = tool;
    mcp.registerTool(
      name,
      { title, description, annotations, inputSchema: tool.input },
      async (args, context) => {
        const { mcpReq } = context;
        const request = mcpReq.requestState<ApprovalRequest>();
        const step = await callTool(options, {
          tool,
          args,
          caller: { ...options.caller, client: clientIn(mcpReq.envelope) },
          signal: mcpReq.signal,
          channel: "input_required",
          answered:
            request === undefined
              ? undefined
              : { request, answer: answerIn(mcpReq.inputResponses) },
        });
        if (step.kind !== "approval") return toolResult(step);
        return inputRequired({
          inputRequests: {
            [QUESTION]: inputRequired.elicit({
              message: step.question,
              requestedSchema: approvalForm(step.request),
            }),
          },
          requestState: await codec.mint(step.request, context),
        });
      },
    );
  }
  return mcp;
}

const ClientInfo = z.object({ name: z.string(), version: z.string().optional() });

// Requests of the legacy era carry no envelope: their client stays unknown.
function clientIn(
  envelope: Readonly<Record<string, unknown>> | undefined,
): NonNullable<Caller["client"]> {
  return ClientInfo.safeParse(envelope?.[CLIENT_INFO_META_KEY]).data ?? {};
}

function answerIn(responses: Record<string, unknown> | undefined): ApprovalAnswer {
  const view = inputResponse(responses, QUESTION);
  return view.kind === "elicit" ? view : { action: "cancel" };
}
