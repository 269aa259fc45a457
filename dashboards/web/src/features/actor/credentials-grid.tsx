import { useNavigate } from "@tanstack/react-router";
import { printCondition } from "@toolmark/schemas/query/print-query";
import { useMemo, useState } from "react";
import type { ReactNode } from "react";

import type { GridColumn, GridItem } from "../../grid/grid-item.ts";
import { VirtualGrid } from "../../grid/virtual-grid.tsx";
import { countText } from "../../lib/format.ts";
import { actorPath, investigatePath } from "../../lib/paths.ts";
import { useZone, zoneLabel } from "../../lib/zone.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { Tag } from "../../ui/tag.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import type { CredentialRow } from "./actor-rows.ts";
import { countQuery } from "./use-actors.ts";
import type { CountedAs } from "./use-actors.ts";

import styles from "./actors.module.css";

/** Credentials with who used them; one that several people used is marked. */
export function CredentialsGrid(props: {
  rows: readonly CredentialRow[];
  /** RFC 3339. */
  range: { from: string; to: string };
}): ReactNode {
  const { rows, range } = props;
  const zone = useZone();
  const navigate = useNavigate();
  const [selected, setSelected] = useState<string>();
  const { from, to } = range;
  const columns = useMemo(() => credentialColumns({ from, to }, zoneLabel(zone)), [from, to, zone]);
  const items = useMemo(
    () => rows.map((row): GridItem<CredentialRow> => ({ kind: "row", id: row.value, row })),
    [rows],
  );
  return (
    <VirtualGrid
      label="Credentials"
      columns={columns}
      items={items}
      total={{ count: items.length, isExact: true }}
      noun="credential"
      order="shared first, then most events"
      selectedId={selected}
      onSelect={setSelected}
      onOpen={(value) => void navigate({ href: actorPath(value, "credential") })}
    />
  );
}

function credentialColumns(
  range: { from: string; to: string },
  zoneName: string,
): readonly GridColumn<CredentialRow>[] {
  const count = (row: CredentialRow, value: number, counted?: CountedAs) =>
    value === 0 ? (
      <span className="dim">·</span>
    ) : (
      <AppLink
        href={investigatePath({
          q: countQuery(printCondition("credential", row.value), counted),
          ...range,
        })}
      >
        {countText(value)}
      </AppLink>
    );
  return [
    {
      id: "value",
      header: "Credential",
      minWidth: 240,
      isRowHeader: true,
      cell: ({ value }) => (
        <AppLink href={actorPath(value, "credential")} className="mono">
          <SafeText value={value} cap={120} />
        </AppLink>
      ),
    },
    {
      id: "type",
      header: "Kind",
      width: 140,
      cell: ({ type }) => <SafeText value={type} className="dim" cap={40} />,
    },
    {
      id: "people",
      header: "Used by",
      minWidth: 220,
      cell: ({ people }) => (
        <>
          {people.length > 1 && (
            <>
              <Tag tone="high" icon="warning">
                shared by {countText(people.length)}
              </Tag>{" "}
            </>
          )}
          <SafeText value={people.join(", ")} cap={120} />
        </>
      ),
    },
    {
      id: "clients",
      header: "Clients",
      minWidth: 140,
      cell: ({ clients }) => <SafeText value={clients.join(", ")} cap={120} />,
    },
    {
      id: "events",
      header: "Events",
      width: 70,
      align: "end",
      cell: (row) => count(row, row.events),
    },
    {
      id: "writes",
      header: "Writes",
      width: 60,
      align: "end",
      cell: (row) => count(row, row.writes, "writes"),
    },
    {
      id: "denied",
      header: "Denied",
      width: 60,
      align: "end",
      cell: (row) => count(row, row.denied, "denied"),
    },
    {
      id: "last",
      header: <span className={styles["lead"]}>Last seen, {zoneName}</span>,
      width: 200,
      cell: ({ last }) => (
        <span className={styles["lead"]}>
          <TimeText at={last} form="full" />
        </span>
      ),
    },
  ];
}
