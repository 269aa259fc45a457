import { z } from "@hono/zod-openapi";
import { policyDecisions } from "@toolmark/schemas/event";

import { encodeAsof } from "../cursor.ts";
import { reconstructionParameters } from "../profiles/answer-parts.ts";
import { completenessOf, openBudget, scanWithin } from "../profiles/bounded-scan.ts";
import { compareText } from "../profiles/tally.ts";
import { checkRange, wholeNumber } from "../query-parameters.ts";
import { positionsAsof, rangeOf, readRoute } from "../read-route.ts";
import type { QueryApp, RouteContext } from "../read-route.ts";
import { ApprovalsAnswer, PolicyDecisionsAnswer } from "./answers.ts";
import { collectApprovals } from "./collect-approvals.ts";
import { approvalStates } from "./judge-approval.ts";
import {
  blockKinds,
  blockOf,
  concernsRule,
  createRuleBook,
  decisionFilter,
  joinBlocks,
  unenforcedOf,
} from "./policy-decisions.ts";
import type { Unenforced } from "./policy-decisions.ts";
import { newestFirst, summarizeApprovals, viewApproval, viewUnapproved } from "./view-approval.ts";

const limit = wholeNumber(1, 1000, 100).openapi({
  description: "longest list in the answer; totals are of all",
});

const ApprovalsQuery = z.object({
  ...reconstructionParameters,
  state: z.enum(approvalStates).optional(),
  limit,
});

const DecisionsQuery = z.object({
  ...reconstructionParameters,
  decision: z.enum(policyDecisions).optional().openapi({
    description: "only attempts with this effective decision, and rules that decided so",
  }),
  rule: z.string().min(1).max(1024).optional().openapi({
    description: "only attempts that this rule or check stopped or looked at",
  }),
  limit,
});

/** Adds `/v1/approvals` and `/v1/policy-decisions`. */
export function addApprovalRoutes(app: QueryApp, context: RouteContext): void {
  const { admit } = context;

  app.openapi(
    readRoute({
      path: "/v1/approvals",
      summary: "Shows who approved what, and which writes lacked an approval",
      admit,
      query: ApprovalsQuery,
      answer: ApprovalsAnswer,
    }),
    async (c) => {
      const { reader, note } = c.var;
      const request = c.req.valid("query");
      checkRange(request);
      const asof = await positionsAsof(reader, request.asof);
      const budget = openBudget(reader, request.bound);
      const range = { ...rangeOf(request), asof };
      const { approvals, unapproved } = await collectApprovals(reader, range, budget);
      const wanted = approvals
        .filter(({ state }) => request.state === undefined || state === request.state)
        .toSorted(newestFirst);
      const writes = unapproved.toSorted(
        (a, b) => b.end.at - a.end.at || compareText(b.end.event_id, a.end.event_id),
      );
      Object.assign(note, {
        query: request.state === undefined ? "approvals" : `approvals ${request.state}`,
        rows: Math.min(wanted.length, request.limit),
        total: wanted.length,
      });
      const answer: ApprovalsAnswer = {
        approvals: wanted.slice(0, request.limit).map(viewApproval),
        total: wanted.length,
        ...summarizeApprovals(approvals),
        unapproved_writes: writes.slice(0, request.limit).map(viewUnapproved),
        unapproved_total: writes.length,
        ...completenessOf(budget),
        asof: encodeAsof(asof),
      };
      return c.json(answer, 200);
    },
  );

  app.openapi(
    readRoute({
      path: "/v1/policy-decisions",
      summary: "Shows what was blocked, by which rule and why",
      admit,
      query: DecisionsQuery,
      answer: PolicyDecisionsAnswer,
    }),
    async (c) => {
      const { reader, note } = c.var;
      const request = c.req.valid("query");
      checkRange(request);
      const { rule, decision } = request;
      const asof = await positionsAsof(reader, request.asof);
      const budget = openBudget(reader, request.bound);
      const query = { filter: decisionFilter, kind: "rows", ...rangeOf(request), asof } as const;
      const blocks: (NonNullable<ReturnType<typeof blockOf>> & {
        operation?: string;
        approval?: string;
      })[] = [];
      const unenforced: Unenforced[] = [];
      const rules = createRuleBook();
      const decisions: PolicyDecisionsAnswer["decisions"] = {};
      await scanWithin(reader, query, "newest", budget, (event) => {
        const { policy, operation, approval } = event;
        const block = blockOf(event);
        if (rule !== undefined && !concernsRule(rule, block ?? {}, event)) return;
        rules.add(event);
        if (policy !== undefined && event.event.type === "call.completed")
          decisions[policy.decision] = (decisions[policy.decision] ?? 0) + 1;
        if (decision !== undefined && policy?.decision !== decision) return;
        if (block !== undefined)
          blocks.push({
            ...block,
            ...(operation && { operation: operation.id }),
            ...(approval?.id !== undefined && { approval: approval.id }),
          });
        const ran = unenforcedOf(event);
        if (ran !== undefined) unenforced.push(ran);
      });
      const blocked = joinBlocks(blocks);
      Object.assign(note, {
        query: ["policy decisions", decision, rule].filter((part) => part !== undefined).join(" "),
        rows: Math.min(blocked.length, request.limit),
        total: blocked.length,
      });
      const answer: PolicyDecisionsAnswer = {
        blocked: blocked.slice(0, request.limit),
        total: blocked.length,
        by_kind: Object.fromEntries(
          blockKinds.map((name) => [name, blocked.filter(({ kind }) => kind === name).length]),
        ) as PolicyDecisionsAnswer["by_kind"],
        rules: rules
          .list()
          .filter((entry) => decision === undefined || entry.decision === decision),
        decisions,
        not_enforced: unenforced.slice(0, request.limit),
        not_enforced_total: unenforced.length,
        ...completenessOf(budget),
        asof: encodeAsof(asof),
      };
      return c.json(answer, 200);
    },
  );
}
