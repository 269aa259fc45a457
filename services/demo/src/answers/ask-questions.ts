import type { QueryClient } from "@toolmark/query-api/client";

import type { Answers } from "./answers.ts";
import { blockedRow, changeRow, traceClient, unresolvedRow } from "./read-events.ts";

/** What an incident is about: its time, its record and its client. */
export interface Questions {
  /** RFC 3339, half-open. */
  from: string;
  to: string;
  resource: string;
  client: { name: string; version: string };
}

/** Asks the five questions of the demo, each with one request that anyone can repeat. */
export async function askQuestions(client: QueryClient, questions: Questions): Promise<Answers> {
  const { from, to, resource } = questions;
  const during = { from, to };
  const oldestFirst = { order: "oldest", ...during } as const;
  const byRogue = {
    q: `client:${questions.client.name} type:call.completed`,
    ...oldestFirst,
  };
  const notLetThrough = { q: "outcome:denied,rejected", ...oldestFirst };
  const withoutEnd = { q: "outcome:unknown", ...oldestFirst };

  const [history, rogue, blocked, unresolved, quarantine] = await Promise.all([
    client.resource(resource, during),
    client.search(byRogue),
    client.search(notLetThrough),
    client.search(withoutEnd),
    client.quarantine(),
  ]);
  return {
    changes: {
      resource,
      path: pathOf("/v1/resources", { uri: resource, ...during }),
      rows: history.accesses
        .filter((access) => access.operation !== null && access.outcome === "success")
        .map(changeRow)
        .toReversed(),
    },
    rogue: {
      path: pathOf("/v1/search", byRogue),
      rows: traceClient(`${questions.client.name}/${questions.client.version}`, rogue.events),
    },
    blocked: { path: pathOf("/v1/search", notLetThrough), rows: blocked.events.map(blockedRow) },
    unresolved: {
      path: pathOf("/v1/search", withoutEnd),
      rows: unresolved.events.map(unresolvedRow),
    },
    quarantine: {
      path: "/v1/quarantine",
      rows: quarantine.entries
        // Data that is kept over several plays has entries of earlier ones.
        .filter(({ recorded }) => recorded >= from)
        .map(({ id, reason, detail, bytes }) => ({ id, reason, detail, bytes }))
        .toSorted((one, other) => one.reason.localeCompare(other.reason)),
    },
  };
}

function pathOf(
  route: string,
  parameters: Readonly<Record<string, string | readonly string[]>>,
): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    [value].flat().map((item) => `${name}=${encodeURIComponent(item)}`),
  );
  // A query may hold these two as they are (RFC 3986 section 3.4), which people read more easily.
  return `${route}?${pairs.join("&").replaceAll("%3A", ":").replaceAll("%2F", "/")}`;
}
