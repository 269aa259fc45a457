import type { ReactNode } from "react";

import { Tag } from "../../ui/tag.tsx";

/** Whether a case is open or closed. */
export function CaseState({ state }: { state: "open" | "closed" }): ReactNode {
  return state === "open" ? (
    <Tag tone="new">open</Tag>
  ) : (
    <Tag icon="lock" title="a closed case takes no more pins or notes">
      closed
    </Tag>
  );
}
