import { coordinate } from "./number-scale.ts";

/** Where the lines of a sparkline run. */
export interface SparklineLayout {
  /** `points` of a polyline; empty without values. */
  line: string;
  previous: string;
  end: { x: number; y: number } | undefined;
}

const MARGIN = 3;

/** Fits two periods of the same length into one height: they share a scale that begins at 0. */
export function layoutSparkline(
  values: readonly number[],
  previous: readonly number[],
  width: number,
  height: number,
): SparklineLayout {
  const maximum = Math.max(1, ...values, ...previous);
  const right = width - MARGIN;
  const pointsOf = (series: readonly number[]) =>
    series.map((value, index) => ({
      x: coordinate(series.length === 1 ? right : (index / (series.length - 1)) * right),
      y: coordinate(height - MARGIN - (Math.max(0, value) / maximum) * (height - 2 * MARGIN)),
    }));
  const points = pointsOf(values);
  return {
    line: points.map(({ x, y }) => `${x},${y}`).join(" "),
    previous: pointsOf(previous)
      .map(({ x, y }) => `${x},${y}`)
      .join(" "),
    end: points.at(-1),
  };
}
