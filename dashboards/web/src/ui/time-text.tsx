import type { ReactNode } from "react";

import { cx } from "../lib/cx.ts";
import { bothZones, timeParts, toMs } from "../lib/time.ts";
import { ianaOf, useZone } from "../lib/zone.ts";
import type { Zone } from "../lib/zone.ts";

import styles from "./time-text.module.css";

/** What of a time is shown. */
export interface TimeTextProps {
  /** RFC 3339, or milliseconds since the epoch. */
  at: string | number;
  /** Default: the zone of the page. */
  zone?: Zone;
  /**
   * `time`: clock with milliseconds, for columns whose head names the zone; `seconds`: without them;
   * `full`: date, clock, milliseconds and offset; `minute`: date and clock to the minute; `day`: date.
   */
  form?: "time" | "seconds" | "full" | "minute" | "day";
  className?: string | undefined;
}

/** A time in the page's zone, its milliseconds standing back; pointing at it tells both zones. */
export function TimeText(props: TimeTextProps): ReactNode {
  const { at, form = "time", className } = props;
  const pageZone = useZone();
  const iana = ianaOf(props.zone ?? pageZone);
  const ms = toMs(at);
  if (Number.isNaN(ms)) return <span className={className}>–</span>;
  const { date, clock, fraction, offset } = timeParts(ms, iana);
  return (
    <time
      dateTime={new Date(ms).toISOString()}
      title={bothZones(ms)}
      className={cx(styles["time"], className)}
    >
      {form === "day" && date}
      {form === "minute" && `${date} ${clock.slice(0, 5)}`}
      {form === "full" && `${date} `}
      {(form === "time" || form === "seconds" || form === "full") && clock}
      {(form === "time" || form === "full") && <span className={styles["dim"]}>{fraction}</span>}
      {form === "full" && offset}
    </time>
  );
}
