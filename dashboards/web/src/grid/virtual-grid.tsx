import { useId, useImperativeHandle, useMemo, useRef, useState } from "react";
import type { CSSProperties, MouseEvent, ReactNode, Ref } from "react";

import { GridFoot } from "./grid-foot.tsx";
import type { GridFootProps } from "./grid-foot.tsx";
import { GridHead } from "./grid-head.tsx";
import { columnTemplate, GRID_SPACE, HEAD_HEIGHT, ROW_HEIGHT } from "./grid-item.ts";
import type { GridColumn, GridControls, GridItem, GridSort, GridSpot } from "./grid-item.ts";
import { columnAfterKey, rowAfterKey } from "./grid-keys.ts";
import { GridRow, lineId } from "./grid-row.tsx";
import { useFindKey } from "./use-find-key.ts";
import { useVirtualRows } from "./use-virtual-rows.ts";

import styles from "./virtual-grid.module.css";

/** Props of {@link VirtualGrid}. */
export interface VirtualGridProps<Row> extends Omit<GridFootProps, "loaded"> {
  /** The grid's name. */
  label: string;
  columns: readonly GridColumn<Row>[];
  /** In the order in which they are shown. The grid keeps its place when items come above or below. */
  items: readonly GridItem<Row>[];
  /** Id of the selected row. It is scrolled into sight when it changes. */
  selectedId?: string | undefined;
  onSelect?: ((id: string) => void) | undefined;
  /** Enter or a double click. */
  onOpen?: ((id: string) => void) | undefined;
  /** A right click, the menu key, Shift-F10 or `p`; the place is in pixels of the window. */
  onMenu?: ((spot: GridSpot, place: { x: number; y: number }) => void) | undefined;
  /** Any other key while the grid has the focus; true where it meant something. */
  onKey?: ((key: string, spot: GridSpot | undefined) => boolean) | undefined;
  /** The last items are near: load older ones. Not called while `isLoadingMore`. */
  onEndReached?: (() => void) | undefined;
  sort?: GridSort | undefined;
  onSort?: ((column: string) => void) | undefined;
  /** The first Ctrl-F: focus the page's own search, or return false where it has the focus. */
  onFind?: (() => boolean) | undefined;
  /** New items may push the list while its first line is in sight. Otherwise it keeps its place. */
  followsTop?: boolean;
  /** A new answer is loading while the last one stays. */
  isLoading?: boolean;
  /** Given what the page can ask of the grid. */
  controls?: Ref<GridControls> | undefined;
  /** Stands in place of lines when there are none. */
  empty?: ReactNode;
}

/**
 * Rows of fixed height, of which only those in sight are on the page. One row is selected at a time,
 * by click or by arrows, `j`, `k`, Home, End and Page keys; left and right arrows choose a cell in it.
 */
