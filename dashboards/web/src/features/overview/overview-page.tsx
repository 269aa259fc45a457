import type { OverviewAnswer } from "@toolmark/query-api/overview/answers";
import type { ReactNode } from "react";

import { FirstRun } from "../../app/first-run.tsx";
import { countOf } from "../../lib/format.ts";
import { useRange } from "../../lib/range.ts";
import { stringifySearch } from "../../lib/search-codec.ts";
import { useShareAsof } from "../../lib/share-link.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RangePicker } from "../../ui/range-picker.tsx";
import { AttentionList } from "./attention-list.tsx";
import { CallsChart } from "./calls-chart.tsx";
import { FirstSeenList } from "./first-seen-list.tsx";
import { KeyNumbers } from "./key-numbers.tsx";
import { limitsText } from "./limits-text.ts";
import { PipelineStrip } from "./pipeline-strip.tsx";
import { previousText, spanName } from "./range-words.ts";
import { ShiftButton } from "./shift-button.tsx";
import { ToolLists } from "./tool-lists.tsx";
import { useHealth } from "./use-health.ts";
import { useLive, useOverview, useOverviewSearch } from "./use-overview.ts";

import styles from "./overview-page.module.css";

/** Rows of what needs attention, and of what is new. */
const ROWS = 5;

/** What agents do now, what is new, and how the trail itself is: one look says whether to worry. */
export function OverviewPage(): ReactNode {
  const [search, setSearch] = useOverviewSearch();
  const range = useRange(search);
  const { refresh } = range;
  const isLive = search.live === "on";
  const isCompared = search.vs !== "off";
  useLive(isLive && range.isRelative, refresh);
  const query = useOverview(range);
  const health = useHealth();
  useShareAsof(query.data?.asof, { from: range.from, to: range.to });
  const isNew =
    query.data !== undefined && isEmpty(query.data) && health.data?.emitters?.known === 0;
  return (
    <>
      <PageHeader
        title="Overview"
        note="agents and the audit trail itself"
        actions={
          <>
            <RangePicker value={search} range={range} onChange={setSearch} />
            <Button
              on={isCompared}
              onClick={() => setSearch({ vs: isCompared ? "off" : undefined })}
            >
              {previousText(range)}
            </Button>
            <ShiftButton value={search} onChange={setSearch} />
            <Button
              on={isLive}
              disabled={!range.isRelative}
              title={
                range.isRelative
                  ? "Ask again every 15 seconds; each time is recorded"
                  : "The range has a fixed end"
              }
              onClick={() => setSearch({ live: isLive ? undefined : "on" })}
            >
              <Icon name={isLive ? "pause" : "play"} size={12} />
              Live
            </Button>
          </>
        }
      />
      <PipelineStrip />
      {isNew ? (
        <FirstRun
          onLookAgain={() => {
            void health.refetch();
            refresh();
          }}
        />
      ) : (
        <Panel<OverviewAnswer>
          label="What agents did"
          query={query}
          rows={16}
          fill
          partial={query.data && limitsText(query.data)}
        >
          {(overview) => (
            <Content overview={overview} isCompared={isCompared} name={spanName(search, range)} />
          )}
        </Panel>
      )}
    </>
  );
}

function Content(props: {
  overview: OverviewAnswer;
  isCompared: boolean;
  name: string;
}): ReactNode {
  const { overview, isCompared, name } = props;
  const { attention, first_seen: seen, from, to } = overview;
  const now = Date.parse(to);
  const urgent = attention.items.filter(({ severity }) => severity === "high").length;
  return (
    <>
      <KeyNumbers overview={overview} isCompared={isCompared} />
      <CallsChart overview={overview} />
      <div className={styles["two"]}>
        <Panel
          title="Needs attention"
          note={
            <span aria-live="polite">
              {attention.total === 0
                ? "nothing that can be proven"
                : `${countOf(attention.total, "thing")}, ${urgent} urgent`}
            </span>
          }
          actions={
            <AppLink className="dim" href={`/findings${stringifySearch({ from, to })}`}>
              All {attention.total > ROWS ? attention.total : ""}
            </AppLink>
          }
        >
          {attention.items.length === 0 ? (
            <EmptyState kind="none" small title="Nothing needs a look">
              Silent emitters, missing numbers, approvals, denials and unknown clients were looked
              at.
            </EmptyState>
          ) : (
            <AttentionList items={attention.items.slice(0, ROWS)} range={{ from, to }} now={now} />
          )}
        </Panel>
        <Panel
          title={`First seen in ${name}`}
          note={
            seen.truncated
              ? "not all pairs were checked"
              : seen.total > ROWS
                ? `${seen.total}, never recorded before`
                : "never recorded before"
          }
        >
          <FirstSeenList overview={overview} now={now} rows={ROWS} />
        </Panel>
      </div>
      <ToolLists overview={overview} />
    </>
  );
}

function isEmpty({ metrics, first_seen, attention }: OverviewAnswer): boolean {
  return metrics.calls.count === 0 && !first_seen.has_history && attention.total === 0;
}
