import { useEffect } from "react";
import type { RefObject } from "react";

import { HEAD_HEIGHT, ROW_HEIGHT } from "../../grid/grid-item.ts";

/**
 * Scrolls the grid in a box to a line: `first` comes to its top when it changes; `chosen` stays in
 * sight, also when the grid becomes smaller. Nothing is done for -1.
 */
export function useFollowedLine(
  box: RefObject<HTMLElement | null>,
  chosen: number,
  first: number,
): void {
  useEffect(() => {
    const grid = box.current?.querySelector("[role=grid]");
    if (first !== -1 && grid !== null && grid !== undefined) grid.scrollTop = first * ROW_HEIGHT;
  }, [box, first]);
  useEffect(() => {
    const grid = box.current?.querySelector("[role=grid]");
    if (chosen === -1 || grid === null || grid === undefined) return undefined;
    const observer = new ResizeObserver(() => {
      const top = chosen * ROW_HEIGHT;
      const room = grid.clientHeight - HEAD_HEIGHT;
      if (top < grid.scrollTop) grid.scrollTop = top;
      else if (top + ROW_HEIGHT > grid.scrollTop + room) grid.scrollTop = top + ROW_HEIGHT - room;
    });
    observer.observe(grid);
    return () => observer.disconnect();
  }, [box, chosen]);
}
