import { useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";

import { useShortcuts } from "../../app/keyboard.ts";
import type { Shortcut } from "../../app/keyboard.ts";
import { GridFoot } from "../../grid/grid-foot.tsx";
import type { GridControls, GridSpot } from "../../grid/grid-item.ts";
import { VirtualGrid } from "../../grid/virtual-grid.tsx";
import { countOf } from "../../lib/format.ts";
import { isSameDay } from "../../lib/time.ts";
import { ianaOf, useZone, zoneLabel } from "../../lib/zone.ts";
import { focusQueryBar } from "../../query-bar/bar-focus.ts";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { eventColumns } from "./event-columns.tsx";
import { rowOf } from "./group-repeats.ts";
import type { EventRow } from "./group-repeats.ts";
import { listItems } from "./list-items.tsx";
import { listLines } from "./list-lines.ts";
import { RowMenu } from "./row-menu.tsx";
import type { OpenMenu } from "./row-menu.tsx";
import { readColumns } from "./shown-event.ts";
import type { ShownState } from "./shown-state.ts";
import type { InvestigatePageState } from "./use-investigate-page.ts";
import { MOST_ROWS } from "./use-investigation.ts";
import { useRowKeys } from "./use-row-keys.ts";

import styles from "./investigate-page.module.css";

/** Props of `EventList`. */
export interface EventListProps {
  page: InvestigatePageState;
  shown: ShownState;
  /** Found events and those that came since, in the order of the list; at least one. */
  rows: readonly EventRow[];
  /** Number of events in them. */
  loaded: number;
  /** Row that keys act on. */
  cursor: string | undefined;
  onCursor: (id: string | undefined) => void;
  /** New events may push the list. */
  followsTop: boolean;
  /** Whether something but the first line is at the top. */
  onScrolled: (isScrolled: boolean) => void;
}

/** The events that were found, with what is missing between them. */
export function EventList(props: EventListProps): ReactNode {
  const { page, shown, rows, loaded, cursor, onCursor, followsTop, onScrolled } = props;
  const { search, change, found, range, holes, gaps } = page;
  const { total } = shown;
  const zone = useZone();
  const iana = ianaOf(zone);
  const order = search.sort ?? "newest";
  const controls = useRef<GridControls>(null);
  const box = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<OpenMenu>();
  const isGrouped = search.group === "on";
  const isWhole = !found.hasNextPage;
  const isNarrow = search.e !== undefined && search.cols === undefined;
  const hasDays = !isSameDay(range.fromMs, range.toMs - 1, iana);
  const columns = useMemo(() => {
    const ids = readColumns(search.cols);
    // The drawer tells it, and leaves less room.
    const fitting = isNarrow ? ids.filter((id) => id !== "client") : ids;
    return eventColumns({ ids: fitting, zone: zoneLabel(zone, range.toMs) });
  }, [search.cols, isNarrow, zone, range.toMs]);
  const items = useMemo(
    () =>
      listItems(
        listLines(rows, { gaps: holes, order, isWhole, iana: hasDays ? iana : undefined }),
        zone,
      ),
    [rows, holes, order, isWhole, hasDays, iana, zone],
  );
  const byId = useMemo(() => new Map(rows.map(({ event }) => [event.event.id, event])), [rows]);
  const selectedId = rowOf(rows, search.e ?? cursor)?.event.event.id;

  const open = (id: string) => {
    onCursor(id);
    change({ e: id }, search.e === undefined ? "push" : "replace");
  };
  const select = (id: string) => {
    onCursor(id);
    if (search.e !== undefined) change({ e: id }, "replace");
  };
  const eventAt = (spot: GridSpot | undefined) => spot && byId.get(spot.id);
  const openMenu = (spot: GridSpot, place: { x: number; y: number }) => {
    const event = byId.get(spot.id);
    if (event !== undefined) setMenu({ event, column: spot.column, at: place });
  };
  const press = useRowKeys({ shown, eventAt, box, onMenu: openMenu });
  useListKeys(controls);

  return (
    <div
      ref={box}
      className={styles.list}
      onScrollCapture={({ target }) => {
        if (target instanceof HTMLElement && target.role === "grid")
          onScrolled(target.scrollTop > 14);
      }}
      onClick={({ target }) => {
        // After the grid has chosen the row: a click looks at it, keys only go to it.
        const isControl =
          target instanceof Element && target.closest("a, button, input, select, summary") !== null;
        const row = target instanceof Element ? target.closest("[data-index]") : null;
        const item = items[Number(row?.getAttribute("data-index") ?? -1)];
        if (!isControl && item?.kind === "row") open(item.id);
      }}
    >
      {found.isError && found.data !== undefined && (
        <ProblemNote
          error={found.error}
          onRetry={() =>
            void (found.isFetchNextPageError ? found.fetchNextPage() : found.refetch())
          }
          note="What is shown is what was found before."
        />
      )}
      <VirtualGrid
        label="Events"
        columns={columns}
        items={items}
        total={total}
        selectedId={selectedId}
        onSelect={select}
        onOpen={open}
        onMenu={openMenu}
        onKey={press}
        onEndReached={() => {
          if (found.hasNextPage && !found.isError) void found.fetchNextPage();
        }}
        isLoadingMore={found.isFetchingNextPage}
        hasMore={found.hasNextPage}
        maxRows={MOST_ROWS + holes.length}
        sort={{ column: "time", direction: order === "newest" ? "descending" : "ascending" }}
        onSort={() => change({ sort: order === "newest" ? "oldest" : undefined, live: undefined })}
        onFind={findInQuery}
        followsTop={followsTop}
        isLoading={found.isFetching && !found.isFetchingNextPage}
        controls={controls}
        hasNoFoot
      />
      <GridFoot
        loaded={loaded}
        total={total && { ...total, count: Math.max(total.count, loaded) }}
        order={`${order} first`}
        hasMore={found.hasNextPage}
        isLoadingMore={found.isFetchingNextPage}
        maxRows={MOST_ROWS}
        footNote={
          <>
            {isGrouped && <span>{countOf(rows.length, "row")}, repeats folded</span>}
            <GapNote gaps={gaps} />
          </>
        }
      />
      {menu !== undefined && <RowMenu menu={menu} onClose={() => setMenu(undefined)} />}
    </div>
  );
}

function GapNote({ gaps }: Pick<InvestigatePageState, "gaps">): ReactNode {
  if (gaps.error !== null)
    return (
      <button type="button" className={styles.link} onClick={() => void gaps.refetch()}>
        What is missing could not be asked: retry
      </button>
    );
  const [limit] = gaps.data?.limits ?? [];
  return (
    limit !== undefined && (
      <span className={styles.limit} title={limit.detail}>
        {limit.code === "scope"
          ? "What is missing cannot be told for a part of the servers"
          : `More may be missing: ${limit.detail}`}
      </span>
    )
  );
}

function findInQuery(): boolean {
  const isThere = document.activeElement?.closest("[role=search]") !== null;
  if (!isThere) focusQueryBar();
  return !isThere;
}

/** The keys of the list, for when the focus is elsewhere on the page. */
function useListKeys(controls: React.RefObject<GridControls | null>): void {
  const key = (keys: string, label: string): Shortcut => ({
    keys,
    label,
    group: "Results",
    run: ({ target, key: pressed }) => {
      const isControl =
        target instanceof Element && target.closest("a, button, summary, [role=tab]") !== null;
      if (isControl && (pressed === "Enter" || pressed.startsWith("Arrow"))) return false;
      return controls.current?.press(pressed) === true;
    },
  });
  useShortcuts([
    key("j", "Next row"),
    key("k", "Row before"),
    key("ArrowDown", "Next row"),
    key("ArrowUp", "Row before"),
    key("ArrowRight", "Next cell"),
    key("ArrowLeft", "Cell before"),
    key("Enter", "Open the event"),
    key("f", "Only the value of this cell"),
    key("x", "Exclude the value of this cell"),
    key("p", "What can be done with the value"),
    key("s", "Open the session"),
    key("r", "Open the history of the resource"),
    key("a", "Open the actor"),
    key("J", "Copy the event as JSON"),
    key("m", "Pin the event to a case"),
  ]);
}
