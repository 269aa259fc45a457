import { createContext, use } from "react";

import { offsetText } from "./wall-time.ts";

/** In which zone times are shown: UTC, or that of the reader's computer. In addresses `local` or nothing. */
export type Zone = "utc" | "local";

/** The zone of all times on the page; the frame sets it from the address. */
export const ZoneContext = createContext<Zone>("utc");

/** The zone in which times are shown now. */
export function useZone(): Zone {
  return use(ZoneContext);
}

const local: { iana: string | undefined } = { iana: undefined };

/** The IANA name of a zone; that of the computer is looked up once. */
export function ianaOf(zone: Zone): string {
  if (zone === "utc") return "UTC";
  local.iana ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return local.iana;
}

/** A zone as it is printed beside times: `UTC`, or the offset of this computer, as `UTC+02:00`. */
export function zoneLabel(zone: Zone, at: number = Date.now()): string {
  if (zone === "utc") return "UTC";
  const offset = offsetText(at, ianaOf("local"));
  return offset === "Z" || offset === "+00:00" ? "UTC+00:00" : `UTC${offset}`;
}
