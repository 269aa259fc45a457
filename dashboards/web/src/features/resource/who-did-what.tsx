import type { ResourceAnswer } from "@toolmark/query-api/answers";
import type { ReactNode } from "react";

import type { MatrixColumn, MatrixRow } from "../../charts/matrix.tsx";
import { Matrix } from "../../charts/matrix.tsx";
import { countOf } from "../../lib/format.ts";
import { actorPath, investigatePath } from "../../lib/paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { actionColumns, countParties } from "./count-parties.ts";
import { LastTime } from "./last-time.tsx";
import { PartyText } from "./party-text.tsx";
import type { AccessAction, Party } from "./resource-access.ts";
import { actionQuery } from "./resource-query.ts";
import type { LoadedAccesses } from "./use-accesses.ts";

/** Who did what with a resource. */
export interface WhoDidWhatProps {
  uri: string;
  loaded: LoadedAccesses;
  /** Range of the links, RFC 3339. */
  range: { from: string; to: string };
}

const MAX_ROWS = 12;

const labels: Readonly<Record<AccessAction, Omit<MatrixColumn, "id">>> = {
  read: { label: "Read", role: "read" },
  change: { label: "Write", role: "write" },
  aim: { label: "Tried", role: "plain" },
  denied: { label: "Denied", role: "denied" },
};

/**
 * Counts of accesses by who and what, each a link to its events. With all accesses loaded by person and
 * agent, else by person, as the service counted them.
 */
export function WhoDidWhat({ uri, loaded, range }: WhoDidWhatProps): ReactNode {
  const { summary, accesses, isWhole } = loaded;
  const rows = isWhole ? partyRows(uri, accesses, range) : actorRows(uri, summary, range);
  const used = actionColumns.filter(
    (action) => action !== "aim" || rows.some((row) => (row.cells["aim"]?.count ?? 0) > 0),
  );
  const left = rows.length - MAX_ROWS;
  return (
    <>
      <Matrix
        label="Who did what"
        rowHeader={isWhole ? "Actor › agent" : "Actor"}
        columns={used.map((id) => ({ id, ...labels[id] }))}
        rows={rows.slice(0, MAX_ROWS)}
        {...(isWhole && { lastHeader: "Last" })}
        {...(left <= 0 && summary !== undefined && { footer: <PeopleText summary={summary} /> })}
      />
      {left > 0 && <p className="dim">{countOf(left, "more row")} with fewer events</p>}
    </>
  );
}

/** How many people and agents there are, a bound where there are more than are counted. */
function PeopleText({ summary }: { summary: NonNullable<ResourceAnswer["summary"]> }) {
  return (
    <>
      {countOf(summary.people, "person", "people")}, {countOf(summary.agents, "agent")}
    </>
  );
}

function partyRows(
  uri: string,
  accesses: LoadedAccesses["accesses"],
  range: WhoDidWhatProps["range"],
): MatrixRow[] {
  return countParties(accesses).map(({ key, party, counts, last }) => ({
    id: key,
    label: <PartyText {...party} />,
    cells: cellsOf(uri, counts, range, party),
    last: <LastTime at={last} />,
  }));
}

function actorRows(
  uri: string,
  summary: ResourceAnswer["summary"],
  range: WhoDidWhatProps["range"],
): MatrixRow[] {
  const counts = new Map<string | null, Record<AccessAction, number>>();
  for (const { action, actors } of summary?.actions ?? [])
    for (const { actor, count } of actors) {
      const known = counts.get(actor) ?? { read: 0, change: 0, aim: 0, denied: 0 };
      known[action] = count;
      counts.set(actor, known);
    }
  return [...counts]
    .toSorted(([, a], [, b]) => sum(b) - sum(a))
    .map(([actor, own]) => ({
      id: String(actor),
      label:
        actor === null ? (
          <span className="dim">not known</span>
        ) : (
          <AppLink href={actorPath(actor)}>
            <SafeText value={actor} cap={60} />
          </AppLink>
        ),
      cells: cellsOf(uri, own, range, actor === null ? {} : { actor }),
    }));
}

function cellsOf(
  uri: string,
  counts: Record<AccessAction, number>,
  range: WhoDidWhatProps["range"],
  party: Partial<Party>,
): MatrixRow["cells"] {
  return Object.fromEntries(
    actionColumns.map((action) => [
      action,
      {
        count: counts[action],
        link: (content: ReactNode) => (
          <AppLink href={investigatePath({ q: actionQuery(uri, action, party), ...range })}>
            {content}
          </AppLink>
        ),
      },
    ]),
  );
}

function sum(counts: Record<AccessAction, number>): number {
  return actionColumns.reduce((total, action) => total + counts[action], 0);
}
