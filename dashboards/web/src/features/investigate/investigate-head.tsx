import { useRef, useState } from "react";
import type { ReactNode } from "react";

import { countText } from "../../lib/format.ts";
import { useMay } from "../../lib/permissions.ts";
import { defaultRange } from "../../lib/range.ts";
import { QueryBar } from "../../query-bar/query-bar.tsx";
import { QueryChips } from "../../query-bar/query-chips.tsx";
import { QueryWords } from "../../query-bar/query-words.tsx";
import { Button } from "../../ui/button.tsx";
import { copyValue } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { RangePicker } from "../../ui/range-picker.tsx";
import { absoluteLink } from "./absolute-link.ts";
import { CountLine } from "./count-line.tsx";
import { ExportDialog } from "./export-dialog.tsx";
import type { InvestigateSearch } from "./investigate-search.ts";
import { ListTools } from "./list-tools.tsx";
import { SaveView } from "./save-view.tsx";
import type { ShownState } from "./shown-state.ts";
import type { InvestigatePageState } from "./use-investigate-page.ts";

import styles from "./investigate-page.module.css";

/** Parts of an address that belong to the last question. */
const newQuestion: Partial<InvestigateSearch> = {
  e: undefined,
  tab: undefined,
  asof: undefined,
  window: undefined,
  compare: undefined,
  count: undefined,
};

/** The question, its words and conditions, its time, and what can be done with all that was found. */
export function InvestigateHead(props: {
  page: InvestigatePageState;
  shown: ShownState;
  cursor: string | undefined;
  loaded: readonly string[];
}): ReactNode {
  const { page, shown, cursor, loaded } = props;
  const { search, change, ask, range, found } = page;
  const { total } = shown;
  const mayExport = useMay("export");
  const mayView = useMay("views");
  const [isExporting, setIsExporting] = useState(false);
  const { q = "" } = search;
  // A query may name a time: both go into the address at once.
  const named = useRef<Partial<InvestigateSearch>>(undefined);

  function run(text: string): void {
    const time = named.current;
    named.current = undefined;
    const isAsShown = text === q && (time === undefined || isSameTime(time, search));
    if (isAsShown) page.refresh();
    else ask({ ...newQuestion, q: text === "" ? undefined : text, ...time });
  }

  function choose(next: { from: string; to: string }): void {
    change({ ...newQuestion, ...rangeSearch(next) });
  }

  return (
    <header className={styles.head}>
      <div className={styles.bar}>
        <QueryBar
          text={q}
          range={{ from: range.from, to: range.to }}
          onRun={run}
          onRange={(next) => {
            named.current = rangeSearch(next);
          }}
          isRunning={found.isFetching}
        />
        <RangePicker value={search} range={range} onChange={choose} />
        <LiveButton page={page} />
      </div>
      <div className={styles.explain}>
        <QueryWords text={q} />
        <span className="grow" />
        <CountLine page={page} total={total} />
      </div>
      <div className={styles.chips}>
        <QueryChips text={q} range={{ from: range.from, to: range.to }} onChange={run} />
        <span className="grow" />
        <ListTools {...{ page, cursor, loaded }} />
        {mayView && <SaveView search={search} />}
        <Button kind="ghost" onClick={() => void copyValue(absoluteLink(shown))}>
          <Icon name="link" size={13} />
          Copy link
        </Button>
        {mayExport && (
          <Button
            kind="ghost"
            disabled={total === undefined || total.count === 0}
            onClick={() => setIsExporting(true)}
          >
            <Icon name="download" size={13} />
            Export {total !== undefined && countText(total.count)}
            {total?.isExact === false && "+"}
          </Button>
        )}
      </div>
      {isExporting && (
        <ExportDialog asked={page.asked} shown={shown} onClose={() => setIsExporting(false)} />
      )}
    </header>
  );
}

function LiveButton({ page: { search, change } }: { page: InvestigatePageState }): ReactNode {
  const isLive = search.live === "on";
  return (
    <Button
      on={isLive}
      title="New events as they are stored (l)"
      aria-keyshortcuts="l"
      onClick={() => change(liveSearch(isLive))}
    >
      <Icon name={isLive ? "pause" : "play"} size={12} />
      Live
    </Button>
  );
}

function isSameTime(time: Partial<InvestigateSearch>, search: InvestigateSearch): boolean {
  return time.from === search.from && time.to === search.to;
}

/** The part of an address that changes when live events are switched on or off. */
export function liveSearch(isLive: boolean): Partial<InvestigateSearch> {
  if (isLive) return { live: undefined };
  return { live: "on", asof: undefined, to: undefined, sort: undefined, back: undefined };
}

function rangeSearch({ from, to }: { from: string; to: string }): Partial<InvestigateSearch> {
  const isDefault = from === defaultRange.from && to === defaultRange.to;
  return {
    from: isDefault ? undefined : from,
    to: to === defaultRange.to ? undefined : to,
    back: undefined,
    ...(to !== defaultRange.to && { live: undefined }),
  };
}
