import { expect, test } from "vitest";

import { APPROVAL_TTL_MS, createApprovals, signDecision } from "./approvals.ts";
import type { ApprovalAnswer, ApprovalRequest } from "./approvals.ts";
import { createApprover } from "./people.ts";

const dave = createApprover();
const call = {
  tool: "billing.refund",
  args: { invoice: 9042, amount: 300 },
  requester: "alice@example.com",
};

function openApprovals(now?: () => number) {
  return createApprovals({
    prefix: "test",
    approvers: { [dave.id]: dave.publicKey },
    ...(now === undefined ? {} : { now }),
  });
}

function answer(
  request: Pick<ApprovalRequest, "id" | "digest">,
  decision: "approve" | "refuse" = "approve",
): ApprovalAnswer {
  const signature = signDecision(request, dave.id, decision, dave.privateKey);
  return { action: "accept", content: { approver: dave.id, decision, signature } };
}

test("a signed approval of the same call is granted, once", () => {
  const approvals = openApprovals();
  const request = approvals.open(call);
  // The order of members is no other argument.
  const same = { ...call, args: { amount: 300, invoice: 9042 } };
  expect(approvals.judge(request, same, answer(request))).toMatchObject({
    status: "granted",
    approver: dave.id,
  });
  expect(approvals.judge(request, call, answer(request))).toMatchObject({
    status: "denied",
    reason: "the approval was used before",
  });
});

test("an approval does not hold for other arguments, another tool or another person", () => {
  const approvals = openApprovals();
  const request = approvals.open(call);
  for (const other of [
    { ...call, args: { invoice: 9042, amount: 301 } },
    { ...call, tool: "crm.contacts.delete" },
    { ...call, requester: "bob@example.com" },
  ])
    expect(approvals.judge(request, other, answer(request)).status).toBe("denied");
});

test("a signature holds only for the decision, question and approver that were signed", () => {
  const approvals = openApprovals();
  const request = approvals.open(call);
  const refusal = answer(request, "refuse");
  const turned = { ...refusal, content: { ...refusal.content, decision: "approve" } };
  const other = answer({ id: "test-9", digest: request.digest });
  const stranger = { ...answer(request), content: { ...answer(request).content, approver: "eve" } };
  for (const forged of [turned, other, stranger])
    expect(approvals.judge(request, call, forged).status).toBe("denied");
  expect(approvals.judge(request, call, refusal)).toMatchObject({
    status: "denied",
    approver: dave.id,
    reason: "refused by dave@example.com",
  });
});

test("nobody approves their own call", () => {
  const approvals = openApprovals();
  const own = { ...call, requester: dave.id };
  const request = approvals.open(own);
  expect(approvals.judge(request, own, answer(request))).toMatchObject({
    status: "denied",
    reason: "nobody approves their own call",
  });
});

test("an answer after its time, or none, grants nothing", () => {
  let now = 1_000_000;
  const approvals = openApprovals(() => now);
  const request = approvals.open(call);
  expect(approvals.judge(request, call, { action: "cancel" }).status).toBe("cancelled");
  expect(approvals.judge(request, call, { action: "decline" }).status).toBe("denied");
  now += APPROVAL_TTL_MS;
  expect(approvals.judge(request, call, answer(request)).status).toBe("expired");
});
