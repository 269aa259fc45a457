import type {
  ReplayManyAnswer,
  ReplayOneAnswer,
} from "@toolmark/query-api/quarantine-replay/answers";
import type { QuarantineReason } from "@toolmark/schemas/normalized-event";

import { countOf } from "../../lib/format.ts";

/** What replays gave so far. */
export interface ReplayProgress {
  /** Records sent into the pipeline again. */
  replayed: number;
  /** Records whose bytes are not held whole. */
  skipped: number;
  /** Records that there are for the reason. */
  total: number;
  /** How many are expected to become what: an event, or refused again for a reason. */
  expected: Partial<Record<ReplayOneAnswer["expected"], number>>;
  isDone: boolean;
}

/** Nothing replayed yet. */
export const noReplay: ReplayProgress = {
  replayed: 0,
  skipped: 0,
  total: 0,
  expected: {},
  isDone: false,
};

/** Adds an answer to what was replayed before. Pure. */
export function addReplay(before: ReplayProgress, answer: ReplayManyAnswer): ReplayProgress {
  const expected = { ...before.expected };
  for (const entry of answer.replayed)
    expected[entry.expected] = (expected[entry.expected] ?? 0) + 1;
  return {
    replayed: before.replayed + answer.replayed.length,
    skipped: before.skipped + answer.skipped.length,
    total: Math.max(before.total, answer.total),
    expected,
    isDone: answer.cursor === undefined,
  };
}

/** What is expected of replayed records, in words, most frequent first. Pure. */
export function expectedText(expected: ReplayProgress["expected"]): string[] {
  return Object.entries(expected)
    .toSorted(([, a], [, b]) => b - a)
    .map(([kind, count]) =>
      kind === "event"
        ? `${countOf(count, "record")} should be stored as ${count === 1 ? "an event" : "events"} now`
        : `${countOf(count, "record")} will be refused again: ${reasonWord(kind as QuarantineReason)}`,
    );
}

const words: Readonly<Record<QuarantineReason, string>> = {
  empty: "empty",
  not_utf8: "not UTF-8",
  not_json: "not JSON",
  too_large: "too large",
  too_deep: "nested too deep",
  lone_surrogate: "broken characters",
  nul_character: "NUL character",
  unknown_schema_version: "unknown version",
  schema_violation: "not an event",
  time_implausible: "implausible time",
  conflict: "same id, other content",
  store_rejected: "refused by the store",
};

/** Why a record was refused, in words. Pure. */
export function reasonWord(reason: QuarantineReason): string {
  return words[reason];
}
