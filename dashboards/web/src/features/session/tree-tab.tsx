import type { TreeAnswer } from "@toolmark/query-api/tree/answers";
import { useState } from "react";
import type { ReactNode } from "react";

import { cx } from "../../lib/cx.ts";
import { countOf, countText } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { PanelQuery } from "../../ui/panel.tsx";
import { OperationView } from "../event/operation-view.tsx";
import type { Operation } from "../event/operation-view.tsx";
import type { StepFilter } from "./session-steps.ts";

import styles from "./session-page.module.css";

/** Operations that are drawn at first, and with each further step. */
const SHOWN = 200;

/** A session as a tree: operations with their calls, below what led to them. */
export function TreeTab(props: {
  query: PanelQuery<TreeAnswer>;
  filter: StepFilter;
  selectedId: string | undefined;
}): ReactNode {
  const { query, filter, selectedId } = props;
  const [most, setMost] = useState(SHOWN);
  return (
    <div className={cx(styles.tab, styles.tree)}>
      <Panel
        label="Call tree"
        query={query}
        rows={8}
        partial={
          query.data?.complete === false &&
          `More than ${countText(query.data.events)} events belong to this session: some are left out.`
        }
        empty={(tree) =>
          tree.operations.length === 0 ? (
            <EmptyState kind="none" title="No calls are recorded" />
          ) : undefined
        }
      >
        {(tree) => {
          const shown = tree.operations.filter((operation) => isShown(operation, filter));
          return (
            <>
              {shown.slice(0, most).map((operation) => (
                <OperationView
                  key={operation.operation_id}
                  operation={operation}
                  eventId={selectedId}
                  hasTimes
                />
              ))}
              {shown.length > most && (
                <Button onClick={() => setMost(most + SHOWN)}>
                  Show {countText(Math.min(SHOWN, shown.length - most))} more of{" "}
                  {countOf(shown.length, "operation")}
                </Button>
              )}
              {shown.length < tree.operations.length && (
                <p className="dim">
                  {countOf(tree.operations.length - shown.length, "operation")} left out by what is
                  shown
                </p>
              )}
            </>
          );
        }}
      </Panel>
    </div>
  );
}

// What is below an operation that is left out would stand below another one, so parents stay.
function isShown({ calls, approvals, depth }: Operation, filter: StepFilter): boolean {
  if (filter === undefined || approvals.length > 0) return true;
  if (filter === "changes")
    return calls.some(({ touched }) =>
      touched.some(
        ({ changed, operation }) => changed.length > 0 || !["read", "list"].includes(operation),
      ),
    );
  return depth === 0 && calls.length > 1
    ? true
    : calls.some(({ effect, status }) => effect !== "read" || status !== "success");
}
