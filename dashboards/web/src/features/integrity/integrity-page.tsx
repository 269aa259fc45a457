import type { ReactNode } from "react";

import { countText } from "../../lib/format.ts";
import { useRange } from "../../lib/range.ts";
import { useShareAsof } from "../../lib/share-link.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { RangePicker } from "../../ui/range-picker.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import type { Tab } from "../../ui/tabs.tsx";
import { PipelineStrip } from "../overview/pipeline-strip.tsx";
import { useHealth } from "../overview/use-health.ts";
import { GapsPanel } from "./gaps-panel.tsx";
import { HealthPanel } from "./health-panel.tsx";
import type { IntegritySearch } from "./integrity-search.ts";
import { LedgerPanel } from "./ledger-panel.tsx";
import { QuarantinePanel } from "./quarantine-panel.tsx";
import { ReconcilePanel } from "./reconcile-panel.tsx";
import { useGaps, useIntegritySearch } from "./use-integrity.ts";

type TabId = "gaps" | NonNullable<IntegritySearch["tab"]>;

/** Whether the trail is whole and untouched: its parts, its gaps, and what was refused. */
export function IntegrityPage(): ReactNode {
  const [search, setSearch] = useIntegritySearch();
  const range = useRange(search);
  const tab: TabId = search.tab ?? "gaps";
  const gaps = useGaps(range, tab === "gaps");
  const health = useHealth();
  useShareAsof(gaps.data?.asof, range);
  const quarantined = health.data?.quarantine?.total;
  const tabs: Tab<TabId>[] = [
    { id: "gaps", label: "Completeness" },
    {
      id: "quarantine",
      label: "Quarantine",
      note: quarantined === undefined ? undefined : countText(quarantined),
    },
    { id: "reconcile", label: "Log and store" },
    { id: "ledger", label: "Ledger" },
  ];
  return (
    <>
      <PageHeader
        title="Integrity"
        note="is the trail whole and untouched?"
        actions={<RangePicker value={search} range={range} onChange={setSearch} />}
      />
      <PipelineStrip />
      <HealthPanel />
      <Tabs<TabId>
        label="Integrity"
        tabs={tabs}
        value={tab}
        onChange={(next) => setSearch({ tab: next === "gaps" ? undefined : next })}
        fill
      >
        {tab === "gaps" && (
          <GapsPanel
            query={gaps}
            range={{ from: range.from, to: range.to }}
            now={gaps.dataUpdatedAt}
          />
        )}
        {tab === "quarantine" && (
          <QuarantinePanel reason={search.reason} onReason={(reason) => setSearch({ reason })} />
        )}
        {tab === "reconcile" && <ReconcilePanel />}
        {tab === "ledger" && <LedgerPanel />}
      </Tabs>
    </>
  );
}
