import { lazy, Suspense, useMemo, useState } from "react";
import type { ReactNode } from "react";

import { resolveRange } from "../../lib/range.ts";
import { useShareAsof } from "../../lib/share-link.ts";
import { toMs } from "../../lib/time.ts";
import { Panel } from "../../ui/panel.tsx";
import { ActivityList } from "./activity-list.tsx";
import { ActivityNote, Nothing, ShowChoice } from "./activity-parts.tsx";
import { axisOf, countsOf, emittersOf, linkRange } from "./history-range.ts";
import { Neighbours } from "./neighbours.tsx";
import { RecordReport } from "./record-report.tsx";
import type { AccessAction, ResourceAccess } from "./resource-access.ts";
import { ResourceBar } from "./resource-bar.tsx";
import { ResourceHead } from "./resource-head.tsx";
import type { ResourceSearch } from "./resource-search.ts";
import { RevealValues } from "./reveal-values.tsx";
import { statePoints } from "./state-history.ts";
import { StatePanel } from "./state-panel.tsx";
import { StateTimeline } from "./state-timeline.tsx";
import { useAccesses } from "./use-accesses.ts";
import { useResourceGaps } from "./use-resource-gaps.ts";
import type { ResourceGaps } from "./use-resource-gaps.ts";
import { useResourceSearch } from "./use-resource-search.ts";
import { useStates } from "./use-state.ts";
import { WhoDidWhat } from "./who-did-what.tsx";

import styles from "./resource-history.module.css";

// Whoever only looks at the history does not need it.
const EventDrawer = lazy(async () => {
  const { EventDrawer: drawer } = await import("../event/event-drawer.tsx");
  return { default: drawer };
});

const shown: Readonly<Record<NonNullable<ResourceSearch["show"]>, readonly AccessAction[]>> = {
  changes: ["change", "aim"],
  reads: ["read"],
  denied: ["denied"],
};

const noAccesses: readonly ResourceAccess[] = [];
const noGaps: ResourceGaps = { gaps: [], limits: [] };

