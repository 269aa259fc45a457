import { approver, clients, digestOf, emitters, people, tools } from "../cast.ts";
import type { StoryTool } from "../cast.ts";
import type { StoryWriter } from "../story-writer.ts";
import { escalated, holdAndDecide } from "./held-call.ts";

/** What was held for an approval, what dave decided, and what ran without one. */
export function tellApprovals(writer: StoryWriter): void {
  const { call } = writer;
  holdAndDecide(writer, {
    name: "owner-of-42",
    before: 316,
    decidedAfter: 24,
    verdict: "granted",
    comment: "checked with the account team",
    call: {
      actor: people.alice,
      client: clients.desktop,
      session: "demo-sales-1",
      tool: tools.updateContact,
      params: { id: 42, set: { owner: "alice@example.com", credit_limit: 4000 } },
      intent: "take the account over from carol",
    },
    rule: ["crm-write", "credit-limit-needs-approval"],
    done: [
      {
        system: "crm",
        resource: "contact/42",
        type: "contact",
        operation: "update",
        before: { owner: "carol@example.com", credit_limit: 1500 },
        after: { owner: "alice@example.com", credit_limit: 4000 },
        changed_fields: ["owner", "credit_limit"],
        assurance: "verified",
      },
    ],
  });
  holdAndDecide(writer, {
    name: "refund-9042",
    before: 382,
    decidedAfter: 17,
    verdict: "granted",
    comment: "outage in July, agreed",
    call: {
      actor: people.erin,
      client: clients.editor,
      session: "demo-finance-1",
      tool: tools.refund,
      params: { invoice: 9042, amount: 300, reason: "outage in July" },
    },
    rule: ["refund-limit", "above-200"],
    done: [
      {
        system: "billing",
        resource: "invoice/9042",
        operation: "update",
        before: { refunded: 0 },
        after: { refunded: 300 },
        changed_fields: ["refunded"],
      },
      { system: "bank", resource: "transfer/tr-7751", operation: "create" },
    ],
  });
  holdAndDecide(writer, {
    name: "role-of-alice",
    before: 284,
    decidedAfter: 9,
    verdict: "denied",
    comment: "no new administrators this week",
    call: {
      actor: people.alice,
      client: clients.desktop,
      session: "demo-sales-1",
      tool: tools.setRole,
      params: { user: "alice@example.com", role: "admin" },
    },
    rule: ["roles", "admins-by-hand"],
    done: [],
  });

  const refund = { actor: people.erin, client: clients.editor, session: "demo-finance-1" } as const;
  call({
    ...refund,
    before: 372,
    duration: 5,
    tool: tools.refund,
    params: { invoice: 9042, amount: 900, reason: "customer is angry" },
    outcome: "denied",
    resource: "billing://invoice/9042",
    policy: {
      decision: "deny",
      enforced: true,
      checks: [
        {
          id: "refund-limit",
          rule_id: "max-500",
          engine: "demo",
          stage: "before_call",
          decision: "deny",
          reason: "refunds above 500 are for people only",
        },
      ],
    },
  });
  // The rule only watched, so the call ran: a write that should have been asked for.
  call({
    ...refund,
    before: 356,
    tool: tools.refund,
    params: { invoice: 9017, amount: 240, reason: "goodwill" },
    policy: {
      decision: "escalate",
      enforced: false,
      checks: [
        {
          id: "refund-limit",
          rule_id: "above-200",
          engine: "demo",
          stage: "before_call",
          mode: "audit",
          decision: "escalate",
          reason: "refunds above 200 need an approval",
        },
      ],
    },
    approval: () => ({ required: true }),
    downstream: [
      {
        system: "billing",
        resource: "invoice/9017",
        operation: "update",
        before: { refunded: 0 },
        after: { refunded: 240 },
        changed_fields: ["refunded"],
      },
    ],
  });
  // Approved were other arguments than those of the call.
  call({
    ...refund,
    before: 338,
    tool: tools.refund,
    params: { invoice: 9031, amount: 450, reason: "late delivery" },
    policy: escalated("refund-limit", "above-200"),
    approval: () => ({
      required: true,
      id: "demo-ap-9031",
      status: "granted",
      approver,
      channel: "chat",
      requested_at: writer.time(352),
      decided_at: writer.time(350.6),
      expires_at: writer.time(50),
      params_hmac: digestOf("demo keyed another amount"),
    }),
    downstream: [
      {
        system: "billing",
        resource: "invoice/9031",
        operation: "update",
        changed_fields: ["refunded"],
      },
    ],
  });
  expire(writer);
}

/** Nobody decides about a campaign, and it does not start. */
function expire(writer: StoryWriter): void {
  const tool: StoryTool = tools.sendCampaign;
  const approval = {
    required: true,
    id: "demo-ap-campaign",
    channel: "chat",
    requested_at: writer.time(142),
    expires_at: writer.time(82),
  } as const;
  const about = {
    emitter: emitters.mail,
    actor: people.frank,
    client: clients.desktop,
    server: { name: "mail", version: "2.3.0" },
    tool: { name: tool.name },
  };
  writer.fact({
    ...about,
    before: 142,
    type: "approval.requested",
    approval: { ...approval, status: "requested" },
  });
  writer.fact({
    ...about,
    before: 82,
    type: "approval.expired",
    approval: { ...approval, status: "expired" },
  });
  writer.call({
    before: 81,
    actor: people.frank,
    client: clients.desktop,
    session: "demo-reports-1",
    tool,
    params: { list: "all customers", template: "autumn" },
    outcome: "denied",
    policy: {
      decision: "deny",
      enforced: true,
      checks: [
        {
          id: "outbound-mail",
          rule_id: "campaigns-need-approval",
          engine: "demo",
          stage: "approval",
          decision: "deny",
          reason: "nobody decided in time",
        },
      ],
    },
    approval: () => ({ ...approval, status: "expired" }),
  });
}
