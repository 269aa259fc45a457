import { useMemo, useState } from "react";
import type { ReactNode } from "react";

import { FlowGraph } from "../../charts/flow-graph.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { sessionGraph } from "./session-graph.ts";
import { stepItems } from "./step-items.tsx";
import { StepsGrid } from "./steps-grid.tsx";
import type { StepsGridProps } from "./steps-grid.tsx";

import styles from "./session-page.module.css";

/** Who called through what in a session, counted; a chosen node leaves the steps that go through it. */
export function GraphTab(props: Omit<StepsGridProps, "items"> & { id: string }): ReactNode {
  const { id, story, ...grid } = props;
  const { shown } = story;
  const [chosen, setChosen] = useState<string>();
  const { nodes, edges, steps } = useMemo(() => sessionGraph(shown), [shown]);
  const through = chosen === undefined ? undefined : steps.get(chosen);
  const items = useMemo(
    () =>
      stepItems(
        shown.filter((step) => step.kind === "call" && (through?.has(step.id) ?? true)),
        [],
        [],
      ),
    [shown, through],
  );
  if (nodes.length === 0)
    return <EmptyState kind="filtered" title="No call of this kind in the session" />;
  return (
    <div className={styles.timeline}>
      <div className={styles.graph}>
        <FlowGraph
          label={`Calls of session ${id}`}
          nodes={nodes}
          edges={edges}
          selectedId={chosen}
          onSelectNode={(next) => setChosen(next === chosen ? undefined : next)}
        />
      </div>
      <div className={styles.list}>
        <StepsGrid {...grid} story={story} items={items} />
      </div>
    </div>
  );
}
