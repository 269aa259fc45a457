import { useRef, useState } from "react";
import type { KeyboardEvent, PointerEvent } from "react";

import { brushEdges, brushOf, moveBrush } from "./brush.ts";
import type { Brush } from "./brush.ts";
import { countBetween, slotAt } from "./histogram-layout.ts";
import type { HistogramLayout } from "./histogram-layout.ts";
import { clamp } from "./number-scale.ts";
import type { TimeRange } from "./range-window.ts";

/** A selected range with what it holds. */
export interface BrushedRange extends TimeRange {
  count: number;
  /** Places of its edges in the chart, pixels. */
  left: number;
  right: number;
}

/** What a brush tells its chart. */
export interface BrushOptions {
  /** Selected from outside; `null`: nothing is; undefined: the chart keeps its selection itself. */
  selection?: TimeRange | null | undefined;
  onSelect?: ((range: TimeRange | undefined, count: number) => void) | undefined;
  onZoom?: ((range: TimeRange) => void) | undefined;
  /** Letting go of the pointer zooms at once. */
  zoomsOnRelease?: boolean | undefined;
}

/** Handlers and state of a brush over a histogram. */
export interface BrushControl {
  range: BrushedRange | undefined;
  /** The slot under the pointer. */
  hovered: number | undefined;
  zoom: () => void;
  clear: () => void;
  handlers: {
    onPointerDown: (event: PointerEvent) => void;
    onPointerMove: (event: PointerEvent) => void;
    onPointerUp: (event: PointerEvent) => void;
    onPointerLeave: () => void;
    onDoubleClick: () => void;
    onKeyDown: (event: KeyboardEvent) => void;
  };
}

type Drag = { kind: "edge"; anchor: number } | { kind: "move"; from: number; brush: Brush };

const HANDLE_REACH = 6;

/** Selects whole slots of a histogram with the pointer or the keyboard. */
export function useBrush(layout: HistogramLayout | undefined, options: BrushOptions): BrushControl {
  const { selection, onSelect, onZoom, zoomsOnRelease = false } = options;
  // Times, not slots: the selection stays where it is when newer buckets come.
  const [own, setOwn] = useState<{ anchor: number; head: number }>();
  const [hovered, setHovered] = useState<number>();
  const drag = useRef<Drag>(undefined);
  const brush = layout && currentBrush(layout, own, selection);
  const range = layout && brush && rangeOf(layout, brush);

  const show = (next: Brush): BrushedRange | undefined => {
    const [anchor, head] = [layout?.slots[next.anchor], layout?.slots[next.head]];
    if (layout === undefined || anchor === undefined || head === undefined) return undefined;
    setOwn({ anchor: anchor.from, head: head.from });
    return rangeOf(layout, next);
  };
  const select = (next: Brush): BrushedRange | undefined => {
    const selected = show(next);
    if (selected) onSelect?.({ from: selected.from, to: selected.to }, selected.count);
    return selected;
  };
  const clear = () => {
    setOwn(undefined);
    onSelect?.(undefined, 0);
  };
  const zoom = () => {
    if (range) onZoom?.({ from: range.from, to: range.to });
  };

  return {
    range,
    hovered: layout && hovered !== undefined && hovered < layout.slots.length ? hovered : undefined,
    zoom,
    clear,
    handlers: {
      onPointerDown(event) {
        if (layout === undefined || event.button !== 0 || layout.slots.length === 0) return;
        if (onSelect === undefined && onZoom === undefined) return;
        const x = placeOf(event);
        const slot = slotAt(layout, x);
        drag.current = dragAt(x, slot, brush, range);
        event.currentTarget.setPointerCapture(event.pointerId);
        if (drag.current.kind === "edge" && drag.current.anchor === slot)
          show({ anchor: slot, head: slot });
      },
      onPointerMove(event) {
        if (layout === undefined || layout.slots.length === 0) return;
        const slot = slotAt(layout, placeOf(event));
        setHovered(slot);
        if (drag.current !== undefined) show(dragged(drag.current, slot, layout.slots.length));
      },
      onPointerUp(event) {
        const held = drag.current;
        drag.current = undefined;
        if (layout === undefined || held === undefined) return;
        const slot = slotAt(layout, placeOf(event));
        const selected = select(dragged(held, slot, layout.slots.length));
        if (zoomsOnRelease && selected) onZoom?.({ from: selected.from, to: selected.to });
      },
      onPointerLeave: () => setHovered(undefined),
      onDoubleClick: zoom,
      onKeyDown(event) {
        if (layout === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
        const moved = moveBrush(brush, event, layout.slots.length);
        if (moved !== undefined) select(moved);
        else if (event.key === "Escape" && brush !== undefined) clear();
        else if ((event.key === "Enter" || event.key === "z") && brush !== undefined) zoom();
        else return;
        event.preventDefault();
        event.stopPropagation();
      },
    },
  };
}

function currentBrush(
  layout: HistogramLayout,
  own: { anchor: number; head: number } | undefined,
  selection: TimeRange | null | undefined,
): Brush | undefined {
  const slotOf = (at: number) => layout.slots.findIndex(({ from, to }) => at >= from && at < to);
  const [anchor, head] = own === undefined ? [-1, -1] : [slotOf(own.anchor), slotOf(own.head)];
  const local = anchor === -1 || head === -1 ? undefined : { anchor, head };
  if (selection === undefined) return local;
  if (selection === null) return undefined;
  const given = brushOf(selection, layout.slots);
  // The same slots: the one of here knows which of its ends moves.
  return given && local && sameEdges(given, local) ? local : given;
}

function sameEdges(a: Brush, b: Brush): boolean {
  const [one, other] = [brushEdges(a), brushEdges(b)];
  return one.first === other.first && one.last === other.last;
}

function rangeOf(layout: HistogramLayout, brush: Brush): BrushedRange | undefined {
  const { first, last } = brushEdges(brush);
  const [start, end] = [layout.slots[first], layout.slots[last]];
  if (start === undefined || end === undefined) return undefined;
  return {
    from: start.from,
    to: end.to,
    count: countBetween(layout, first, last),
    left: layout.edges[first] ?? 0,
    right: layout.edges[last + 1] ?? 0,
  };
}

function dragAt(
  x: number,
  slot: number,
  brush: Brush | undefined,
  range: BrushedRange | undefined,
): Drag {
  if (brush !== undefined && range !== undefined) {
    const { first, last } = brushEdges(brush);
    if (Math.abs(x - range.left) <= HANDLE_REACH) return { kind: "edge", anchor: last };
    if (Math.abs(x - range.right) <= HANDLE_REACH) return { kind: "edge", anchor: first };
    if (x > range.left && x < range.right) return { kind: "move", from: slot, brush };
  }
  return { kind: "edge", anchor: slot };
}

function dragged(drag: Drag, slot: number, slots: number): Brush {
  if (drag.kind === "edge") return { anchor: drag.anchor, head: slot };
  const { first, last } = brushEdges(drag.brush);
  const by = clamp(slot - drag.from, -first, slots - 1 - last);
  return { anchor: drag.brush.anchor + by, head: drag.brush.head + by };
}

function placeOf(event: PointerEvent): number {
  return event.clientX - event.currentTarget.getBoundingClientRect().left;
}
