import { useMemo } from "react";
import type { ReactNode } from "react";

import type { GridItem } from "../../grid/grid-item.ts";
import { VirtualGrid } from "../../grid/virtual-grid.tsx";
import { countOf } from "../../lib/format.ts";
import { useZone, zoneLabel } from "../../lib/zone.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import type { Step } from "./session-steps.ts";
import { stepColumns } from "./step-columns.tsx";
import type { SessionStory } from "./use-session-page.ts";

/** Props of `StepsGrid`. */
export interface StepsGridProps {
  story: SessionStory;
  items: readonly GridItem<Step>[];
  selectedId: string | undefined;
  onSelect: (id: string) => void;
  isLoading: boolean;
  /** Whether the drawer stands beside it. */
  isNarrow: boolean;
}

/** The list of steps, with what led to each. */
export function StepsGrid(props: StepsGridProps): ReactNode {
  const { story, items, selectedId, onSelect, isLoading, isNarrow } = props;
  const { steps, extent, index } = story;
  const zone = useZone();
  const columns = useMemo(
    () => stepColumns({ from: extent.from, index, zone: zoneLabel(zone, extent.to), isNarrow }),
    [extent, index, zone, isNarrow],
  );
  const hidden = steps.length - items.filter(({ kind }) => kind === "row").length;
  return (
    <VirtualGrid
      label="Steps"
      columns={columns}
      items={items}
      selectedId={selectedId}
      onSelect={onSelect}
      isLoading={isLoading}
      noun="step"
      order="oldest first"
      footNote={hidden > 0 && `${countOf(hidden, "other")} left out by what is shown`}
      empty={<EmptyState kind="filtered" title="No step of this kind" small />}
    />
  );
}
