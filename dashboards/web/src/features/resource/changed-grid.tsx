import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import type { ReactNode } from "react";

import type { GridColumn, GridItem } from "../../grid/grid-item.ts";
import { VirtualGrid } from "../../grid/virtual-grid.tsx";
import { countText } from "../../lib/format.ts";
import { resourcePath } from "../../lib/paths.ts";
import { useZone, zoneLabel } from "../../lib/zone.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { DecisionMark } from "../../ui/decision-mark.tsx";
import { EffectBadge } from "../../ui/effect-badge.tsx";
import { OutcomeMark } from "../../ui/outcome-mark.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import type { ChangedResource } from "./changed-resources.ts";
import { PartyText } from "./party-text.tsx";

/** Resources that changed, each with its last change; Enter opens the chosen one. */
export function ChangedGrid({ resources }: { resources: readonly ChangedResource[] }): ReactNode {
  const zone = useZone();
  const navigate = useNavigate();
  const [selected, setSelected] = useState<string>();
  const columns = useMemo(() => changedColumns(zoneLabel(zone)), [zone]);
  const items = useMemo(
    () => resources.map((row): GridItem<ChangedResource> => ({ kind: "row", id: row.uri, row })),
    [resources],
  );
  return (
    <VirtualGrid
      label="Changed resources"
      columns={columns}
      items={items}
      total={{ count: items.length, isExact: true }}
      noun="resource"
      order="changed last first"
      selectedId={selected}
      onSelect={setSelected}
      onOpen={(uri) => void navigate({ href: resourcePath(uri) })}
    />
  );
}

function changedColumns(zoneName: string): readonly GridColumn<ChangedResource>[] {
  return [
    {
      id: "uri",
      header: "Resource",
      minWidth: 200,
      grow: 2,
      isRowHeader: true,
      cell: ({ uri }) => (
        <AppLink href={resourcePath(uri)} className="mono">
          <SafeText value={uri} cap={200} />
        </AppLink>
      ),
    },
    {
      id: "time",
      header: `Last change, ${zoneName}`,
      width: 178,
      cell: ({ last }) => <TimeText at={last.time.occurred} form="full" />,
    },
    {
      id: "effect",
      header: <abbr title="Effect">Eff.</abbr>,
      width: 24,
      cell: ({ last }) => <EffectBadge effect={last.effect?.class} />,
    },
    {
      id: "what",
      header: "What",
      minWidth: 150,
      cell: ({ last, operation }) => (
        <>
          {operation} by <SafeText value={last.tool?.name} cap={80} />
        </>
      ),
    },
    {
      id: "party",
      header: "Actor › agent",
      width: 170,
      cell: ({ last: { actor } }) => (
        <PartyText actor={actor?.id} agent={actor?.agent?.id ?? actor?.agent?.name} />
      ),
    },
    {
      id: "decision",
      header: "Decision",
      width: 84,
      cell: ({ last: { policy, approval } }) => (
        <DecisionMark
          decision={policy?.decision}
          approval={approval?.status}
          enforced={policy?.enforced}
        />
      ),
    },
    {
      id: "outcome",
      header: "Outcome",
      width: 92,
      cell: ({ last }) => (
        <OutcomeMark status={last.outcome?.status} late={last.marks.includes("late")} />
      ),
    },
    {
      id: "changes",
      header: "Changes",
      title: "Among those looked at",
      width: 58,
      align: "end",
      cell: ({ changes }) => countText(changes),
    },
    {
      id: "people",
      header: "People",
      minWidth: 110,
      cell: ({ people }) => <SafeText value={peopleText(people)} cap={120} />,
    },
  ];
}

const SHOWN_PEOPLE = 3;

function peopleText(people: readonly string[]): string {
  const left = people.length - SHOWN_PEOPLE;
  const shown = people.slice(0, SHOWN_PEOPLE).join(", ");
  return left > 0 ? `${shown} +${countText(left)}` : shown;
}
