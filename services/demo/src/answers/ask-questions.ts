import type { QueryClient } from "@toolmark/query-api/client";

import type { Answers } from "./answers.ts";
import { blockedRow, changeRow, citeEvent, traceClient } from "./read-events.ts";

/** What an incident is about: its time, its record and its client. */
export interface Questions {
  /** RFC 3339, half-open. */
  from: string;
  to: string;
  resource: string;
  client: { name: string; version: string };
}

/** Most events of one answer; the incident has far fewer. */
const LIMIT = 1000;

/** Asks the five questions of the demo, each with one request that anyone can repeat. */
export async function askQuestions(client: QueryClient, questions: Questions): Promise<Answers> {
  const { from, to, resource } = questions;
  const during = { from, to, limit: LIMIT };
  const oldest = { ...during, order: "oldest" } as const;
  const byRogue = { client: questions.client.name, type: "call.completed", ...oldest };
  const notLetThrough = { outcome: ["denied", "rejected"], ...oldest };
  const withoutEnd = { outcome: "unknown", ...oldest };

  const [history, rogue, blocked, unresolved, quarantine] = await Promise.all([
    client.resource(resource, during),
    client.search(byRogue),
    client.search(notLetThrough),
    client.search(withoutEnd),
    client.quarantine({ limit: LIMIT }),
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
      rows: unresolved.events.map(citeEvent),
    },
    quarantine: {
      path: pathOf("/v1/quarantine", { limit: LIMIT }),
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
  parameters: Readonly<Record<string, string | number | readonly string[]>>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    for (const item of [value].flat()) query.append(name, String(item));
  return `${route}?${query.toString()}`;
}
