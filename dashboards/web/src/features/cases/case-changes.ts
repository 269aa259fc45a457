import type { CaseAnswer } from "@toolmark/query-api/cases/answers";

/** One step of a case. */
export type CaseStep = CaseAnswer["history"][number];

const words: Readonly<Record<string, string>> = {
  "case.opened": "opened it",
  "case.pinned": "pinned",
  "case.unpinned": "unpinned",
  "case.noted": "added a note",
  "case.closed": "closed it",
};

/** What a step did, in words. */
export function stepText({ type, event_ids: ids = [] }: CaseStep): string {
  const word = words[type] ?? type;
  if (type !== "case.pinned" && type !== "case.unpinned") return word;
  return `${word} ${ids.length} ${ids.length === 1 ? "event" : "events"}`;
}

/**
 * What others did to a case since it was looked at: the steps of the answer now that were not in the
 * one before and are not the reader's own, oldest first. Pure.
 */
export function stepsSince(
  before: Pick<CaseAnswer, "history">,
  now: Pick<CaseAnswer, "history">,
  reader: string,
): CaseStep[] {
  const known = new Set(before.history.map(({ event_id: id }) => id));
  return now.history.filter(({ event_id: id, by }) => !known.has(id) && by !== reader);
}

/** The same in a sentence: `dana closed it; erin added a note`; undefined where nobody did anything. */
export function changedText(steps: readonly CaseStep[]): string | undefined {
  if (steps.length === 0) return undefined;
  const told = steps.slice(0, 3).map((step) => `${step.by} ${stepText(step)}`);
  const left = steps.length - told.length;
  return [...told, ...(left > 0 ? [`${left} more`] : [])].join("; ");
}
