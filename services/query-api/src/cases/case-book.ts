import { AuditError } from "@toolmark/runtime/errors";
import type { AuditEvent } from "@toolmark/schemas/event";

import { caseTypes } from "./case-document.ts";
import { foldCase } from "./fold-case.ts";
import type { FoldedCase } from "./fold-case.ts";
import { objectFact } from "./own-facts.ts";
import type { ObjectFact, ObjectFacts } from "./own-facts.ts";

/** A case with whether all of its facts were read. */
export interface FoundCase {
  folded: FoldedCase;
  complete: boolean;
}

/**
 * Reads one case.
 *
 * @param recorded facts that were published just now: they count whether the store shows them yet or
 *   not, so that who changed a case always reads the change.
 * @throws AuditError `not_found`.
 */
export async function readCase(
  facts: ObjectFacts,
  id: string,
  recorded: readonly AuditEvent[] = [],
): Promise<FoundCase> {
  const { facts: stored, complete } = await facts.read("case", { id, types: caseTypes });
  const folded = foldCase(withRecorded(stored, recorded));
  if (folded !== undefined) return { folded, complete };
  throw new AuditError("not_found", "there is no case with this id");
}

/** The same for one that may not be there. */
export async function findCase(facts: ObjectFacts, id: string): Promise<FoldedCase | undefined> {
  return foldCase((await facts.read("case", { id, types: caseTypes })).facts);
}

/** Reads every case, changed last first. */
export async function readCases(
  facts: ObjectFacts,
): Promise<{ cases: FoldedCase[]; complete: boolean }> {
  const { facts: stored, complete } = await facts.read("case", {
    types: caseTypes,
    keep: withoutSnapshots,
  });
  const groups = Map.groupBy(stored, ({ object }) => object.id);
  const cases = [...groups.values()].flatMap((group) => foldCase(group) ?? []);
  return {
    cases: cases.toSorted((left, right) => (changedAt(left) < changedAt(right) ? 1 : -1)),
    complete,
  };
}

/** @throws AuditError `conflict` for a case that is closed. */
export function mustBeOpen({ closed }: FoldedCase): void {
  if (closed !== undefined)
    throw new AuditError("conflict", "the case is closed and stays as it is; open another one");
}

// What pins say of their events is most of a case, and a list does not show it.
function withoutSnapshots(fact: ObjectFact): ObjectFact {
  const { pins: _pins, ...definition } = fact.object.definition ?? {};
  return { ...fact, object: { ...fact.object, definition } };
}

function changedAt({ steps, opened }: FoldedCase): string {
  return steps.at(-1)?.at ?? opened.at;
}

function withRecorded(
  stored: readonly ObjectFact[],
  recorded: readonly AuditEvent[],
): ObjectFact[] {
  const known = new Set(stored.map(({ event_id: id }) => id));
  const fresh = recorded.flatMap((event) => objectFact(event) ?? []);
  return [...stored, ...fresh.filter(({ event_id: id }) => !known.has(id))];
}
