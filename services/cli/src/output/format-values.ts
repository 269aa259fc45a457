/** An instant in UTC with its zone: `2026-08-21 14:02:11.480Z`. What is no time stays as it is. */
export function formatTime(time: string | number | undefined): string | undefined {
  if (time === undefined) return undefined;
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString().replace("T", " ");
}

/** A number of bytes for people. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** A count with its noun: `1 event`, `1,204 events`. */
export function formatCount(count: number, noun: string, isExact = true): string {
  return `${isExact ? "" : "more than "}${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
