/** A rectangle on the screen, in pixels. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const MARGIN = 6;

/**
 * Where a box of a size stands beside its anchor: below it, or above where there is more room, aligned
 * with one of its edges, and inside of the window.
 */
export function placeBeside(
  anchor: Box,
  size: { width: number; height: number },
  window: { width: number; height: number },
  align: "start" | "end" = "start",
  gap = 4,
): { left: number; top: number } {
  const wanted = align === "start" ? anchor.left : anchor.right - size.width;
  const below = window.height - anchor.bottom - gap - MARGIN;
  const isAbove = size.height > below && anchor.top > below;
  const top = isAbove ? anchor.top - gap - size.height : anchor.bottom + gap;
  return {
    left: clamp(wanted, MARGIN, window.width - size.width - MARGIN),
    top: clamp(top, MARGIN, window.height - size.height - MARGIN),
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
