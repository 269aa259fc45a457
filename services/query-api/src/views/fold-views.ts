import { z } from "@hono/zod-openapi";

import type { ObjectFact } from "../cases/own-facts.ts";
import { ViewDefinition } from "./answers.ts";

/** A view as its last accepted change left it. */
export interface StoredView {
  id: string;
  /** Key of the owner: who saved it first. */
  owner: string;
  ownerName: string;
  name: string;
  definition: z.infer<typeof ViewDefinition>;
  shared: boolean;
  /** Id of the event of the last change. */
  version: string;
  saved_at: string;
  saved_by: string;
}

/** Views by owner and id, and the changes that did not count. */
export interface FoldedViews {
  views: StoredView[];
  /** Ids of changes that were made to a version that was not the last, or to nothing. */
  refused: ReadonlySet<string>;
}

/** What a change of a view carries beside its name. */
export const ViewChange = z.object({
  view: ViewDefinition.optional(),
  shared: z.boolean().optional(),
  /** Key of the owner, where somebody else changes the view. */
  owner: z.string().optional(),
  /** The version that it was made to; `*` for any that exists. */
  if_match: z.string().optional(),
});
export type ViewChange = z.infer<typeof ViewChange>;

/**
 * Works out the views from their changes in the order of the log. The last change wins, but for one
 * that says which version it was made to: of two that were made to the same version at once, the log
 * decides which came first, and the other does not count. All instances see the same order, so no
 * lock is needed. Pure.
 *
 * @param complete false where older changes were left out: what the first one that is here was made
 *   to cannot be told then, and it counts.
 */
export function foldViews(facts: readonly ObjectFact[], complete = true): FoldedViews {
  const views = new Map<string, StoredView>();
  const refused = new Set<string>();
  for (const { type, event_id: version, time, author, object } of facts) {
    const change = ViewChange.safeParse(object.definition ?? {});
    if (!change.success) {
      refused.add(version);
      continue;
    }
    const { owner = author.key, if_match: expected, shared = false, view } = change.data;
    const key = viewKey(owner, object.id);
    const known = views.get(key);
    const isForeign = owner !== author.key;
    const isFirst = known === undefined && !complete;
    const isAllowed =
      isFirst || (isCurrent(known, expected) && (!isForeign || known?.shared === true));
    if (!isAllowed) {
      refused.add(version);
    } else if (type === "view.removed") {
      views.delete(key);
    } else if (type === "view.saved" && view !== undefined) {
      views.set(key, {
        id: object.id,
        owner,
        ownerName: known?.ownerName ?? author.id,
        name: object.name ?? object.id,
        definition: view,
        shared,
        version,
        saved_at: time,
        saved_by: author.id,
      });
    }
  }
  return { views: [...views.values()], refused };
}

function isCurrent(known: StoredView | undefined, expected: string | undefined): boolean {
  if (expected === undefined) return true;
  return known !== undefined && (expected === "*" || expected === known.version);
}

function viewKey(owner: string, id: string): string {
  return JSON.stringify([owner, id]);
}
