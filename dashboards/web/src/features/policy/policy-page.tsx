import type { ApprovalsAnswer, PolicyDecisionsAnswer } from "@toolmark/query-api/approvals/answers";
import type { ReactNode } from "react";

import { countOf, countText } from "../../lib/format.ts";
import { investigatePath } from "../../lib/paths.ts";
import { useRange } from "../../lib/range.ts";
import type { ResolvedRange } from "../../lib/range.ts";
import { useShareAsof } from "../../lib/share-link.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RangePicker } from "../../ui/range-picker.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import type { Tab } from "../../ui/tabs.tsx";
import { shownApprovals } from "./approval-words.ts";
import { ApprovalsStrip } from "./approvals-strip.tsx";
import { ApprovalsTable } from "./approvals-table.tsx";
import { BlockedTable, UnenforcedTable } from "./blocked-table.tsx";
import type { PolicySearch } from "./policy-search.ts";
import { RulesTable } from "./rules-table.tsx";
import { UnapprovedTable } from "./unapproved-table.tsx";
import { useApprovals, useDecisions, usePolicySearch } from "./use-policy.ts";

import styles from "./facts-table.module.css";

type TabId = "approvals" | NonNullable<PolicySearch["tab"]>;

/** Who approved what and how fast, which writes lacked an approval, and which rule blocks what. */
export function PolicyPage(): ReactNode {
  const [search, setSearch] = usePolicySearch();
  const range = useRange(search);
  const approvals = useApprovals(range);
  const decisions = useDecisions(range, search.rule);
  useShareAsof(approvals.data?.asof, range);
  const tab: TabId = search.tab ?? "approvals";
  const tabs: Tab<TabId>[] = [
    { id: "approvals", label: "Approvals", note: noteOf(approvals.data?.total) },
    {
      id: "unapproved",
      label: "Writes without approval",
      note: noteOf(approvals.data?.unapproved_total),
    },
    { id: "rules", label: "Decisions by rule" },
    { id: "blocked", label: "Blocked", note: noteOf(decisions.data?.total) },
  ];
  return (
    <>
      <PageHeader
        title="Policy"
        note="approvals and decisions"
        actions={<RangePicker value={search} range={range} onChange={setSearch} />}
      />
      <Panel<ApprovalsAnswer> label="Approvals in numbers" query={approvals} rows={2}>
        {(answer) => <ApprovalsStrip answer={answer} search={search} onChange={setSearch} />}
      </Panel>
      <Tabs<TabId>
        label="Approvals and decisions"
        tabs={tabs}
        value={tab}
        onChange={(next) => setSearch({ tab: next === "approvals" ? undefined : next })}
        fill
      >
        {tab === "approvals" && <ApprovalsPanel query={approvals} show={search.show} />}
        {tab === "unapproved" && <UnapprovedPanel query={approvals} />}
        {tab === "rules" && <RulesPanel query={decisions} range={range} />}
        {tab === "blocked" && (
          <BlockedPanel
            query={decisions}
            rule={search.rule}
            onAll={() => setSearch({ rule: undefined })}
          />
        )}
      </Tabs>
    </>
  );
}

function noteOf(count: number | undefined): string | undefined {
  return count === undefined ? undefined : countText(count);
}

function ApprovalsPanel(props: {
  query: ReturnType<typeof useApprovals>;
  show: PolicySearch["show"];
}): ReactNode {
  const { query, show } = props;
  const shown = shownApprovals(query.data?.approvals ?? [], show);
  return (
    <Panel<ApprovalsAnswer>
      label="Approvals"
      query={query}
      rows={12}
      partial={query.data && missingText(query.data, query.data.approvals.length, query.data.total)}
      empty={({ total }) => {
        if (total === 0)
          return <EmptyState kind="window" title="No approval was asked for in this time" />;
        if (shown.length > 0) return undefined;
        return <EmptyState kind="filtered" title="No approval in this time is like that" />;
      }}
    >
      <ApprovalsTable approvals={shown} />
    </Panel>
  );
}

function UnapprovedPanel({ query }: { query: ReturnType<typeof useApprovals> }): ReactNode {
  return (
    <Panel<ApprovalsAnswer>
      label="Writes without approval"
      query={query}
      rows={12}
      partial={
        query.data &&
        missingText(query.data, query.data.unapproved_writes.length, query.data.unapproved_total)
      }
      empty={({ unapproved_total }) =>
        unapproved_total === 0 ? (
          <EmptyState kind="none" title="Every write that needed an approval had one">
            Whether a call needs one is what its events say: a policy that escalates, or an approval
            that was asked for.
          </EmptyState>
        ) : undefined
      }
    >
      {({ unapproved_writes }) => <UnapprovedTable writes={unapproved_writes} />}
    </Panel>
  );
}

function RulesPanel(props: {
  query: ReturnType<typeof useDecisions>;
  range: Pick<ResolvedRange, "from" | "to">;
}): ReactNode {
  const { query } = props;
  const range = { from: props.range.from, to: props.range.to };
  return (
    <Panel<PolicyDecisionsAnswer>
      title="Effective decisions"
      note={
        query.data && (
          <span className="row">
            {Object.entries(query.data.decisions).map(([decision, count]) => (
              <AppLink
                key={decision}
                href={investigatePath({ q: `type:call.completed decision:${decision}`, ...range })}
              >
                {decision} {countText(count)}
              </AppLink>
            ))}
          </span>
        )
      }
      query={query}
      rows={12}
      partial={query.data && missingText(query.data, 0, 0)}
      empty={({ rules }) =>
        rules.length === 0 ? (
          <EmptyState kind="window" title="No policy decided anything in this time">
            Emitters and gateways that check policies tell of them with each call.
          </EmptyState>
        ) : undefined
      }
    >
      {(answer) => <RulesTable answer={answer} range={range} />}
    </Panel>
  );
}

function BlockedPanel(props: {
  query: ReturnType<typeof useDecisions>;
  rule: string | undefined;
  onAll: () => void;
}): ReactNode {
  const { query, rule, onAll } = props;
  const ran = query.data?.not_enforced_total ?? 0;
  return (
    <>
      {rule !== undefined && (
        <p className={styles["rest"]}>
          Only what rule <SafeText value={rule} cap={80} /> looked at.{" "}
          <Button size="small" onClick={onAll}>
            Show all
          </Button>
        </p>
      )}
      {ran > 0 && query.data !== undefined && (
        <Panel
          title="Denied, and run all the same"
          note={`${countOf(ran, "call")}: the verdict was not enforced`}
        >
          <UnenforcedTable calls={query.data.not_enforced.slice(0, 20)} />
        </Panel>
      )}
      <Panel<PolicyDecisionsAnswer>
        {...(ran > 0 ? { title: "Blocked" } : { label: "Blocked" })}
        query={query}
        rows={12}
        partial={query.data && missingText(query.data, query.data.blocked.length, query.data.total)}
        empty={({ total }) =>
          total === 0 ? (
            <EmptyState kind="window" title="Nothing was blocked in this time" />
          ) : undefined
        }
      >
        {({ blocked }) => <BlockedTable blocked={blocked} />}
      </Panel>
    </>
  );
}

function missingText(
  { limits }: Pick<ApprovalsAnswer, "limits">,
  shown: number,
  total: number,
): string | undefined {
  const texts = [
    ...(shown < total ? [`the newest ${countText(shown)} of ${countText(total)} are shown`] : []),
    ...limits.slice(0, 2).map(({ detail }) => detail),
  ];
  return texts.length === 0 ? undefined : `${texts.join("; ")}.`;
}
