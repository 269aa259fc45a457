import type { EventView } from "@toolmark/query-api/event-view";
import type { ReactNode } from "react";

import { countOf, countText } from "../../lib/format.ts";
import { casePath } from "../../lib/paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Facts } from "../../ui/facts.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { EventFact } from "./event-fact.tsx";
import { EventLink } from "./event-link.tsx";
import { EventSection } from "./event-section.tsx";

import styles from "./event-drawer.module.css";

/** What an event that is no call says: lists of tools, losses, reads of the trail, HTTP refusals. */
export function FactSummary({ event }: { event: EventView }): ReactNode {
  const { catalogue, gap, about, audit, http, tool } = event;
  const isCall = event.event.type.startsWith("call.");
  const descriptor = isCall && tool?.descriptor?.changed !== true ? undefined : tool?.descriptor;
  const isTold = [catalogue, gap, about, audit, descriptor, isCall ? undefined : http].some(
    (part) => part !== undefined,
  );
  if (!isTold) return null;
  return (
    <EventSection title="What it says">
      <Facts>
        {gap !== undefined && (
          <EventFact label="Lost">
            <span className="strong">
              {countOf(gap.to_sequence - gap.from_sequence + 1, "event")}
            </span>
            <span className="dim">
              sequence {countText(gap.from_sequence)} to {countText(gap.to_sequence)} of epoch{" "}
              <SafeText value={gap.epoch} cap={40} />
            </span>
            {gap.reason !== undefined && <SafeText value={gap.reason} cap={200} />}
          </EventFact>
        )}
        {catalogue !== undefined && (
          <EventFact label="Catalogue">
            <span>{countOf(catalogue.count, "tool")}</span>
            <span className="dim mono">
              <SafeText value={catalogue.sha256} cap={48} />
            </span>
          </EventFact>
        )}
        {descriptor !== undefined && (
          <EventFact label="Descriptor">
            <span className={styles.digest}>
              {descriptor.changed === true && <b className="strong">changed, </b>}
              <SafeText value={descriptor.sha256} cap={48} className="mono" />
            </span>
          </EventFact>
        )}
        {http !== undefined && !isCall && (
          <EventFact label="HTTP">
            <SafeText value={http.status} />
            <SafeText value={http.method} cap={20} />
            <SafeText value={http.path} cap={200} />
            {http.www_authenticate !== undefined && (
              <span className="dim">
                <SafeText value={http.www_authenticate} cap={200} />
              </span>
            )}
          </EventFact>
        )}
        {about !== undefined && (
          <EventFact label="About">
            {about.event_id !== undefined && (
              <EventLink eventId={about.event_id} className={`mono ${styles.link ?? ""}`}>
                {about.event_id}
              </EventLink>
            )}
            {about.quarantine_id !== undefined && (
              <SafeText value={about.quarantine_id} cap={48} className="mono" />
            )}
            <SafeText value={about.reason} cap={300} lines />
          </EventFact>
        )}
        {audit !== undefined && <AuditFacts audit={audit} />}
      </Facts>
    </EventSection>
  );
}

function AuditFacts({ audit }: { audit: NonNullable<EventView["audit"]> }): ReactNode {
  const { action, query, purpose, rows, total, revealed = [], object } = audit;
  return (
    <>
      <EventFact label="Action">
        <SafeText value={action} cap={120} />
        {rows !== undefined && (
          <span className="dim">
            {countOf(rows, "row")}
            {total !== undefined && ` of ${countText(total)}`}
          </span>
        )}
      </EventFact>
      {query !== undefined && (
        <EventFact label="Query">
          <SafeText value={query} cap={400} lines className="mono" />
        </EventFact>
      )}
      {purpose !== undefined && (
        <EventFact label="Reason">
          <SafeText value={purpose} cap={400} lines />
        </EventFact>
      )}
      {revealed.length > 0 && (
        <EventFact label="Revealed">
          <SafeText value={revealed.join(", ")} />
        </EventFact>
      )}
      {object !== undefined && (
        <EventFact label={object.kind === "case" ? "Case" : "Object"}>
          {object.kind === "case" ? (
            <AppLink href={casePath(object.id)} className={styles.link}>
              <SafeText value={object.name ?? object.id} cap={120} />
            </AppLink>
          ) : (
            <>
              {object.kind} <SafeText value={object.name ?? object.id} cap={120} />
            </>
          )}
          {object.note !== undefined && (
            <span className="mid">
              <SafeText value={object.note} cap={300} lines />
            </span>
          )}
        </EventFact>
      )}
    </>
  );
}