/** Who accessed or changed one resource, what it was at any time, and what of that is not known. */
export function ResourceHistory({ uri }: { uri: string }): ReactNode {
  const [search, setSearch] = useResourceSearch();
  const [purpose, setPurpose] = useState<string>();
  const { from, to } = useResolved(search);
  const accesses = useAccesses({ uri, from, to, asof: search.asof, purpose });
  const loaded = accesses.data;
  const range = useMemo(() => linkRange(loaded, from, to), [loaded, from, to]);
  const emitters = useMemo(() => emittersOf(loaded), [loaded]);
  const gaps = useResourceGaps(
    range && emitters.length > 0 ? { emitters, ...range, asof: loaded?.asof } : undefined,
  );
  const { gaps: known, limits } = gaps.data ?? noGaps;
  // Gaps are known last; until then the state is not asked for, so that it is asked for once.
  const isSettled = gaps.isFetched || (loaded !== undefined && emitters.length === 0);
  const points = useMemo(
    () =>
      loaded && isSettled
        ? statePoints(loaded, known, from === undefined ? undefined : toMs(from))
        : undefined,
    [loaded, known, isSettled, from],
  );
  // A range up to now ends where it was resolved, which is now for whoever looks at it.
  const end = search.to === undefined || search.to === "now" ? undefined : to;
  const question = { uri, asof: loaded?.asof, purpose };
  const states = useStates(question, points?.points);
  const axis = useMemo(() => axisOf(range, from, points), [range, from, points]);
  useShareAsof(loaded?.asof, from === undefined ? undefined : { from, to: to ?? "now" });

  const kinds = search.show === undefined ? undefined : shown[search.show];
  const listed = useMemo(
    () => loaded?.accesses.filter(({ action }) => kinds?.includes(action) ?? true) ?? [],
    [loaded, kinds],
  );
  const moveTo = (at: string | undefined) => setSearch({ at, e: undefined }, { replace: true });
  const choose = ({ event_id: e, time: at }: ResourceAccess) =>
    setSearch({ e, at }, { replace: true });
  const isNone = loaded !== undefined && loaded.accesses.length === 0;

  return (
    <>
      <ResourceBar
        uri={uri}
        search={search}
        first={loaded?.summary?.first_time}
        onRange={setSearch}
        report={<RecordReport uri={uri} range={range} asof={loaded?.asof} />}
      />
      <ResourceHead
        uri={uri}
        loaded={loaded}
        gaps={gaps.data === undefined ? undefined : known.length}
        range={range}
      />
      <div className={styles["columns"]}>
        <div className={styles["left"]}>
          {!isNone && (
            <StateTimeline
              uri={uri}
              query={states}
              accesses={loaded?.accesses ?? noAccesses}
              gaps={known}
              range={axis}
              counts={loaded && countsOf(loaded)}
              isCut={points?.isCut ?? false}
              isPast={end !== undefined}
              at={search.at}
              onAt={moveTo}
              onOpen={choose}
            />
          )}
          <Panel
            title="Activity"
            fill
            query={accesses}
            note={loaded && !isNone && <ActivityNote loaded={loaded} />}
            partial={limits.length > 0 && `There may be more gaps: ${limits.join("; ")}`}
            actions={
              <>
                <RevealValues
                  purpose={purpose}
                  onChange={setPurpose}
                  what="the values before and after each change of this resource"
                />
                <ShowChoice
                  value={search.show}
                  onChange={(show) => setSearch({ show }, { replace: true })}
                />
              </>
            }
          >
            {({ isWhole }) => (
              <ActivityList
                accesses={listed}
                gaps={known}
                isWhole={isWhole}
                selected={search.e}
                onSelect={choose}
                onOpen={(access) => {
                  setSearch({ e: access.event_id, at: access.time, open: "event" });
                }}
                onMore={accesses.hasNextPage ? () => void accesses.fetchNextPage() : undefined}
                isLoadingMore={accesses.isFetchingNextPage}
                empty={<Nothing isNone={isNone} isAll={from === undefined} />}
              />
            )}
          </Panel>
        </div>
        {search.open === "event" && search.e !== undefined && (
          <Suspense fallback={<div className={styles["right"]} aria-busy="true" />}>
            <EventDrawer
              eventId={search.e}
              tab={search.tab}
              onTab={(tab) => setSearch({ tab }, { replace: true })}
              onClose={() => setSearch({ open: undefined, tab: undefined })}
              {...neighboursOf(listed, search.e, choose)}
            />
          </Suspense>
        )}
        <aside
          hidden={search.open === "event" && search.e !== undefined}
          className={styles["right"]}
          aria-label="State and access"
        >
          {!isNone && (
            <StatePanel
              query={states}
              at={search.at}
              end={end}
              isCut={points?.isCut ?? false}
              question={question}
              onAt={moveTo}
            />
          )}
          <Panel
            title="Who did what"
            note="a count opens its events"
            query={accesses}
            className={styles["section"]}
          >
            {(data) =>
              range && (
                <div className={styles["body"]}>
                  <WhoDidWhat uri={uri} loaded={data} range={range} />
                </div>
              )
            }
          </Panel>
          {loaded !== undefined && <Neighbours uri={uri} loaded={loaded} range={range} />}
        </aside>
      </div>
    </>
  );
}

/** The ways to the events above and below the open one. */
function neighboursOf(
  listed: readonly ResourceAccess[],
  event: string,
  choose: (access: ResourceAccess) => void,
): { onPrevious?: () => void; onNext?: () => void } {
  const place = listed.findIndex(({ event_id: id }) => id === event);
  const before = place === -1 ? undefined : listed[place - 1];
  const after =
    place === -1 ? undefined : listed.slice(place).find(({ event_id: id }) => id !== event);
  return {
    ...(before && { onPrevious: () => choose(before) }),
    ...(after && { onNext: () => choose(after) }),
  };
}

/** The range of the address, its relative ends resolved once for as long as it stays. */
function useResolved({ from, to }: ResourceSearch): { from?: string; to?: string } {
  return useMemo(() => {
    if (from === undefined && to === undefined) return {};
    const range = resolveRange({ from, to }, Date.now());
    return { from: range.from, to: range.to };
  }, [from, to]);
}
