import { CUBE_INTERVAL } from "./cube-cells.ts";
import type { OnCell } from "./cube-cells.ts";
import { laterRows, scopeOf } from "./part-scope.ts";
import type { PartQuestion, PartScope } from "./part-scope.ts";
import type { ReadPart } from "./read-part.ts";

/** How the answer of one part is put together. */
export interface PartPlan {
  /** Counted already: reads the counts of a field. */
  cube?: (field: string, options: { perCell: boolean }, onCell: OnCell) => void;
  /** To be read, and added or (rows in the cube that `asof` leaves out) taken away. */
  scans: { scope: PartScope; sign: 1 | -1 }[];
}

/**
 * Plans how to count the events of a question in a part: whole cells from the part's cube, the edges
 * of the time range and what came after `asof` from its rows. The plan holds for the part as it is
 * now: the cube is to be read before other queries have their turn.
 */
export function planCounts(part: ReadPart, question: PartQuestion): PartPlan {
  const scope = scopeOf(part, question);
  if (scope === undefined) return { scans: [] };
  const scan: PartPlan = { scans: [{ scope, sign: 1 }] };
  const { query, match } = question;
  const tenant = part.tenant(query.tenant);
  const isCounted = match.kind === "everything" && query.kind === "rows" && !scope.isConditional;
  if (!isCounted || tenant === undefined || scope.firstRow > part.firstRow()) return scan;

  const cells = scope.isWhole ? undefined : cellsInside(scope);
  if (cells && cells.from >= cells.to) return scan;
  const later = laterRows(part, query, {
    from: (cells ?? scope).from,
    to: (cells ?? scope).to,
    after: scope.lastRow,
  });
  if (later && later.high - later.low > scope.high - scope.low) return scan;
  const edges = cells === undefined ? [] : [{ to: cells.from }, { from: cells.to }];
  return {
    cube: (field, { perCell }, onCell) =>
      part.cube({ tenant, field, perCell, ...(cells && { range: cells }) }, onCell),
    scans: [
      ...edges
        .map((edge) => scopeOf(part, { ...question, query: { ...query, ...edge } }))
        .filter((edge) => edge !== undefined)
        .map((edge) => ({ scope: edge, sign: 1 as const })),
      ...(later ? [{ scope: later, sign: -1 as const }] : []),
    ],
  };
}

/** Plans to read every row of a question in a part. */
export function planScan(part: ReadPart, question: PartQuestion): PartPlan {
  const scope = scopeOf(part, question);
  return { scans: scope === undefined ? [] : [{ scope, sign: 1 }] };
}

/** The whole cells in the time range of a scope. */
function cellsInside({ part, from, to }: PartScope) {
  return {
    from: Math.ceil(Math.max(from, part.minTime()) / CUBE_INTERVAL) * CUBE_INTERVAL,
    to: Math.floor(Math.min(to, part.maxTime() + 1) / CUBE_INTERVAL) * CUBE_INTERVAL,
  };
}
