import type { PositionVector } from "@toolmark/event-store/event-store";
import { openDocument } from "@toolmark/integrity/open-document";
import type {
  LogPosition,
  NormalizedEvent,
  StoredDocument,
} from "@toolmark/schemas/normalized-event";

import type { Reader, ReaderQuery } from "../access/reader.ts";

/** Most events that one answer looks at. */
export const MAX_EVENTS = 200_000;

/** What can keep an answer from holding everything. */
export const limitCodes = ["events", "values", "scope", "permission", "edges"] as const;

/** One reason why an answer may not hold everything, in words and, where it is a bound, its value. */
export interface Limit {
  code: (typeof limitCodes)[number];
  detail: string;
  bound?: number;
}

/** What one pass of an answer may still look at, and what its answer did not. */
export interface Budget {
  eventsLeft: number;
  readonly bound: number;
  readonly limits: Limit[];
}

/** Opens the budget of one answer. A reader of some servers only never sees everything. */
export function openBudget(reader: Reader, bound: number = MAX_EVENTS): Budget {
  const { servers } = reader.principal;
  const limits: Limit[] =
    servers === undefined
      ? []
      : [
          {
            code: "scope",
            bound: servers.length,
            detail: `this token opens the events of ${servers.length} server${servers.length === 1 ? "" : "s"} only; what others saw is not part of the answer`,
          },
        ];
  return { eventsLeft: bound, bound, limits };
}

/** Opens the budget of another pass of the same answer, which may look at as much again. */
export function nextPass({ bound, limits }: Budget): Budget {
  return { eventsLeft: bound, bound, limits };
}

/** Notes a limit once; that there are more events is said by whoever finds it first. */
export function addLimit(budget: Budget, limit: Limit): void {
  const isKnown = budget.limits.some(
    ({ code, detail }) => code === limit.code && (code === "events" || detail === limit.detail),
  );
  if (!isKnown) budget.limits.push(limit);
}

/** The members by which an answer says whether it holds everything. */
export function completenessOf({ limits }: Budget): { complete: boolean; limits: Limit[] } {
  return { complete: limits.length === 0, limits };
}

/**
 * Visits the events of a query in the order of a timeline, as far as the budget goes; where it ends
 * is noted as a limit. Resolves to the time of the last event visited when it ended there.
 */
export async function scanWithin(
  reader: Reader,
  query: ReaderQuery,
  order: "newest" | "oldest",
  budget: Budget,
  visit: (event: NormalizedEvent, document: StoredDocument) => void,
): Promise<string | undefined> {
  let last: string | undefined;
  for await (const batch of reader.scan(query, order)) {
    for (const document of batch) {
      if (budget.eventsLeft <= 0) {
        const reach =
          last === undefined ? "none of them was" : `those ${pastWord[order]} ${last} were`;
        addLimit(budget, {
          code: "events",
          bound: budget.bound,
          detail: `there are more than the ${budget.bound} events that one answer looks at: ${reach} looked at and figures are lower bounds; ask for a shorter range`,
        });
        return last ?? new Date(query.from ?? 0).toISOString();
      }
      budget.eventsLeft--;
      const event = openDocument(document);
      last = event.time.occurred;
      visit(event, document);
    }
  }
  return undefined;
}

const pastWord = { newest: "from", oldest: "up to" } as const;

/** Whether a document was there at the positions that an answer stands for. */
export function isWithin(position: LogPosition, asof: PositionVector | undefined): boolean {
  return asof === undefined || position.offset <= (asof[position.partition] ?? -1);
}

const LOOK_UP_SIZE = 1000;

/** The stored events among `ids` that were there at the positions an answer stands for. */
export async function lookUp(
  reader: Reader,
  ids: readonly string[],
  asof: PositionVector | undefined,
): Promise<Map<string, NormalizedEvent>> {
  const found = new Map<string, NormalizedEvent>();
  for (let start = 0; start < ids.length; start += LOOK_UP_SIZE) {
    const part = await reader.get(ids.slice(start, start + LOOK_UP_SIZE));
    for (const [id, document] of part)
      if (isWithin(document.log, asof)) found.set(id, openDocument(document));
  }
  return found;
}
