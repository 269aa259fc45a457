const counts = new Intl.NumberFormat("en-GB");
const compacts = new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 1 });
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A count with its digits in groups: `412,880`. */
export function countText(count: number): string {
  return counts.format(count);
}

/** A count as short as an axis needs it: `4.1K`. */
export function compactCount(count: number): string {
  return compacts.format(count);
}

/** A count with the name of what is counted: `1 event`, `2,418 events`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/**
 * A duration in at most two units: `318 ms`, `1.2 s`, `2 m 10 s`, `3 d 22 h`.
 *
 * @param ms milliseconds, of which the sign is shown.
 */
export function durationText(ms: number): string {
  const sign = ms < 0 ? "−" : "";
  const size = Math.abs(ms);
  if (size < 1) return `${sign}${size === 0 ? "0" : "< 1"} ms`;
  // Rounded up to the next unit where the figure would be, so that there are no 1,000 ms and no 60 s.
  if (size < 999.5) return `${sign}${Math.round(size)} ms`;
  if (size < 9950) return `${sign}${(size / SECOND).toFixed(1)} s`;
  if (size < 59_500) return `${sign}${Math.round(size / SECOND)} s`;
  if (size < MINUTE) return `${sign}1 m`;
  if (size < HOUR) return sign + units(size, MINUTE, "m", SECOND, "s");
  if (size < DAY) return sign + units(size, HOUR, "h", MINUTE, "m");
  return sign + units(size, DAY, "d", HOUR, "h");
}

/** How long ago something was, in one unit: `58 m`, `3 h`, `2 d`; `now` within a second. */
export function agoText(at: number, now: number): string {
  const size = now - at;
  if (size < SECOND) return "now";
  if (size < MINUTE) return `${Math.floor(size / SECOND)} s`;
  if (size < HOUR) return `${Math.floor(size / MINUTE)} m`;
  if (size < 2 * DAY) return `${Math.floor(size / HOUR)} h`;
  return `${Math.floor(size / DAY)} d`;
}

/** Bytes in the largest unit that leaves a number of at least one: `1.4 KB`, 1 KB being 1,024. */
export function bytesText(bytes: number): string {
  let size = bytes;
  for (const unit of ["B", "KB", "MB", "GB"]) {
    if (size < 1024)
      return `${unit === "B" || size >= 100 ? Math.round(size) : size.toFixed(1)} ${unit}`;
    size /= 1024;
  }
  return `${size.toFixed(1)} TB`;
}

/** A part of a whole in percent: `1.1%`; `–` of nothing. */
export function percentText(part: number, whole: number): string {
  if (whole === 0) return "–";
  const percent = (part / whole) * 100;
  if (percent === 0 || percent >= 10) return `${Math.round(percent)}%`;
  return percent < 0.1 ? "< 0.1%" : `${percent.toFixed(1)}%`;
}

function units(size: number, large: number, largeName: string, small: number, smallName: string) {
  const whole = Math.floor(size / large);
  const rest = Math.floor((size - whole * large) / small);
  return rest === 0 ? `${whole} ${largeName}` : `${whole} ${largeName} ${rest} ${smallName}`;
}
