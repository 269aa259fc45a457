import { countText } from "../../lib/format.ts";

/** How a number changed against the time before. */
export interface ChangeText {
  text: string;
  /** It rose so much that somebody should look. */
  isSteep: boolean;
}

/** From so many on a change is told in percent: of few, percent mislead. */
const FEW = 100;
/** What counts as steep: half as much again, and no less than so many more. */
const STEEP_SHARE = 0.5;
const STEEP_COUNT = 10;
/** Points of percent that a share must rise to be steep. */
const STEEP_POINTS = 1;

/** The change of a count: `+4%`, `−2`, `±0`; in percent where there are enough to tell. Pure. */
export function countChange(count: number, previous: number): ChangeText {
  const difference = count - previous;
  const isSteep = difference >= STEEP_COUNT && difference >= previous * STEEP_SHARE;
  if (previous < FEW) return { text: signed(difference, countText), isSteep };
  const percent = (difference / previous) * 100;
  const shown =
    Math.abs(percent) < 1 && difference !== 0 ? percent.toFixed(1) : Math.round(percent);
  return { text: `${signed(Number(shown), (value) => countText(value))}%`, isSteep };
}

/** The change of a share of a whole, in points of percent: `+0.1 pt`. Pure. */
export function shareChange(
  now: { part: number; whole: number },
  before: { part: number; whole: number },
): ChangeText | undefined {
  if (now.whole === 0 || before.whole === 0) return undefined;
  const points = (now.part / now.whole - before.part / before.whole) * 100;
  const shown = Math.round(points * 10) / 10;
  return {
    text: `${signed(shown, (value) => value.toFixed(1))} pt`,
    isSteep: shown >= STEEP_POINTS && now.part - before.part >= STEEP_COUNT,
  };
}

function signed(value: number, write: (size: number) => string): string {
  if (value === 0) return "±0";
  return `${value > 0 ? "+" : "−"}${write(Math.abs(value))}`;
}
