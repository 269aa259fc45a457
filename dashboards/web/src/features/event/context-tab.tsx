import type { EventView } from "@toolmark/query-api/event-view";
import type { ReactNode } from "react";

import { investigatePath, sessionPath } from "../../lib/paths.ts";
import { conditionText } from "../../lib/query-edit.ts";
import { rangeAround } from "../../lib/read-time.ts";
import { toMs } from "../../lib/time.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Panel } from "../../ui/panel.tsx";
import { EventSection } from "./event-section.tsx";
import { SurroundingsList } from "./surroundings-list.tsx";
import { AROUND_MS, scopeOf, useSurroundings } from "./use-event.ts";

const words = {
  session: "Same session",
  actor: "Same actor, since no session is recorded",
  emitter: "Same emitter, since no session and no actor are recorded",
} as const;

/** Half a minute on each side of an event. */
export function ContextTab({ event }: { event: EventView }): ReactNode {
  const query = useSurroundings(event);
  const scope = scopeOf(event);
  const at = toMs(event.time.occurred);
  return (
    <EventSection
      title={`${words[scope.field]}, 30 s before and after`}
      end={
        <>
          {event.session !== undefined && (
            <AppLink href={sessionPath(event.session.id)}>Open session</AppLink>
          )}
          <AppLink
            href={investigatePath({
              q: conditionText(scope.field, scope.value, "is"),
              ...rangeAround(at, AROUND_MS),
              e: event.event.id,
            })}
          >
            Open in search
          </AppLink>
        </>
      }
    >
      <Panel label="Context" query={query} rows={6}>
        {(around) => <SurroundingsList event={event} around={around} most={40} />}
      </Panel>
    </EventSection>
  );
}
