import type { StoreQuery } from "@toolmark/event-store/event-store";
import { requirePermission } from "@toolmark/runtime/bearer-auth";
import { AuditError } from "@toolmark/runtime/errors";
import type { Principal } from "@toolmark/runtime/tokens";
import type { Filter } from "@toolmark/schemas/filter";
import { compileQuery } from "@toolmark/schemas/query/compile-query";

import type { NormalizedQuery } from "./answers.ts";
import { checkRange } from "./query-parameters.ts";

/** A question in the query language as it was understood. */
export interface Question {
  filter: Filter;
  kind: StoreQuery["kind"];
  from?: number;
  to?: number;
  normalized: NormalizedQuery;
}

/** Parameters that a question is read from. */
export interface QuestionParameters {
  q?: string | undefined;
  kind?: StoreQuery["kind"] | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

/**
 * Reads a question: the query in `q`, narrowed by `from` and `to`, of the kind of events that the
 * query asks for unless `kind` says another.
 *
 * @throws AuditError `query_invalid` with every issue of the query and its place, `not_permitted` when
 *   the query filters by what its reader may not see: counting it would tell it.
 */
export function readQuestion(principal: Principal, request: QuestionParameters): Question {
  const { q = "" } = request;
  checkRange(request);
  const { query, issues } = compileQuery(q, { now: Date.now() });
  if (query === undefined) {
    const first = issues.find(({ severity }) => severity === "error");
    throw new AuditError("query_invalid", first?.message ?? "q cannot be understood", {
      details: { issues },
    });
  }
  for (const permission of query.sensitive) requirePermission(principal, permission);
  const from = latest(request.from, query.from);
  const to = earliest(request.to, query.to);
  checkRange({ from, to });
  const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  const kind = request.kind ?? query.kind;
  return {
    filter:
      kind === "attempts"
        ? { op: "all", of: [query.filter, { op: "is", field: "phase", value: "attempt" }] }
        : query.filter,
    kind,
    ...range,
    normalized: {
      text: query.normalized,
      kind,
      ...(from !== undefined && { from: new Date(from).toISOString() }),
      ...(to !== undefined && { to: new Date(to).toISOString() }),
      explanation: query.explanation,
      warnings: issues,
    },
  };
}

function latest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}
