import type { ReactNode } from "react";

import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";

/** The place of the ledger's checkpoints, which this version does not make. */
export function LedgerPanel(): ReactNode {
  return (
    <Panel label="Ledger">
      <EmptyState kind="none" title="Checkpoints of the ledger are not available in this version">
        <p>
          Each event is sealed when it is recorded: the SHA-256 of its payload is stored with it,
          and checked whenever the event is opened. That tells whether an event was altered. It does
          not prove that none was removed: a signed ledger with outside witnesses would, and there
          is none yet.
        </p>
      </EmptyState>
    </Panel>
  );
}
