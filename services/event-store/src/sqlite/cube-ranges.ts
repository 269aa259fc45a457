import { scopeOf } from "./part-scope.ts";
import type { PartScope, Question } from "./part-scope.ts";
import { DamagedPartError } from "./read-part.ts";
import type { ReadPart } from "./read-part.ts";
import { CUBE_INTERVAL } from "./seal-part.ts";

/** Whole cube cells of a part: all of them, or those in a range. */
export interface CubeRange {
  part: ReadPart;
  tenant: number;
  range?: { from: number; to: number };
}

/**
 * Splits what a question asks of a part into cells that were counted when the part was sealed and
 * the rest, which has to be read.
 */
export function splitByCube(
  part: ReadPart,
  question: Question,
): { cubes: CubeRange[]; scans: PartScope[] } {
  const scope = scopeOf(part, question);
  if (scope === undefined) return { cubes: [], scans: [] };
  const { query, match } = question;
  const tenant = part.tenant(query.tenant);
  const isCounted = match.kind === "everything" && query.kind === "rows" && scope.isComplete;
  if (!isCounted || tenant === undefined || !hasCube(part)) return { cubes: [], scans: [scope] };
  if (scope.isWhole) return { cubes: [{ part, tenant }], scans: [] };

  const from = Math.ceil(Math.max(scope.from, part.minTime()) / CUBE_INTERVAL) * CUBE_INTERVAL;
  const to = Math.floor(Math.min(scope.to, part.maxTime() + 1) / CUBE_INTERVAL) * CUBE_INTERVAL;
  if (from >= to) return { cubes: [], scans: [scope] };
  const edges = [
    { ...query, to: from },
    { ...query, from: to },
  ];
  return {
    cubes: [{ part, tenant, range: { from, to } }],
    scans: edges
      .map((edge) => scopeOf(part, { ...question, query: edge }))
      .filter((edge) => edge !== undefined),
  };
}

/** Counts of a field's (or `EVERY_ROW`'s) values (0 for none) in cube cells, per cell or summed over all. */
export function* readCube(
  { part, tenant, range }: CubeRange,
  field: string,
  options: { perStart: boolean } = { perStart: false },
): Generator<[value: number, n: number, start: number]> {
  const { from = -Infinity, to = Infinity } = range ?? {};
  const isTotal = range === undefined && !options.perStart;
  const rows = isTotal
    ? part.counts("SELECT value, n, 0 FROM total WHERE tenant = ? AND field = ?", tenant, field)
    : part.counts(
        `SELECT value, n, start FROM cube
         WHERE tenant = ? AND field = ? AND start >= ? AND start < ?`,
        tenant,
        field,
        from,
        to,
      );
  if (rows === undefined)
    throw new DamagedPartError(`derived file of part ${part.number} is damaged`);
  for (const [value, n, start] of rows) yield [Number(value), Number(n), Number(start)];
}

function hasCube(part: ReadPart): boolean {
  return part.counts("SELECT 1 FROM meta LIMIT 1") !== undefined;
}
