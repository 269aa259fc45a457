import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import type { Range } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useRef } from "react";
import type { RefObject } from "react";

import { MAX_ROWS } from "./grid-foot.tsx";
import { HEAD_HEIGHT, ROW_HEIGHT } from "./grid-item.ts";

/** What decides which lines are on the page. */
export interface VirtualRowsInput {
  scroller: RefObject<HTMLElement | null>;
  items: readonly { id: string }[];
  /** Index of the selected item; -1 for none. It stays on the page, so that it can be named. */
  selected: number;
  selectedId: string | undefined;
  followsTop: boolean;
  isLoadingMore: boolean;
  onEndReached: (() => void) | undefined;
  maxRows: number | undefined;
}

/** The lines that are on the page. */
export interface VirtualRows {
  lines: readonly { index: number; top: number }[];
  /** Of all lines together, pixels. */
  height: number;
  firstVisible: number;
  visible: number;
}

/** The item at the top of what is in sight. */
interface GridAnchor {
  id: string;
  index: number;
}

const OVERSCAN = 3;
/** So many lines before the last one, older ones are asked for. */
const END_DISTANCE = 40;

/** Follows the scrolling of a grid, and keeps what is in sight in its place when items come or go. */
export function useVirtualRows(input: VirtualRowsInput): VirtualRows {
  const { scroller, items, selected, selectedId, followsTop, isLoadingMore, onEndReached } = input;
  const { maxRows = MAX_ROWS } = input;
  const rangeExtractor = useCallback(
    (range: Range) => {
      const indexes = defaultRangeExtractor(range);
      if (selected === -1 || indexes.includes(selected)) return indexes;
      return [...indexes, selected].toSorted((a, b) => a - b);
    },
    [selected],
  );
  // A new function would make the virtualizer work out the places of all lines again.
  const getItemKey = useCallback((index: number) => items[index]?.id ?? index, [items]);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize,
    getItemKey,
    overscan: OVERSCAN,
    rangeExtractor,
    useAnimationFrameWithResizeObserver: true,
  });

  const anchor = useRef<GridAnchor>(undefined);
  const noteAnchor = useCallback(() => {
    const index = Math.floor((scroller.current?.scrollTop ?? 0) / ROW_HEIGHT);
    const item = items[index];
    anchor.current = item && { id: item.id, index };
  }, [items, scroller]);
  useEffect(() => {
    const element = scroller.current;
    element?.addEventListener("scroll", noteAnchor, { passive: true });
    return () => element?.removeEventListener("scroll", noteAnchor);
  }, [noteAnchor, scroller]);
  const placed = useRef(items);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element !== null && placed.current !== items) {
      keepPlace(element, items, { anchor: anchor.current, selected, followsTop });
    }
    placed.current = items;
    noteAnchor();
  }, [items, scroller, selected, followsTop, noteAnchor]);

  const shownId = useRef<string>(undefined);
  useEffect(() => {
    if (selected === -1 || shownId.current === selectedId) return;
    shownId.current = selectedId;
    const element = scroller.current;
    if (element !== null) reveal(element, selected);
  }, [selected, selectedId, scroller]);

  const last = rows.range?.endIndex ?? 0;
  useEffect(() => {
    const isNear =
      items.length > 0 && items.length < maxRows && last >= items.length - END_DISTANCE;
    if (isNear && !isLoadingMore) onEndReached?.();
  }, [last, items.length, maxRows, isLoadingMore, onEndReached]);

  const height = rows.scrollRect?.height ?? 0;
  return {
    lines: rows.getVirtualItems().map(({ index, start }) => ({ index, top: start })),
    height: rows.getTotalSize(),
    firstVisible: Math.ceil((rows.scrollOffset ?? 0) / ROW_HEIGHT),
    visible: Math.max(1, Math.floor((height - HEAD_HEIGHT) / ROW_HEIGHT)),
  };
}

function estimateSize(): number {
  return ROW_HEIGHT;
}

function keepPlace(
  element: HTMLElement,
  items: readonly { id: string }[],
  {
    anchor,
    selected,
    followsTop,
  }: { anchor: GridAnchor | undefined; selected: number; followsTop: boolean },
): void {
  if (anchor === undefined || (followsTop && element.scrollTop < ROW_HEIGHT / 2)) return;
  const index = items.findIndex(({ id }) => id === anchor.id);
  if (index !== -1) element.scrollTop += (index - anchor.index) * ROW_HEIGHT;
  // Another list: its beginning, unless the selected row is in it too.
  else if (selected === -1) element.scrollTop = 0;
  else reveal(element, selected);
}

/** Scrolls as little as brings a line into sight below the headers. */
function reveal(element: HTMLElement, index: number): void {
  const top = index * ROW_HEIGHT;
  const room = element.clientHeight - HEAD_HEIGHT;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top + ROW_HEIGHT > element.scrollTop + room) element.scrollTop = top + ROW_HEIGHT - room;
}
