import type { ReactNode } from "react";

import type { GridColumn } from "../../grid/grid-item.ts";
import { countText } from "../../lib/format.ts";
import { sessionPath } from "../../lib/paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { DurationText } from "../../ui/duration-text.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import type { SessionRow } from "./group-sessions.ts";

import styles from "./sessions-page.module.css";

/**
 * The columns of the list of sessions.
 *
 * @param zone as it is printed in the head of the time.
 */
export function sessionListColumns(zone: string): GridColumn<SessionRow>[] {
  return [
    {
      id: "to",
      header: `Last event, ${zone}`,
      width: 136,
      cell: ({ to }) => <TimeText at={to} form="minute" />,
    },
    {
      id: "id",
      header: "Session",
      grow: 1.1,
      minWidth: 130,
      isRowHeader: true,
      cell: ({ id }) => (
        <AppLink href={sessionPath(id)} className={styles.link}>
          <SafeText value={id} cap={64} />
        </AppLink>
      ),
    },
    {
      id: "actor",
      header: "Actor › agent",
      grow: 1.5,
      minWidth: 150,
      cell: (row) => <Who row={row} />,
    },
    {
      id: "client",
      header: "Client",
      title: "As the client says itself",
      grow: 1,
      minWidth: 100,
      cell: ({ client, clients }) => (
        <>
          {client === undefined ? (
            <span className="dim">not recorded</span>
          ) : (
            <SafeText value={client} cap={60} />
          )}
          {clients > 1 && <span className="dim"> +{clients - 1}</span>}
        </>
      ),
    },
    {
      id: "servers",
      header: "Servers",
      grow: 1.2,
      minWidth: 100,
      cell: ({ servers }) => (
        <span className="mid">
          <SafeText value={servers.join(", ")} cap={120} />
        </span>
      ),
    },
    {
      id: "duration",
      header: "Duration",
      width: 78,
      align: "end",
      cell: ({ from, to }) => <DurationText ms={to - from} className="mid" />,
    },
    {
      id: "calls",
      header: "Calls",
      width: 50,
      align: "end",
      cell: ({ calls }) => countText(calls),
    },
    {
      id: "writes",
      header: "Writes",
      title: "Calls that write or destroy",
      width: 54,
      align: "end",
      cell: ({ writes }) => (writes === 0 ? <span className="dim">0</span> : countText(writes)),
    },
    {
      id: "denied",
      header: "Denied",
      width: 64,
      align: "end",
      cell: ({ denied }) =>
        denied === 0 ? (
          <span className="dim">0</span>
        ) : (
          <StateWord tone="deny" icon="deny">
            {countText(denied)}
          </StateWord>
        ),
    },
    {
      id: "failed",
      header: "Failed",
      title: "Ended in an error, a refusal of the request or a timeout",
      width: 60,
      align: "end",
      cell: ({ failed }) =>
        failed === 0 ? (
          <span className="dim">0</span>
        ) : (
          <StateWord tone="error" icon="warning">
            {countText(failed)}
          </StateWord>
        ),
    },
    {
      id: "unknown",
      header: "Unknown",
      title: "Calls whose end was never seen",
      width: 64,
      align: "end",
      cell: ({ unknown }) =>
        unknown === 0 ? (
          <span className="dim">0</span>
        ) : (
          <StateWord tone="gap" icon="clock">
            {countText(unknown)}
          </StateWord>
        ),
    },
  ];
}

function Who({ row }: { row: SessionRow }): ReactNode {
  const { actor, actors, agent } = row;
  return (
    <>
      {actor === undefined ? (
        <span className="dim">not recorded</span>
      ) : (
        <SafeText value={actor} cap={80} />
      )}
      {actors > 1 && <span className="dim"> +{actors - 1}</span>}
      {agent !== undefined && (
        <span className="mid">
          {" "}
          <span className="dim">›</span> <SafeText value={agent} cap={60} />
        </span>
      )}
    </>
  );
}
