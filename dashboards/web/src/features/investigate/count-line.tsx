import type { ReactNode } from "react";

import { countText } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import type { ShownState } from "./shown-state.ts";
import type { InvestigatePageState } from "./use-investigate-page.ts";

import styles from "./investigate-page.module.css";

/** How many events there are, whether that is exact, and which state of the trail is shown. */
export function CountLine(props: {
  page: InvestigatePageState;
  total: ShownState["total"];
}): ReactNode {
  const { page, total } = props;
  const { search, found, now, counted, change } = page;
  if (total === undefined) return <span className={styles.count} role="status" />;
  const { count } = total;
  const newer =
    search.asof !== undefined && now.data?.isExact === true && total.isExact
      ? now.data.total - total.count
      : 0;
  return (
    <span className={styles.count}>
      <span role="status">
        <b className={styles.total}>
          {countText(count)}
          {!total.isExact && "+"}
        </b>{" "}
        {count === 1 && total.isExact ? "event" : "events"}
        {total.isExact && ", exact"}
      </span>
      {!total.isExact && (
        <Button
          kind="ghost"
          size="small"
          disabled={counted.isFetching}
          onClick={() => change({ count: "all" }, "replace")}
        >
          {counted.isFetching ? "counting" : "count all"}
        </Button>
      )}
      {search.asof === undefined ? (
        search.live === undefined &&
        found.dataUpdatedAt > 0 && (
          <span className="dim">
            {" · as of "}
            <TimeText at={found.dataUpdatedAt} form="seconds" />
          </span>
        )
      ) : (
        <span className="dim" title="Events that were stored later are not among these">
          {" · as shared"}
        </span>
      )}
      {search.asof !== undefined && now.data !== undefined && (newer > 0 || !total.isExact) && (
        <button type="button" className={styles.link} onClick={page.refresh}>
          {newer > 0 ? `${countText(newer)} newer match` : "newer may match"}
        </button>
      )}
    </span>
  );
}
