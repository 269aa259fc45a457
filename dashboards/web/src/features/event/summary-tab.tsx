import type { EventView } from "@toolmark/query-api/event-view";
import type { ReactNode } from "react";

import { sessionPath } from "../../lib/paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { ValueMenu } from "../../ui/value-menu.tsx";
import { ChangesList } from "./changes-list.tsx";
import { EventLink } from "./event-link.tsx";
import { EventSection } from "./event-section.tsx";
import { FactSummary } from "./fact-summary.tsx";
import { PolicyFacts } from "./policy-facts.tsx";
import { SurroundingsList } from "./surroundings-list.tsx";
import { TouchedSection } from "./touched-section.tsx";
import { scopeOf, useSurroundings } from "./use-event.ts";
import type { Reveal } from "./use-reveal.ts";
import { WhoFacts } from "./who-facts.tsx";

import styles from "./event-drawer.module.css";

/** Props of `SummaryTab`. */
export interface SummaryTabProps {
  event: EventView;
  reveal: Reveal;
}

/** All that matters of an event, in the order of the questions: who, what changed, why, where. */
export function SummaryTab({ event, reveal }: SummaryTabProps): ReactNode {
  return (
    <>
      <WhoFacts event={event} reveal={reveal} />
      <ErrorSection event={event} />
      <ChangesList event={event} reveal={reveal} mostTouches={3} mostRows={8} />
      <PolicyFacts event={event} />
      <TouchedSection event={event} most={6} />
      <FactSummary event={event} />
      <JoinedRecords event={event} />
      <Around event={event} />
    </>
  );
}

function ErrorSection({ event }: { event: EventView }): ReactNode {
  const { error, http } = event;
  if (error === undefined) return null;
  return (
    <EventSection title="Error">
      <p className="strong">
        {[error.kind, error.code, error.class].map(
          (value) =>
            value !== undefined && (
              <ValueMenu key={value} field="error" value={value} className={styles.word} />
            ),
        )}
        {http?.status !== undefined && `HTTP ${http.status}`}
      </p>
      {error.message !== undefined && (
        <p className="mid">
          <SafeText value={error.message} lines cap={600} expandable />
        </p>
      )}
    </EventSection>
  );
}

/** The other record of a call whose two records belong together. */
function JoinedRecords({ event }: { event: EventView }): ReactNode {
  const joins = [
    [event.concluded_by, "How this call ended is recorded in another event."],
    [event.resolved_by, "Its end came late after all, in another event."],
    [event.unresolved_before, "It had been given up before its end came."],
  ] as const;
  return [
    event.event.type === "call.unresolved" && event.resolved_by === undefined && (
      <EventSection key="unresolved">
        <p className="mid">
          No end of this call came within its lease. What came of it is not known; it does not count
          as a success.
        </p>
      </EventSection>
    ),
    ...joins.map(
      ([id, words]) =>
        id !== undefined && (
          <EventSection key={words}>
            <p className={styles.line}>
              {words}
              <EventLink eventId={id} className={styles.link}>
                Open it
              </EventLink>
            </p>
          </EventSection>
        ),
    ),
  ];
}

function Around({ event }: { event: EventView }): ReactNode {
  const query = useSurroundings(event);
  const scope = scopeOf(event);
  const title = `Same ${scope.field}, just before and after`;
  return (
    <EventSection
      title={title}
      end={
        event.session !== undefined && (
          <AppLink href={sessionPath(event.session.id)}>Open session</AppLink>
        )
      }
    >
      <Panel label={title} query={query} rows={3}>
        {(around) => <SurroundingsList event={event} around={around} most={2} />}
      </Panel>
    </EventSection>
  );
}
