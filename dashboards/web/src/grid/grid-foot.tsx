import type { ReactNode } from "react";

import { countText } from "../lib/format.ts";

import styles from "./virtual-grid.module.css";

/** Props of {@link GridFoot}. */
export interface GridFootProps {
  /** Rows that are loaded. */
  loaded: number;
  /** All rows that match; not exact where they are at least so many. Unknown without it. */
  total?: { count: number; isExact: boolean } | undefined;
  /** How they are ordered, in words: `newest first`. */
  order?: string | undefined;
  /** What one row is called; `event` without it. */
  noun?: string | undefined;
  /** There are rows that are not loaded. */
  hasMore?: boolean | undefined;
  isLoadingMore?: boolean | undefined;
  /** No more rows than these are loaded; 50,000 without it. */
  maxRows?: number | undefined;
  /** Stands at the end of the line. */
  footNote?: ReactNode;
  /** Leaves the line out. */
  hasNoFoot?: boolean | undefined;
}

/** Rows beyond this many are not asked for: a narrower range finds them. */
export const MAX_ROWS = 50_000;

/** Says how many rows are loaded of how many there are, in which order, and what scrolling does. */
export function GridFoot(props: GridFootProps): ReactNode {
  if (props.hasNoFoot === true || (props.loaded === 0 && props.total?.count === 0)) return null;
  return (
    <div className={styles.foot} role="status">
      <span>{footText(props)}</span>
      {props.footNote}
    </div>
  );
}

/** The words of {@link GridFoot}. */
export function footText(props: GridFootProps): string {
  const { loaded, total, order, noun = "event", hasMore, isLoadingMore } = props;
  const { maxRows = MAX_ROWS } = props;
  const all = total === undefined ? "" : `${countText(total.count)}${total.isExact ? "" : "+"}`;
  const isPart = hasMore ?? (total !== undefined && loaded < total.count);
  const ordered = order === undefined ? "" : `, ${order}`;
  if (!isPart) return `${countText(loaded)} ${noun}${loaded === 1 ? "" : "s"}${ordered}`;
  const shown = `Showing ${countText(loaded)}${all === "" ? "" : ` of ${all}`}${ordered}`;
  if (loaded >= maxRows) return `${shown}. No more are loaded: narrow the range to see the others`;
  if (isLoadingMore === true) return `${shown}. Loading more`;
  return `${shown}. More load as you scroll`;
}
