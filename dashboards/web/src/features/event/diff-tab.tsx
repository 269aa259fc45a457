import type { EventView } from "@toolmark/query-api/event-view";
import type { ReactNode } from "react";

import { ChangesList } from "./changes-list.tsx";
import type { Reveal } from "./use-reveal.ts";

/** Everything that an event's operations changed. */
export function DiffTab({ event, reveal }: { event: EventView; reveal: Reveal }): ReactNode {
  return <ChangesList event={event} reveal={reveal} mostTouches={100} mostRows={500} />;
}