export function VirtualGrid<Row>(props: VirtualGridProps<Row>): ReactNode {
  const { label, columns, items, selectedId, onSelect, onOpen, onMenu, onKey } = props;
  const { total, isLoadingMore = false, onEndReached, isLoading = false, maxRows } = props;
  const gridId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [activeColumn, setActiveColumn] = useState(-1);
  const selected = useMemo(
    () => (selectedId === undefined ? -1 : items.findIndex(({ id }) => id === selectedId)),
    [items, selectedId],
  );
  const loaded = useMemo(() => items.reduce(countRows, 0), [items]);
  const { template, minWidth } = useMemo(() => columnTemplate(columns), [columns]);
  const { lines, height, firstVisible, visible } = useVirtualRows({
    scroller,
    items,
    selected,
    selectedId,
    isLoadingMore,
    onEndReached,
    maxRows,
    followsTop: props.followsTop ?? false,
  });
  useFindKey(props.onFind);

  const column = columns[activeColumn];
  const spot =
    selectedId === undefined || selected === -1 ? undefined : spotOf(selectedId, column?.id);

  function openMenu(): boolean {
    if (spot === undefined || onMenu === undefined) return false;
    const id = lineId(gridId, selected);
    const element = document.getElementById(`${id}c`) ?? document.getElementById(id);
    const { left = 0, bottom = 0 } = element?.getBoundingClientRect() ?? {};
    onMenu(spot, { x: left + (column === undefined ? GRID_SPACE.start : 0), y: bottom });
    return true;
  }

  function press(key: string, hasShift = false): boolean {
    const isRow = (index: number) => items[index]?.kind === "row";
    const next = rowAfterKey(key, { count: items.length, isRow, selected, firstVisible, visible });
    if (next !== undefined) {
      const item = items[next];
      if (item !== undefined && next !== selected) onSelect?.(item.id);
      return true;
    }
    const nextColumn = columnAfterKey(key, activeColumn, columns.length);
    if (nextColumn !== undefined && spot !== undefined) {
      setActiveColumn(nextColumn);
      return true;
    }
    if (key === "Enter" && spot !== undefined && onOpen !== undefined) {
      onOpen(spot.id);
      return true;
    }
    if (key === "ContextMenu" || key === "p" || (key === "F10" && hasShift)) return openMenu();
    return onKey?.(key, spot) ?? false;
  }

  useImperativeHandle(props.controls, () => ({ focus: () => scroller.current?.focus(), press }));

  const spotAt = (event: MouseEvent): GridSpot | undefined => {
    if (!(event.target instanceof Element)) return undefined;
    const index = event.target.closest("[data-index]")?.getAttribute("data-index") ?? undefined;
    const item = index === undefined ? undefined : items[Number(index)];
    const cell = event.target.closest("[data-column]")?.getAttribute("data-column") ?? undefined;
    return item?.kind === "row" ? spotOf(item.id, cell) : undefined;
  };

  const isEmpty = items.length === 0 && props.empty !== undefined && props.empty !== false;

  return (
    <div className={styles.root}>
      <div
        ref={scroller}
        className={styles.scroller}
        role="grid"
        aria-label={label}
        aria-rowcount={rowCount(total, items.length)}
        aria-colcount={columns.length}
        aria-busy={isLoading}
        aria-activedescendant={
          spot && (column === undefined ? lineId(gridId, selected) : `${lineId(gridId, selected)}c`)
        }
        tabIndex={0}
        data-selected={spot ? "" : undefined}
        data-empty={isEmpty ? "" : undefined}
        style={gridStyle(template)}
        onKeyDown={(event) => {
          // Keys of links and buttons inside of rows are theirs.
          if (event.target !== event.currentTarget) return;
          if (event.ctrlKey || event.metaKey || event.altKey) return;
          if (!press(event.key, event.shiftKey)) return;
          event.preventDefault();
          event.stopPropagation();
        }}
        onClick={(event) => {
          const clicked = spotAt(event);
          if (clicked === undefined || isControl(event)) return;
          setActiveColumn(-1);
          onSelect?.(clicked.id);
        }}
        onDoubleClick={(event) => {
          const clicked = spotAt(event);
          if (clicked !== undefined && !isControl(event)) onOpen?.(clicked.id);
        }}
        onContextMenu={(event) => {
          const clicked = spotAt(event);
          if (clicked === undefined || onMenu === undefined) return;
          event.preventDefault();
          onSelect?.(clicked.id);
          onMenu(clicked, { x: event.clientX, y: event.clientY });
        }}
      >
        {isLoading && <div className={styles.loading} aria-hidden="true" />}
        <div role="rowgroup" style={{ minWidth }} className={styles.headGroup}>
          <GridHead columns={columns} sort={props.sort} onSort={props.onSort} />
        </div>
        <div role="rowgroup" className={styles.body} style={{ height, minWidth }}>
          {lines.map(({ index, top }) => {
            const item = items[index];
            return (
              item && (
                <GridRow
                  key={item.id}
                  {...{ gridId, item, columns, index, top }}
                  isSelected={index === selected}
                  activeColumn={index === selected ? activeColumn : -1}
                />
              )
            );
          })}
        </div>
      </div>
      {isEmpty && <div className={styles.empty}>{props.empty}</div>}
      <GridFoot {...props} loaded={loaded} />
    </div>
  );
}

/** Links and buttons inside of a row are no click on the row. */
function isControl(event: MouseEvent): boolean {
  return (
    event.target instanceof Element &&
    event.target.closest("a, button, input, select, summary") !== null
  );
}

function countRows(count: number, { kind }: GridItem<unknown>): number {
  return kind === "row" ? count + 1 : count;
}

function spotOf(id: string, column: string | undefined): GridSpot {
  return column === undefined ? { id } : { id, column };
}

/** Headers and full-width lines count as rows; -1 says that the number is not known. */
function rowCount(total: VirtualGridProps<unknown>["total"], lines: number): number {
  if (total === undefined || !total.isExact) return -1;
  return Math.max(total.count, lines) + 1;
}

function gridStyle(template: string): CSSProperties {
  return {
    "--grid-columns": template,
    "--grid-start": `${GRID_SPACE.start}px`,
    "--grid-end": `${GRID_SPACE.end}px`,
    "--grid-gap": `${GRID_SPACE.column}px`,
    "--grid-head": `${HEAD_HEIGHT}px`,
    "--row": `${ROW_HEIGHT}px`,
    scrollPaddingTop: HEAD_HEIGHT,
  } as CSSProperties;
}
