import { durationText } from "../../lib/format.ts";
import type { ResolvedRange, SearchRange } from "../../lib/range.ts";

/** What the button of the comparison says: `vs previous 24 h`. Pure. */
export function previousText({ fromMs, toMs }: Pick<ResolvedRange, "fromMs" | "toMs">): string {
  return `vs previous ${shortSpan(toMs - fromMs)}`;
}

/** What a range is called inside of a sentence: `24 h`, or `this time` where it has fixed ends. Pure. */
export function spanName(search: SearchRange, range: ResolvedRange): string {
  const to = search.to ?? "now";
  const isLast = to === "now" && (search.from ?? "now-24h").startsWith("now");
  return isLast ? shortSpan(range.toMs - range.fromMs) : "this time";
}

function shortSpan(ms: number): string {
  const hour = 3_600_000;
  const hours = Math.round(ms / hour);
  if (Math.abs(ms - hours * hour) < 1000 && hours <= 48) return `${hours} h`;
  const days = Math.round(ms / (24 * hour));
  if (Math.abs(ms - days * 24 * hour) < 1000) return `${days} d`;
  return durationText(Math.round(ms / 60_000) * 60_000);
}
