import type { AuditEvent } from "@toolmark/schemas/event";
import { facetIds } from "@toolmark/schemas/fields";
import { corpus } from "@toolmark/schemas/query/corpus";

import type { AnswerKey } from "../../fixtures/audit-story.ts";

/** One question as both forms are asked it. */
export interface ParityRequest {
  path: string;
  parameters: Readonly<Record<string, string>>;
}

/** Queries about what the events hold, one of each kind of condition. */
const queries: readonly string[] = [
  "",
  "tool:crm.*",
  "tool:*.update",
  "tool:*contact*",
  "-outcome:success",
  "outcome:denied,tool_error",
  "(outcome:denied OR outcome:tool_error) agent:sales-bot",
  "tool:crm.* -(outcome:success OR agent:export-bot)",
  "actor:u-1",
  "actor:=U-1",
  "actor:u-1*",
  "duration:>300ms",
  "duration:10..20",
  "ip:10.0.0.0/28",
  "-ip:10.0.0.0/8",
  "has:approval",
  "-has:resource has:tool",
  "resource:crm://contact/*",
  "changed:crm://contact/42",
  "system:crm effect:(write OR destructive)",
  "decision:deny",
  "refund order",
  "refun*",
  '"crm.contacts.update"',
  "quarterly",
  "-refund tool:billing.refund",
  "error:conflict",
  "params.id:>40000",
  "params.id:1..500",
  "rule:crm-write",
  "emitter:crm-prod duration:[1ms TO 5ms]",
  "credential:sha256:shared-admin",
  "type:tools.changed",
  "descriptor:changed",
  "session:s-tickets",
  "client:claude-desktop",
  "name:alice*",
];

/** Every how many queries of the query language's corpus one is asked. */
const CORPUS_STEP = 6;

/** Questions of every GET route that answers with events or with figures of them. */
export function parityRequests(options: {
  from: string;
  to: string;
  answers: AnswerKey;
  events: readonly AuditEvent[];
}): ParityRequest[] {
  const { from, to, answers, events } = options;
  const range = { from, to };
  const { record, state, shared, leaked, changedTool, session, missing, approvals } = answers;
  const searched = [
    ...queries,
    ...corpus
      // Times of a query count back from when it is asked.
      .filter((entry) => "filter" in entry && entry.from === undefined && entry.to === undefined)
      .map(({ query }) => query)
      .filter((_, index) => index % CORPUS_STEP === 0),
  ];
  const [event] = events;
  return [
    ...searched.map((q) => ask("/v1/search", { q, ...range, limit: "20" })),
    ask("/v1/search", { ...range, limit: "1000", order: "oldest", reveal: "true" }),
    ask("/v1/search", { ...range, limit: "300", kind: "attempts" }),
    ask("/v1/search", { ...range, limit: "300", kind: "all" }),
    ask("/v1/search", { q: "actor:", ...range }),
    ...["", "tool:crm.* -outcome:success", "refund", "duration:>200ms"].map((q) =>
      ask("/v1/facets", { q, ...range, fields: facetIds.join(","), limit: "1000" }),
    ),
    ask("/v1/facets", { ...range, kind: "all", limit: "3" }),
    ...["1s", "1m", undefined].map((interval) => ask("/v1/histogram", { ...range, interval })),
    ask("/v1/histogram", { ...range, interval: "5s", by: "outcome", q: "tool:crm.*" }),
    ask("/v1/histogram", { ...range, interval: "700ms", by: "client" }),
    ask(one("events", event?.event.id), { reveal: "true" }),
    ask(one("events", record.changes[0]?.event)),
    ask(one("calls", event?.call?.id)),
    ask(one("calls", missing.halfLost.id), { reveal: "true" }),
    ask(one("calls", missing.wholeLost.id)),
    ask(one("operations", event?.operation?.id), range),
    ask(one("sessions", event?.session?.id), range),
    ask(one("sessions", "s-tickets"), range),
    ask(one("sessions", "s-tickets", "/tree"), range),
    ask(one("sessions", session.id), range),
    ask(one("sessions", session.id, "/tree"), range),
    ask(one("operations", session.approval.operation), range),
    ask(one("operations", session.approval.operation, "/tree"), range),
    ask("/v1/resources", { uri: record.uri, ...range, reads: "true", reveal: "true" }),
    ask("/v1/resources", { uri: record.uri, ...range }),
    ask("/v1/resources", { uri: "crm://contact/none", ...range }),
    ask("/v1/resources/state", { uri: state.uri, at: to, reveal: "true" }),
    ask("/v1/resources/state", { uri: record.uri, at: to }),
    ask(one("actors", "alice"), range),
    ask(one("actors", "u-1"), { ...range, top: "1000" }),
    ask(one("clients", "claude-desktop"), range),
    ask(one("credentials", shared.fingerprint), range),
    ask(one("credentials", leaked.tokenSha256), { ...range, top: "2" }),
    ask(one("servers", "crm"), range),
    ask(one("servers", "billing"), { ...range, bound: "50" }),
    ask("/v1/catalogue", { ...range, tool: changedTool.tool }),
    ask("/v1/catalogue", { ...range, server: changedTool.server }),
    ask("/v1/catalogue", { call: changedTool.callsAfter[0]?.id }),
    ask("/v1/blast-radius", { ...range, credential: leaked.fingerprint }),
    ask("/v1/blast-radius", { ...range, client: "batch-runner" }),
    ask("/v1/blast-radius", { ...range, server: "wiki" }),
    ask("/v1/compare", { ...range, q: "outcome:success", baseline_q: "-outcome:success" }),
    ask("/v1/compare", { ...range, q: "tool:crm.*", baseline_q: "tool:billing.*" }),
    ask("/v1/sequences", { ...range, ...sequence("tool:hr.*", "tool:mail.send") }),
    ask("/v1/sequences", {
      ...range,
      ...sequence("tool:crm.*", "tool:*"),
      by: "actor",
      limit: "50",
    }),
    ask("/v1/gaps", { ...range, silence: "1m" }),
    ask("/v1/overview", range),
    ask("/v1/approvals", { ...range, limit: "1000" }),
    ask("/v1/approvals", { ...range, state: "denied" }),
    ask("/v1/policy-decisions", { ...range, limit: "1000" }),
    ask("/v1/policy-decisions", { ...range, decision: "deny", rule: "crm-write" }),
    ask(one("events", approvals.violations.expired)),
    ask("/v1/cases", {}),
    ask("/v1/views", {}),
  ];
}

function ask(path: string, parameters: Record<string, string | undefined> = {}): ParityRequest {
  const given = Object.entries(parameters).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  return { path, parameters: Object.fromEntries(given) };
}

function sequence(first: string, second: string): Record<string, string> {
  // oxlint-disable-next-line unicorn/no-thenable -- the name of a parameter; never a function
  return { first, then: second };
}

function one(kind: string, id: string | undefined, rest = ""): string {
  return `/v1/${kind}/${encodeURIComponent(id ?? "")}${rest}`;
}
