import { z } from "@hono/zod-openapi";
import { everything } from "@toolmark/schemas/filter";

import { collectApprovals } from "../approvals/collect-approvals.ts";
import { encodeAsof } from "../cursor.ts";
import { completenessOf, nextPass, openBudget } from "../profiles/bounded-scan.ts";
import { compareText } from "../profiles/tally.ts";
import { accessParameters, checkRange, rangeParameters } from "../query-parameters.ts";
import { positionsAsof, readRoute } from "../read-route.ts";
import type { QueryApp, RouteContext } from "../read-route.ts";
import { OverviewAnswer, severities } from "./answers.ts";
import type { Attention } from "./answers.ts";
import { approvalsNeedingAttention } from "./attention-approvals.ts";
import { busyNewClients, deniedBursts, tellingKinds } from "./attention-calls.ts";
import { missingNumbers, silentEmitters } from "./attention-emitters.ts";
import { refusedRecords } from "./attention-quarantine.ts";
import { asks, metricQueries } from "./condition.ts";
import { periodsOf } from "./periods.ts";
import { readDeniedPairs } from "./read-denied.ts";
import { readFirstSeen } from "./read-first-seen.ts";
import { readMetrics } from "./read-metrics.ts";
import { readSlowestTools, readWritingTools } from "./read-tools.ts";

const OverviewQuery = z.object({ ...rangeParameters, ...accessParameters });

/** Most events about approvals that one overview looks at, per period and pass. */
const MAX_APPROVAL_EVENTS = 5000;
const MAX_ATTENTION = 50;

/** Adds `/v1/overview`. */
export function addOverviewRoutes(app: QueryApp, context: RouteContext): void {
  const { admit } = context;
  app.openapi(
    readRoute({
      path: "/v1/overview",
      summary: "Shows at a glance what happened, what is new, and what needs attention",
      admit,
      query: OverviewQuery,
      answer: OverviewAnswer,
    }),
    async (c) => {
      const { reader, note } = c.var;
      const request = c.req.valid("query");
      note.query = "overview";
      checkRange(request);
      const now = Date.now();
      const periods = periodsOf(request, now);
      const { current, previous } = periods;
      const asof = await positionsAsof(reader, request.asof);
      const budget = openBudget(reader, MAX_APPROVAL_EVENTS);

      // Which events can be about approvals is told by the index, so not every write is looked at.
      const { filter } = asks(`${metricQueries.approvals} OR decision:escalate`, {}, asof);
      const approvalsOf = (period: typeof current) =>
        collectApprovals(reader, { ...period, asof }, nextPass(budget), everything, filter);
      const approvals = Promise.all([approvalsOf(current), approvalsOf(previous)]);
      const denied = readDeniedPairs(reader, periods, asof);
      const firstSeen = readFirstSeen(reader, periods, asof, denied);
      const attention = Promise.all([
        approvals.then(([found]) => approvalsNeedingAttention(found)),
        denied.then(({ items }) => deniedBursts(items)),
        firstSeen.then(({ items }) => busyNewClients(items)),
        tellingKinds(reader, periods, asof),
        silentEmitters(reader, Math.min(current.to, now), asof, budget),
        refusedRecords(reader, current),
      ]);
      const [metrics, first, deniedPairs, writing, slowest, found, numbers] = await Promise.all([
        approvals.then(([ofCurrent, ofPrevious]) =>
          readMetrics(reader, periods, asof, {
            current: ofCurrent.approvals,
            previous: ofPrevious.approvals,
          }),
        ),
        firstSeen,
        denied,
        readWritingTools(reader, periods, asof),
        readSlowestTools(reader, periods, asof),
        attention,
        missingNumbers(reader, current, asof, budget, now),
      ]);
      const items = [...found.flat(), ...numbers.items].toSorted(mostUrgentFirst);
      Object.assign(note, { rows: items.length, total: metrics.metrics.calls.count });
      const answer: OverviewAnswer = {
        from: new Date(current.from).toISOString(),
        to: new Date(current.to).toISOString(),
        previous_from: new Date(previous.from).toISOString(),
        ...metrics,
        first_seen: first,
        writes_by_tool: writing,
        denied_by_actor_and_tool: deniedPairs,
        slowest_tools: slowest,
        attention: {
          items: items.slice(0, MAX_ATTENTION),
          total: items.length,
          ...(numbers.from !== undefined && {
            sequences_from: new Date(numbers.from).toISOString(),
          }),
        },
        ...completenessOf(budget),
        asof: encodeAsof(asof),
      };
      return c.json(answer, 200);
    },
  );
}

function mostUrgentFirst(a: Attention, b: Attention): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    compareText(b.last ?? "", a.last ?? "") ||
    compareText(a.id, b.id)
  );
}
