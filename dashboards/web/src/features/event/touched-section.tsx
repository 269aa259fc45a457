import type { EventView } from "@toolmark/query-api/event-view";
import type { ReactNode } from "react";

import { countOf } from "../../lib/format.ts";
import { AssuranceMark } from "../../ui/assurance-mark.tsx";
import { DurationText } from "../../ui/duration-text.tsx";
import { Facts } from "../../ui/facts.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { ValueMenu } from "../../ui/value-menu.tsx";
import { EventFact } from "./event-fact.tsx";
import { EventSection } from "./event-section.tsx";

/** Props of `TouchedSection`. */
export interface TouchedSectionProps {
  event: EventView;
  /** Operations shown; the others are a number. */
  most?: number;
}

/** Which records and systems an event touched, with how that is known; and what it only aimed at. */
export function TouchedSection({ event, most = 12 }: TouchedSectionProps): ReactNode {
  const { downstream = [], resource } = event;
  const isTouched = downstream.some(({ uri }) => uri === resource?.uri);
  if (downstream.length === 0 && resource === undefined) return null;
  return (
    <EventSection title="Touched">
      <Facts>
        {downstream.slice(0, most).map((touch, index) => (
          <EventFact
            key={index}
            label={touch.uri === undefined ? "System" : "Record"}
            aside={
              touch.assurance === undefined ? (
                <span title="the event does not say how this is known">not stated</span>
              ) : (
                <AssuranceMark assurance={touch.assurance} />
              )
            }
          >
            {touch.uri !== undefined && <ValueMenu field="resource" value={touch.uri} />}
            <span className="mid">{touch.operation}</span>
            <span className="dim">
              <ValueMenu field="system" value={touch.system} />
              {touch.status !== undefined && (
                <>
                  {" "}
                  <SafeText value={touch.status} cap={30} />
                </>
              )}
              {touch.request_id !== undefined && (
                <>
                  {" "}
                  <SafeText value={touch.request_id} cap={40} className="mono" />
                </>
              )}
            </span>
            {touch.duration_ms !== undefined && (
              <DurationText ms={touch.duration_ms} className="dim" />
            )}
          </EventFact>
        ))}
        {resource !== undefined && !isTouched && (
          <EventFact label="Aimed at" aside={<span>named by the call</span>}>
            <ValueMenu field="resource" value={resource.uri} />
            <span className="dim">
              {event.outcome?.executed === false
                ? "never reached"
                : "no operation on it is recorded"}
            </span>
          </EventFact>
        )}
      </Facts>
      {downstream.length > most && (
        <p className="dim">
          {countOf(downstream.length - most, "more operation")}: see the tab Raw
        </p>
      )}
    </EventSection>
  );
}
