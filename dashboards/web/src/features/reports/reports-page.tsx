import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useMay } from "../../lib/permissions.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { ExportDetail } from "./export-detail.tsx";
import { ExportList } from "./export-list.tsx";
import { NewExport } from "./new-export.tsx";
import { ScheduleList } from "./schedule-list.tsx";

import styles from "./reports-page.module.css";

const route = getRouteApi("/reports");

const tabs = [
  { id: "new", label: "New" },
  { id: "exports", label: "Exports" },
  { id: "schedules", label: "Schedules" },
] as const;

/** Makes exports and reports, shows those that were made and by whom they were taken, and schedules them. */
export function ReportsPage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay("export");
  const tab = search.tab ?? (search.id === undefined ? "new" : "exports");
  return (
    <>
      <PageHeader title="Reports" />
      {may ? (
        <Tabs
          label="Reports"
          fill
          tabs={tabs}
          value={tab}
          onChange={(next) =>
            void navigate({
              search: (old) => ({ ...old, tab: next === "new" ? undefined : next, id: undefined }),
            })
          }
        >
          {tab === "new" && <NewExport />}
          {tab === "exports" && (
            <div className={styles["split"]}>
              <ExportList selected={search.id} />
              {search.id === undefined ? (
                <EmptyState kind="none" title="No export is chosen">
                  Choose one to see its manifest and who took it.
                </EmptyState>
              ) : (
                <ExportDetail key={search.id} id={search.id} />
              )}
            </div>
          )}
          {tab === "schedules" && <ScheduleList />}
        </Tabs>
      ) : (
        <EmptyState kind="scope" title="Your role makes no exports">
          Ask somebody with the role compliance, or an administrator.
        </EmptyState>
      )}
    </>
  );
}
