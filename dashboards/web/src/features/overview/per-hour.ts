import { compactCount, countText } from "../../lib/format.ts";

/** How many of something an hour holds on average. Pure. */
export function perHour(count: number, ms: number): string {
  const rate = count / (ms / 3_600_000);
  if (rate >= 1000) return `${compactCount(rate)} per hour`;
  return `${rate >= 10 || rate === 0 ? countText(Math.round(rate)) : rate.toFixed(1)} per hour`;
}
