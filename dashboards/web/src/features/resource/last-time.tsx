import type { ReactNode } from "react";

import { bothZones, clockText, dayText, isSameDay } from "../../lib/time.ts";
import { ianaOf, useZone } from "../../lib/zone.ts";

/** When something was last: the clock of today, the day of anything before; pointing at it tells all. */
export function LastTime({ at }: { at: number }): ReactNode {
  const iana = ianaOf(useZone());
  const now = Date.now();
  return (
    <time dateTime={new Date(at).toISOString()} title={bothZones(at)}>
      {isSameDay(at, now, iana) ? clockText(at, iana).slice(0, 5) : dayText(at, iana, now)}
    </time>
  );
}
