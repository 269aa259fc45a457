import type { ReactNode } from "react";

import { countText, durationText } from "../lib/format.ts";

/** What of a duration is shown. */
export interface DurationTextProps {
  /** Milliseconds; absent for a call that has no end. */
  ms: number | null | undefined;
  className?: string | undefined;
}

/** A duration in units that fit it; a dash where there is none. Pointing at it tells milliseconds. */
export function DurationText({ ms, className }: DurationTextProps): ReactNode {
  if (ms === undefined || ms === null) return <span className={className}>–</span>;
  return (
    <span className={className} title={`${countText(ms)} ms`}>
      {durationText(ms)}
    </span>
  );
}
