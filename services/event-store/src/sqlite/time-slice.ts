import { AuditError } from "@toolmark/runtime/errors";

const TURN_MS = 10;
const ROWS_PER_LOOK = 512;

/** The time that one query may take, shared fairly with the queries beside it. */
export interface TimeSlice {
  /** Throws when the query's time is over; cheap enough for every row. */
  look(): void;
  /** Lets other queries run when this one has had its turn. */
  breathe(): Promise<void>;
}

/**
 * A slice that ends at `deadline`, milliseconds since the epoch, or when `closed` is aborted. A statement of SQLite cannot be
 * interrupted; the largest part bounds how long one takes.
 *
 * @throws AuditError `query_timeout` from its methods after the deadline, `disposed` when aborted.
 */
export function createTimeSlice(deadline: number, closed: AbortSignal): TimeSlice {
  let turnEnds = performance.now() + TURN_MS;
  let rows = 0;

  function check(): void {
    if (closed.aborted) throw new AuditError("disposed", "event store is closed");
    if (Date.now() > deadline) {
      throw new AuditError("query_timeout", "query took too long: ask for a shorter time range");
    }
  }

  return {
    look() {
      rows += 1;
      if (rows % ROWS_PER_LOOK === 0) check();
    },
    async breathe() {
      check();
      if (performance.now() < turnEnds) return;
      await new Promise((resolve) => setImmediate(resolve));
      turnEnds = performance.now() + TURN_MS;
    },
  };
}
