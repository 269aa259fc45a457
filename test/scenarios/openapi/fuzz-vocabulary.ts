import type { AuditEvent } from "@toolmark/schemas/event";
import { facetIds } from "@toolmark/schemas/fields";
import { corpus } from "@toolmark/schemas/query/corpus";

/** Words that mean something to the process that requests are sent to. */
export interface FuzzVocabulary {
  /** Words for a member or parameter of this name, or for what a path names after this segment. */
  wordsFor: (this: void, name: string) => readonly string[];
  /** Takes the id of what an operation has made into the words for its kind. */
  learn(path: string, body: unknown): void;
}

/** How many events lend their ids and names. */
const EVENTS = 6;
const HOUR = 3_600_000;

/**
 * Words of a process which holds these events: their ids, names and addresses, queries of the query
 * language's corpus, names of fields, durations, times around the events, and a position.
 */
export function createVocabulary(
  events: readonly AuditEvent[],
  position: { asof: string; cursor: string },
): FuzzVocabulary {
  const some = events.slice(0, EVENTS);
  const of = (read: (event: AuditEvent) => string | undefined) =>
    some.map(read).filter((word) => word !== undefined);
  const ids = of(({ event }) => event.id);
  const calls = of(({ call }) => call?.id);
  const sessions = of(({ session }) => session?.id);
  const actors = of(({ actor }) => actor?.id);
  const clients = of(({ client }) => client?.name);
  const credentials = of(({ actor }) => actor?.credential?.fingerprint);
  const servers = of(({ server }) => server?.name);
  const tools = of(({ tool }) => tool?.name);
  const resources = some.flatMap(({ downstream = [] }) =>
    downstream.map(({ system, resource }) => `${system}://${resource}`),
  );
  const queries = corpus.map(({ query }) => query);
  const durations = ["10m", "1h", "500ms"];
  const fields = [...facetIds];
  const occurred = events.map(({ time }) => Date.parse(time.occurred));
  const before = [0, HOUR].map((earlier) => toText(Math.min(...occurred) - earlier));
  const after = [1, HOUR].map((later) => toText(Math.max(...occurred) + later));
  const words = new Map<string, string[]>(
    Object.entries({
      q: queries,
      baseline_q: queries,
      first: queries,
      // oxlint-disable-next-line unicorn/no-thenable -- the name of a parameter; never a function
      then: queries,
      query: queries,
      events: ids,
      event_id: ids,
      event_ids: ids,
      pins: ids,
      calls,
      call: calls,
      call_id: calls,
      operations: calls,
      sessions,
      session: sessions,
      actors,
      actor: actors,
      clients,
      client: clients,
      credentials,
      credential: credentials,
      servers,
      server: servers,
      tool: tools,
      uri: resources,
      resource: resources,
      within: durations,
      gap: durations,
      silence: durations,
      interval: durations,
      fields,
      by: fields,
      from: before,
      baseline_from: before,
      to: after,
      baseline_to: after,
      at: after,
      tenant: ["default"],
      asof: [position.asof],
      after: [position.asof],
      cursor: [position.cursor],
    }),
  );
  const names = [
    ids,
    calls,
    sessions,
    actors,
    clients,
    tools,
    resources,
    queries.slice(0, 20),
  ].flat();
  return {
    wordsFor: (name) => words.get(name) ?? names,
    learn(path, body) {
      const { id } = (body ?? {}) as { id?: unknown };
      const kind = path.split("/")[2];
      if (typeof id !== "string" || kind === undefined) return;
      const known = words.get(kind) ?? [];
      words.set(kind, [...known.filter((word) => word !== id), id].slice(-EVENTS));
    },
  };
}

function toText(time: number): string {
  return new Date(time).toISOString();
}
