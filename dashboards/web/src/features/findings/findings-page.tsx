import type { OverviewAnswer } from "@toolmark/query-api/overview/answers";
import type { ReactNode } from "react";

import { countOf } from "../../lib/format.ts";
import { useRange } from "../../lib/range.ts";
import { useShareAsof } from "../../lib/share-link.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RangePicker } from "../../ui/range-picker.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { AttentionList } from "../overview/attention-list.tsx";
import { limitsText } from "../overview/limits-text.ts";
import { useOverview } from "../overview/use-overview.ts";
import { useFindingsSearch } from "./use-findings-search.ts";
import { watched } from "./watched.ts";

import styles from "./findings-page.module.css";

/** What detections found: there are no rules yet, so it shows what is watched without them. */
export function FindingsPage(): ReactNode {
  const [search, setSearch] = useFindingsSearch();
  const range = useRange(search);
  const query = useOverview(range);
  const overview = query.data;
  useShareAsof(overview?.asof, range);
  return (
    <>
      <PageHeader
        title="Findings"
        actions={<RangePicker value={search} range={range} onChange={setSearch} />}
      />
      <div className={styles["notice"]}>
        <Icon name="info" size={16} />
        <div>
          <p className={styles["title"]}>There are no detection rules in this version</p>
          <p>
            So nothing is found in the background, nobody is told, and no finding has an owner or a
            state. What is listed below is computed when this page is opened, from what the trail
            itself proves.
          </p>
        </div>
      </div>
      <Panel<OverviewAnswer>
        title="What is watched now"
        note={
          overview && (
            <span aria-live="polite">
              {overview.attention.total === 0
                ? "nothing needs a look"
                : `${countOf(overview.attention.total, "thing")} in this time, most urgent first`}
            </span>
          )
        }
        query={query}
        rows={8}
        partial={overview && limitsText(overview)}
        empty={({ attention }) =>
          attention.items.length === 0 ? (
            <EmptyState kind="none" title="Nothing needs a look in this time" />
          ) : undefined
        }
      >
        {({ attention, from, to }) => (
          <AttentionList items={attention.items} range={{ from, to }} now={Date.parse(to)} />
        )}
      </Panel>
      <Panel title="What is looked at" note="and what it takes to be listed">
        <dl className={styles["watched"]}>
          {watched.map(({ name, takes }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{takes}</dd>
            </div>
          ))}
        </dl>
        {overview?.attention.sequences_from !== undefined && (
          <p className={styles["reach"]}>
            Sequence numbers were looked at from{" "}
            <TimeText at={overview.attention.sequences_from} form="full" /> on; the page on
            integrity looks at all of a range.
          </p>
        )}
      </Panel>
    </>
  );
}
