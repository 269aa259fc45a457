import { useQuery } from "@tanstack/react-query";
import { Navigate, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { apiWith } from "../../lib/api.ts";
import { investigatePath } from "../../lib/paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { buttonClass } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { searchOfView } from "../investigate/view-definition.ts";

/** Leads from a saved view to its address. */
export function ViewPage(): ReactNode {
  const { id } = useParams({ from: "/views/$id" });
  const query = useQuery({
    queryKey: ["/v1/views"],
    queryFn: async ({ signal }) => await apiWith({ signal }).views.list(),
  });
  const named = query.data?.views.filter((view) => view.id === id) ?? [];
  const view = named.find(({ mine }) => mine) ?? named[0];
  if (view !== undefined)
    return <Navigate to="/investigate" search={searchOfView(view.definition)} replace />;
  return (
    <>
      <PageHeader title="View" crumbs={[{ label: "Investigate", href: "/investigate" }]} />
      <Panel label="View" query={query} rows={2}>
        {(answer) => (
          <EmptyState
            kind="scope"
            title="There is no such view among yours and the shared ones"
            actions={
              <AppLink className={buttonClass()} href={investigatePath({})}>
                Open the search
              </AppLink>
            }
          >
            <p>
              <SafeText value={id} className="mono" cap={100} />
            </p>
            <p>
              {answer.complete
                ? "It was removed, or belongs to somebody who did not share it."
                : "It was removed, belongs to somebody who did not share it, or is too old to be listed."}
            </p>
          </EmptyState>
        )}
      </Panel>
    </>
  );
}
