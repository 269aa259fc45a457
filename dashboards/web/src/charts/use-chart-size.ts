import { useCallback, useState } from "react";

import { createTextMeasure, guessTextWidth } from "./text-width.ts";
import type { MeasureText } from "./text-width.ts";

/** The width that the page gives to a chart. */
export interface ChartSize {
  /** Goes to the element that the chart fills. */
  ref: (element: HTMLElement | null) => (() => void) | undefined;
  /** Whole pixels; 0 until the element is on the page. */
  width: number;
}

/** Follows the width of an element. */
export function useChartSize(): ChartSize {
  const [width, setWidth] = useState(0);
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    setWidth(Math.floor(element.getBoundingClientRect().width));
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}

let pageMeasure: MeasureText | undefined;

/** Measures text as the page sets it; a guess where there is no page. */
export function measureText(): MeasureText {
  if (typeof document === "undefined") return guessTextWidth;
  pageMeasure ??= createTextMeasure();
  return pageMeasure;
}
