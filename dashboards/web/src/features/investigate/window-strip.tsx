import type { ReactNode } from "react";

import type { TimeRange } from "../../charts/range-window.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import type { InvestigatePageState } from "./use-investigate-page.ts";
import { unzoomSearch, zoomSearch } from "./zoom-search.ts";

import styles from "./investigate-page.module.css";

/** What can be done with a selected time, and the way back from one that was zoomed into. */
export function WindowStrip(props: {
  page: InvestigatePageState;
  window: TimeRange | null;
}): ReactNode {
  const { page, window } = props;
  const { search, change } = page;
  const isComparing = search.compare === "on";
  return (
    <div className={styles.strip}>
      {window !== null && (
        <>
          <Button
            size="small"
            on={isComparing}
            onClick={() => change({ compare: isComparing ? undefined : "on" }, "replace")}
          >
            <Icon name="not-equals" size={12} />
            What differs
          </Button>
          <Button size="small" onClick={() => change(zoomSearch(window, search))}>
            <Icon name="zoom" size={12} />
            Only this time
          </Button>
        </>
      )}
      {search.back !== undefined && (
        <Button size="small" kind="ghost" onClick={() => change(unzoomSearch(search))}>
          Reset zoom <Kbd>Z</Kbd>
        </Button>
      )}
    </div>
  );
}
