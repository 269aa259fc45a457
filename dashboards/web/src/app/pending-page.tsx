import type { ReactNode } from "react";

import { Panel } from "../ui/panel.tsx";

const loading = { data: undefined, error: null, isFetching: true, refetch: () => undefined };

/** Stands for a page that is still being loaded. */
export function PendingPage(): ReactNode {
  return (
    <Panel label="The page is loading" query={loading} rows={8}>
      {null}
    </Panel>
  );
}
