import type { ReactNode } from "react";

import { Button, ButtonGroup } from "../../ui/button.tsx";
import { CountText } from "../../ui/count-text.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import type { ResourceSearch } from "./resource-search.ts";
import type { LoadedAccesses } from "./use-accesses.ts";

/** How many events there are, and how they are laid out. */
export function ActivityNote({ loaded }: { loaded: LoadedAccesses }): ReactNode {
  return (
    <span aria-live="polite">
      <CountText count={loaded.total} exact={loaded.isExact} of={["event"]} />, newest first, reads
      grouped within 10 minutes
    </span>
  );
}

/** Chooses what of the activity is shown. */
export function ShowChoice(props: {
  value: ResourceSearch["show"];
  onChange: (show: ResourceSearch["show"]) => void;
}): ReactNode {
  const choices = [
    [undefined, "All"],
    ["changes", "Changes"],
    ["reads", "Reads"],
    ["denied", "Denied"],
  ] as const;
  return (
    <ButtonGroup label="What is shown">
      {choices.map(([show, label]) => (
        <Button
          key={label}
          size="small"
          on={props.value === show}
          onClick={() => props.onChange(show)}
        >
          {label}
        </Button>
      ))}
    </ButtonGroup>
  );
}

/** Why there is nothing in the list. */
export function Nothing({ isNone, isAll }: { isNone: boolean; isAll: boolean }): ReactNode {
  if (!isNone)
    return <EmptyState kind="filtered" title="Nothing of this kind among what is loaded" />;
  if (!isAll) return <EmptyState kind="window" title="Nobody touched it in this time" />;
  return (
    <EmptyState kind="none" title="Nothing is recorded of this resource">
      The name must be written as servers report it, such as crm://contact/42.
    </EmptyState>
  );
}
