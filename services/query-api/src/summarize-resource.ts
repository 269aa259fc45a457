import { openDocument } from "@toolmark/integrity/open-document";
import type { FieldId } from "@toolmark/schemas/fields";
import type { Filter } from "@toolmark/schemas/filter";

import type { Reader, ReaderQuery } from "./access/reader.ts";
import { accessActions } from "./answers.ts";
import type { ResourceSummary } from "./answers.ts";
import { accessFilter } from "./resource-accesses.ts";

type Action = (typeof accessActions)[number];

const MAX_ACTORS = 100;
const MAX_COUNTED = 1000;

/**
 * Counts all accesses to a resource by what they were and who did them, exact at any number, since
 * the store counts. Undefined where there is none.
 */
export async function summarizeResource(
  reader: Reader,
  uri: string,
  scope: Pick<ReaderQuery, "from" | "to" | "asof">,
): Promise<ResourceSummary | undefined> {
  const of = (filter: Filter): ReaderQuery => ({ ...scope, filter, kind: "rows" });
  const every = of(accessFilter(uri, true));
  const [first, last, total, people, ...counted] = await Promise.all([
    edge(reader, every, "oldest"),
    edge(reader, every, "newest"),
    reader.count(every),
    reader.facets(every, ["actor", "agent"], MAX_COUNTED),
    ...accessActions.map(async (action) => await countAction(reader, action, of, uri)),
  ]);
  if (first === undefined || last === undefined) return undefined;
  const different = (field: "actor" | "agent") =>
    (people[field] ?? []).filter(({ value }) => value !== null).length;
  return {
    first_time: first,
    last_time: last,
    total,
    people: different("actor"),
    agents: different("agent"),
    actions: counted.filter((action) => action.total > 0),
  };
}

/** The events that count as an action; each access of a resource is in exactly one. */
function actionFilter(action: Action, uri: string): Filter {
  const isDenied: Filter = { op: "any", of: [is("outcome", "denied"), is("outcome", "rejected")] };
  const isChange = is("changed", uri);
  const isUnsettled = accessFilter(uri, false);
  const isAccess = accessFilter(uri, true);
  switch (action) {
    case "denied":
      return all(isAccess, isDenied);
    case "change":
      return all(isAccess, isChange, not(isDenied));
    case "aim":
      return all(isAccess, isUnsettled, not(isChange), not(isDenied));
    case "read":
      return all(isAccess, not(isUnsettled), not(isChange), not(isDenied));
  }
}

async function countAction(
  reader: Reader,
  action: Action,
  of: (filter: Filter) => ReaderQuery,
  uri: string,
): Promise<ResourceSummary["actions"][number]> {
  const query = of(actionFilter(action, uri));
  const [total, facets] = await Promise.all([
    reader.count(query),
    reader.facets(query, ["actor"], MAX_ACTORS),
  ]);
  const actors = (facets.actor ?? []).map(({ value, count }) => ({ actor: value, count }));
  return { action, total, actors };
}

async function edge(
  reader: Reader,
  query: ReaderQuery,
  order: "oldest" | "newest",
): Promise<string | undefined> {
  const { documents } = await reader.search(query, { limit: 1, order });
  return documents[0] && openDocument(documents[0]).time.occurred;
}

function is(field: FieldId, value: string): Filter {
  return { op: "is", field, value };
}

function all(...of: readonly Filter[]): Filter {
  return { op: "all", of };
}

function not(of: Filter): Filter {
  return { op: "not", of };
}
