import type { ReactNode } from "react";

import { useSetZone } from "../lib/use-set-zone.ts";
import { useZone, zoneLabel } from "../lib/zone.ts";
import { Button } from "./button.tsx";

/** Shows the zone of all times, and changes between UTC and this computer's. */
export function ZoneButton(): ReactNode {
  const zone = useZone();
  const setZone = useSetZone();
  return (
    <Button
      title={`Times are in ${zone === "utc" ? "UTC" : "the zone of this computer"} (u)`}
      aria-label={`Zone: ${zoneLabel(zone)}. Change`}
      aria-keyshortcuts="u"
      onClick={() => setZone(zone === "utc" ? "local" : "utc")}
    >
      {zoneLabel(zone)}
    </Button>
  );
}
