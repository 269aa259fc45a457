import type { ApprovalsAnswer, PolicyDecisionsAnswer } from "@toolmark/query-api/approvals/answers";

import { defineCommand } from "../command.ts";
import type { CommandContext } from "../command.ts";
import { formatCount, formatTime } from "../output/format-values.ts";
import { createTable } from "../output/render-table.ts";
import type { Column } from "../output/render-table.ts";
import { safeText } from "../output/visible-text.ts";
import { rangeOptions, readRange, wholeNumber } from "../read-query.ts";
import { showAnswer } from "../show-answer.ts";

type Approval = ApprovalsAnswer["approvals"][number];
type Write = ApprovalsAnswer["unapproved_writes"][number];
type Block = PolicyDecisionsAnswer["blocked"][number];

const limitOption = {
  limit: {
    type: "string",
    short: "n",
    argument: "N",
    description: "longest list; default 50",
  },
} as const;
const limitBounds = { min: 1, max: 1000, byDefault: 50 };

/** `toolmark approvals`. */
export const approvals = defineCommand({
  name: "approvals",
  summary: "Show who approved what, and which writes lacked an approval",
  usage: "",
  argument: "none",
  arity: [0, 0],
  options: {
    ...rangeOptions,
    state: { type: "string", argument: "STATE", description: "only approvals in this state" },
    ...limitOption,
  },
  asks: true,
  examples: [
    ["toolmark approvals --from 30d", "all, and what lacked one"],
    ["toolmark approvals --json | jq '.unapproved_writes[].event_id'", "writes without approval"],
  ],
  async run(context, { options }) {
    const limit = wholeNumber("limit", options.limit, limitBounds);
    const range = readRange(options);
    const { api } = await context.connect();
    const answer = await api.get<ApprovalsAnswer>("/v1/approvals", {
      ...range,
      state: options.state,
      limit,
    });
    const lines = [
      `${formatCount(answer.total, "approval")}  ${counts(answer.by_state)}`,
      ...section(context, answer.approvals, approvalColumns),
      "",
      `${formatCount(answer.unapproved_total, "write")} without a valid approval`,
      ...section(context, answer.unapproved_writes, writeColumns),
    ];
    return await showAnswer(context, answer, lines);
  },
});

/** `toolmark blocked`. */
export const blocked = defineCommand({
  name: "blocked",
  summary: "Show what was blocked, by which rule and why",
  usage: "",
  argument: "none",
  arity: [0, 0],
  options: {
    ...rangeOptions,
    rule: { type: "string", argument: "ID", description: "only what this rule or check looked at" },
    decision: { type: "string", argument: "DECISION", description: "only this effective decision" },
    ...limitOption,
  },
  asks: true,
  examples: [["toolmark blocked --from 1d", "every blocked attempt of a day"]],
  async run(context, { options }) {
    const limit = wholeNumber("limit", options.limit, limitBounds);
    const { rule, decision } = options;
    const range = readRange(options);
    const { api } = await context.connect();
    const answer = await api.get<PolicyDecisionsAnswer>("/v1/policy-decisions", {
      ...range,
      rule,
      decision,
      limit,
    });
    const lines = [
      `${formatCount(answer.total, "blocked attempt")}  ${counts(answer.by_kind)}`,
      ...section(context, answer.blocked, blockColumns),
      ...(answer.not_enforced_total === 0
        ? []
        : ["", `${formatCount(answer.not_enforced_total, "call")} denied that ran all the same`]),
    ];
    return await showAnswer(context, answer, lines);
  },
});

function section<Row>(
  { terminal: { out } }: CommandContext,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
): string[] {
  return rows.length === 0
    ? []
    : createTable(columns, { width: out.columns, paint: out.paint }).lines(rows);
}

function counts(by: Readonly<Record<string, number | undefined>>): string {
  return Object.entries(by)
    .filter(([, count]) => (count ?? 0) > 0)
    .map(([name, count]) => `${safeText(name)} ${count}`)
    .join(", ");
}

const approvalColumns: readonly Column<Approval>[] = [
  {
    name: "time",
    title: "TIME (UTC)",
    value: ({ requested_at, decided_at }) => formatTime(requested_at ?? decided_at),
  },
  { name: "state", title: "STATE", value: ({ state }) => state },
  { name: "requester", title: "REQUESTER", value: ({ requester }) => requester?.id, min: 8 },
  { name: "approver", title: "APPROVER", value: ({ approver }) => approver?.id, min: 8 },
  {
    name: "wait",
    title: "WAIT S",
    value: ({ wait_ms }) => (wait_ms === undefined ? undefined : (wait_ms / 1000).toFixed(1)),
    align: "right",
    dispensable: 2,
  },
  { name: "tool", title: "TOOL", value: ({ tool }) => tool, min: 10 },
  {
    name: "flags",
    title: "FLAGS",
    value: ({ flags }) => flags.join(","),
    style: ({ flags }) => (flags.length > 0 ? "warning" : undefined),
    min: 6,
  },
  { name: "id", title: "APPROVAL", value: ({ id, key }) => id ?? key, min: 8, dispensable: 1 },
];

const writeColumns: readonly Column<Write>[] = [
  { name: "time", title: "TIME (UTC)", value: ({ time }) => formatTime(time) },
  {
    name: "why",
    title: "WHY",
    value: ({ reasons }) => reasons.join(","),
    style: () => "bad",
    min: 8,
  },
  { name: "requester", title: "REQUESTER", value: ({ requester }) => requester?.id, min: 8 },
  { name: "tool", title: "TOOL", value: ({ tool }) => tool, min: 10 },
  { name: "outcome", title: "OUTCOME", value: ({ outcome }) => outcome, dispensable: 2 },
  { name: "event", title: "EVENT", value: ({ event_id }) => event_id, dispensable: 1 },
];

const blockColumns: readonly Column<Block>[] = [
  { name: "time", title: "TIME (UTC)", value: ({ time }) => formatTime(time) },
  { name: "kind", title: "BY", value: ({ kind }) => kind },
  { name: "actor", title: "ACTOR", value: ({ actor }) => actor, min: 8 },
  { name: "agent", title: "VIA", value: ({ agent }) => agent, min: 6, dispensable: 3 },
  { name: "tool", title: "TOOL", value: ({ tool }) => tool, min: 10 },
  { name: "rule", title: "RULE", value: ({ rule }) => rule, min: 8 },
  { name: "reason", title: "REASON", value: ({ reason }) => reason, min: 10, dispensable: 2 },
  { name: "event", title: "EVENT", value: ({ event_id }) => event_id, dispensable: 1 },
];
