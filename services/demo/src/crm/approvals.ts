import { createPublicKey, hash, sign, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";

import { canonicalJson } from "@toolmark/integrity/canonical-json";

/** A question to an approver, bound to the exact arguments of one call. */
export interface ApprovalRequest {
  id: string;
  tool: string;
  requester: string;
  /** SHA-256 of the canonical arguments, base64url. */
  digest: string;
  /** Milliseconds since the epoch. */
  requestedAt: number;
  expiresAt: number;
}

/** What came back from the client: the form of an elicitation, filled in by whoever decided. */
export interface ApprovalAnswer {
  action: "accept" | "decline" | "cancel";
  content?: Readonly<Record<string, unknown>> | undefined;
}

/** Where a question stands once it is answered. `approver` is set only when the signature proves it. */
export interface ApprovalVerdict {
  status: "granted" | "denied" | "expired" | "cancelled";
  approver?: string;
  comment?: string;
  reason: string;
}

/** How long a question stays open, milliseconds. */
export const APPROVAL_TTL_MS = 120_000;

/** Binds a question to a tool and its arguments. */
export function digestCall(tool: string, args: unknown): string {
  return hash("sha256", canonicalJson({ tool, args }), "base64url");
}

/**
 * Keeps the questions of one server and judges answers. An answer counts when it is about these exact
 * arguments, in time, used once, signed (Ed25519) by a known approver who did not ask himself.
 */
export function createApprovals(options: {
  /** Begins every id, so that servers do not share one. */
  prefix: string;
  /** Public keys in PEM, by approver. */
  approvers: Readonly<Record<string, string>>;
  now?: () => number;
}) {
  const now = options.now ?? Date.now;
  const keys = new Map(
    Object.entries(options.approvers).map(([id, pem]) => [id, createPublicKey(pem)]),
  );
  const used = new Set<string>();
  let count = 0;

  return {
    /** Asks for a decision. */
    open(call: { tool: string; args: unknown; requester: string }): ApprovalRequest {
      count += 1;
      const requestedAt = now();
      return {
        id: `${options.prefix}-${count}`,
        tool: call.tool,
        requester: call.requester,
        digest: digestCall(call.tool, call.args),
        requestedAt,
        expiresAt: requestedAt + APPROVAL_TTL_MS,
      };
    },
    /** Judges an answer for a call that is made now. */
    judge(
      request: ApprovalRequest,
      call: { tool: string; args: unknown; requester: string },
      answer: ApprovalAnswer,
    ): ApprovalVerdict {
      if (digestCall(call.tool, call.args) !== request.digest)
        return { status: "denied", reason: "the approval is for other arguments" };
      if (call.requester !== request.requester)
        return { status: "denied", reason: "the approval is for another person" };
      if (now() >= request.expiresAt)
        return { status: "expired", reason: "the approval came too late" };
      if (answer.action === "cancel") return { status: "cancelled", reason: "nobody decided" };
      if (answer.action === "decline")
        return { status: "denied", reason: "declined without a signature" };
      const { approver, decision, comment, signature } = answer.content ?? {};
      const key = typeof approver === "string" ? keys.get(approver) : undefined;
      if (typeof approver !== "string" || key === undefined)
        return { status: "denied", reason: "the answer names no known approver" };
      const isSigned =
        typeof signature === "string" &&
        (decision === "approve" || decision === "refuse") &&
        verify(
          null,
          statement(request, approver, decision),
          key,
          Buffer.from(signature, "base64url"),
        );
      if (!isSigned) return { status: "denied", reason: `the signature is not ${approver}'s` };
      const signed = {
        approver,
        ...(typeof comment === "string" && comment !== "" ? { comment } : {}),
      };
      if (decision === "refuse")
        return { ...signed, status: "denied", reason: `refused by ${approver}` };
      if (approver === request.requester)
        return { ...signed, status: "denied", reason: "nobody approves their own call" };
      if (used.has(request.id))
        return { ...signed, status: "denied", reason: "the approval was used before" };
      used.add(request.id);
      return { ...signed, status: "granted", reason: `approved by ${approver}` };
    },
  };
}
export type Approvals = ReturnType<typeof createApprovals>;

/** Signs a decision as an approver; the answer of an elicitation carries the result. */
export function signDecision(
  request: Pick<ApprovalRequest, "id" | "digest">,
  approver: string,
  decision: "approve" | "refuse",
  privateKey: KeyObject,
): string {
  return sign(null, statement(request, approver, decision), privateKey).toString("base64url");
}

function statement(
  request: Pick<ApprovalRequest, "id" | "digest">,
  approver: string,
  decision: "approve" | "refuse",
): Buffer {
  return Buffer.from(`crm approval\n${request.id}\n${request.digest}\n${approver}\n${decision}\n`);
}
