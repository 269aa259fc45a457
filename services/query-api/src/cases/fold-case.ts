import { z } from "@hono/zod-openapi";

import { PinSnapshot } from "./answers.ts";
import type { ObjectFact } from "./own-facts.ts";

/** What an imported fact says about the one that it repeats. */
export const ImportedFact = z.object({
  event_id: z.string().min(1).max(64),
  time: z.iso.datetime(),
  author: z.string().min(1).max(512),
});

/** What a fact of a case carries beside its name, note and event ids. */
export const CaseChange = z.object({
  /** The events as they were when they were pinned. */
  pins: z.array(PinSnapshot).max(1000).optional(),
  imported: ImportedFact.optional(),
});
export type CaseChange = z.infer<typeof CaseChange>;

/** Who imported a fact, and when. */
export interface Imported {
  by: string;
  at: string;
}

/** One step of a case, with the time and author of the original where it was imported. */
export interface FoldedStep {
  event_id: string;
  /** Id of the fact that it repeats, or its own. */
  original: string;
  type: string;
  at: string;
  by: string;
  name?: string;
  note?: string;
  event_ids?: readonly string[];
  pins?: readonly PinSnapshot[];
  imported?: Imported;
}

/** One pinned event. */
export interface FoldedPin {
  event_id: string;
  note?: string;
  pinned_at: string;
  pinned_by: string;
  snapshot?: PinSnapshot;
  imported?: Imported;
}

/** A case as its facts make it. */
export interface FoldedCase {
  id: string;
  name: string;
  opened: { at: string; by: string };
  closed?: { at: string; by: string; note?: string };
  pins: ReadonlyMap<string, FoldedPin>;
  steps: readonly FoldedStep[];
}

/**
 * Works out a case from its facts, given in the order of the log; undefined where there are none. A
 * fact that was imported counts as of its original time and author, and once however often it came.
 * Nothing is ever taken back: an unpinned event stays in the steps. Pure.
 */
export function foldCase(facts: readonly ObjectFact[]): FoldedCase | undefined {
  const [first] = facts;
  if (first === undefined) return undefined;
  const steps = stepsOf(facts);
  const opened = steps.find(({ type }) => type === "case.opened") ?? steps[0];
  const closed = steps.findLast(({ type }) => type === "case.closed");
  const pins = new Map<string, FoldedPin>();
  for (const step of steps) {
    for (const id of step.event_ids ?? []) {
      if (step.type === "case.unpinned") pins.delete(id);
      if (step.type !== "case.pinned" || pins.has(id)) continue;
      const snapshot = step.pins?.find((pin) => pin.event_id === id);
      pins.set(id, {
        event_id: id,
        ...(step.note !== undefined && { note: step.note }),
        pinned_at: step.at,
        pinned_by: step.by,
        ...(snapshot && { snapshot }),
        ...(step.imported && { imported: step.imported }),
      });
    }
  }
  return {
    id: first.object.id,
    name: opened?.name ?? first.object.id,
    opened: { at: opened?.at ?? first.time, by: opened?.by ?? first.author.id },
    ...(closed && {
      closed: {
        at: closed.at,
        by: closed.by,
        ...(closed.note !== undefined && { note: closed.note }),
      },
    }),
    pins,
    steps,
  };
}

function stepsOf(facts: readonly ObjectFact[]): FoldedStep[] {
  // A fact that was made here stands for itself, whenever a copy of it came back.
  const originals = new Set(
    facts.filter((fact) => changeOf(fact).imported === undefined).map(({ event_id: id }) => id),
  );
  const steps: FoldedStep[] = [];
  for (const fact of facts) {
    const { imported, pins } = changeOf(fact);
    if (imported !== undefined && originals.has(imported.event_id)) continue;
    if (imported !== undefined) originals.add(imported.event_id);
    const { name, note, event_ids: ids } = fact.object;
    steps.push({
      event_id: fact.event_id,
      original: imported?.event_id ?? fact.event_id,
      type: fact.type,
      at: imported === undefined ? fact.time : new Date(imported.time).toISOString(),
      by: imported?.author ?? fact.author.id,
      ...(name !== undefined && { name }),
      ...(note !== undefined && { note }),
      ...(ids && { event_ids: ids }),
      ...(pins && { pins }),
      ...(imported && { imported: { by: fact.author.id, at: fact.time } }),
    });
  }
  return steps.toSorted(compareSteps);
}

function changeOf({ object }: ObjectFact): CaseChange {
  const parsed = CaseChange.safeParse(object.definition ?? {});
  return parsed.success ? parsed.data : {};
}

function compareSteps(left: FoldedStep, right: FoldedStep): number {
  if (left.at !== right.at) return left.at < right.at ? -1 : 1;
  // A case is opened before anything else of the same millisecond.
  const opens = Number(right.type === "case.opened") - Number(left.type === "case.opened");
  return opens === 0 ? (left.original < right.original ? -1 : 1) : opens;
}
