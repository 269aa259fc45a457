import { pad } from "../../lib/time.ts";

/** Time since the begin of a session: `+4:09.5`, `+1:02:03`. */
export function offsetText(ms: number): string {
  const sign = ms < 0 ? "−" : "+";
  const size = Math.abs(ms);
  const hours = Math.floor(size / 3_600_000);
  const minutes = Math.floor(size / 60_000) % 60;
  const seconds = (size % 60_000) / 1000;
  if (hours > 0) return `${sign}${hours}:${pad(minutes)}:${pad(Math.floor(seconds))}`;
  return `${sign}${minutes}:${(Math.floor(seconds * 10) / 10).toFixed(1).padStart(4, "0")}`;
}
