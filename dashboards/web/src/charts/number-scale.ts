const NICE = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The smallest round number that is not below `value`; 1 where nothing was counted. */
export function roundMaximum(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = NICE.find((nice) => isWhole(nice * power) && nice * power >= value) ?? 10;
  return Math.round(factor * power);
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-9;
}

/** Keeps a number between two others; the lower one wins where they are the wrong way round. */
export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}

/** A coordinate short enough for a path: two digits after the point. */
export function coordinate(value: number): number {
  return Math.round(value * 100) / 100;
}
