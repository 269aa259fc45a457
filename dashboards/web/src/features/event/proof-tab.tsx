import type { EventAnswer } from "@toolmark/query-api/answers";
import type { ReactNode } from "react";

import { countText, durationText } from "../../lib/format.ts";
import { toMs } from "../../lib/time.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Icon } from "../../ui/icon.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { ValueMenu } from "../../ui/value-menu.tsx";
import { EventFact } from "./event-fact.tsx";
import { EventLink } from "./event-link.tsx";
import { EventSection } from "./event-section.tsx";
import { vantageText } from "./vantage-text.ts";

import styles from "./event-drawer.module.css";

const provenance: Readonly<Record<string, string>> = {
  signed: "signed by its sender",
  authenticated: "its sender was authenticated",
  unauthenticated: "its sender was not authenticated",
};

/** What shows that an event is what was recorded, and what does not: seal, sender, numbers, clocks. */
export function ProofTab({ answer }: { answer: EventAnswer }): ReactNode {
  const { event } = answer;
  const { emitter, time, marks, seal, log, claimed } = event;
  const delay = toMs(time.recorded) - toMs(time.occurred);
  return (
    <>
      <EventSection title="Seal">
        <Seal answer={answer} />
        <Facts>
          <EventFact
            label="SHA-256"
            aside={<CopyButton value={seal.sha256} label="Copy the digest of the seal" />}
          >
            <span className={`mono ${styles.digest ?? ""}`}>
              <SafeText value={seal.sha256} />
            </span>
          </EventFact>
          <EventFact label="Schema">
            <SafeText value={event.schema} />
          </EventFact>
        </Facts>
        <p className={styles.note}>
          The seal shows that this event is what was stored. That no event was removed is not shown
          by it: signed checkpoints are not available in this version. Gaps in the numbers of
          emitters are on the page Integrity.
        </p>
      </EventSection>
      <EventSection title="Who wrote it">
        <Facts>
          <EventFact label="Emitter" aside={vantageText(event.vantage)}>
            <ValueMenu field="emitter" value={emitter.id} />
            <span className="dim">
              <SafeText value={emitter.name} cap={80} />{" "}
              <SafeText value={emitter.version} cap={40} />
              {emitter.host !== undefined && (
                <>
                  {" "}
                  on <SafeText value={emitter.host} cap={80} />
                </>
              )}
            </span>
          </EventFact>
          <EventFact label="Sequence">
            {emitter.sequence === undefined ? (
              <span className="dim">none: nothing tells what is missing beside it</span>
            ) : (
              <>
                <span>{countText(emitter.sequence)}</span>
                <span className="dim">
                  of epoch <SafeText value={emitter.epoch} cap={60} />
                </span>
              </>
            )}
          </EventFact>
          <EventFact label="Sender">
            <span>{provenance[event.provenance.level] ?? event.provenance.level}</span>
            {event.provenance.emitter !== undefined && (
              <span className="dim">
                as <SafeText value={event.provenance.emitter} cap={80} />
              </span>
            )}
          </EventFact>
          {claimed !== undefined && (
            <EventFact label="Claimed">
              <span className="mid">
                what the sender said and the receiver replaced:{" "}
                <SafeText value={JSON.stringify(claimed)} cap={300} className="mono" />
              </span>
            </EventFact>
          )}
        </Facts>
      </EventSection>
      <EventSection title="Clocks">
        <Facts>
          <EventFact label="Happened" aside={clockText(time.source)}>
            <TimeText at={time.occurred} form="full" />
          </EventFact>
          {time.original !== undefined && (
            <EventFact label="Written as">
              <SafeText value={time.original} cap={60} className="mono" />
            </EventFact>
          )}
          <EventFact label="Recorded" aside="clock of the receiver">
            <TimeText at={time.recorded} form="full" />
          </EventFact>
          <EventFact label="Delay">
            <span>
              {delay < 0 ? "−" : ""}
              {durationText(Math.abs(delay))}
            </span>
            {marks.includes("late") && (
              <StateWord tone="gap" icon="clock">
                late: the call had been given up
              </StateWord>
            )}
            {marks.includes("skewed") && (
              <StateWord tone="gap" icon="clock">
                skewed: more than ten minutes from its arrival; kept by its own time
              </StateWord>
            )}
          </EventFact>
          {log !== undefined && (
            <EventFact label="Position">
              <span>{countText(log.offset)}</span>
              <span className="dim">of partition {log.partition}</span>
            </EventFact>
          )}
        </Facts>
      </EventSection>
      <OtherRecords answer={answer} />
    </>
  );
}

function Seal({ answer }: { answer: EventAnswer }): ReactNode {
  if (answer.verified)
    return (
      <p className={styles.line}>
        <StateWord tone="good" icon="check">
          checked on opening: what is stored is what was sealed
        </StateWord>
      </p>
    );
  return (
    <div className={styles.warning} role="alert">
      <Icon name="warning" size={14} />
      <div>
        <p>The stored event is not what was sealed.</p>
        <ul>
          {answer.faults.map((fault) => (
            <li key={fault}>
              <SafeText value={fault} cap={300} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function OtherRecords({ answer }: { answer: EventAnswer }): ReactNode {
  const { event } = answer;
  const records = [
    ["Concluded by", event.concluded_by],
    ["Resolved by", event.resolved_by],
    ["Given up before by", event.unresolved_before],
    ["About", event.about?.event_id],
  ] as const;
  if (records.every(([, id]) => id === undefined)) return null;
  return (
    <EventSection title="Records that belong to it">
      <Facts>
        {records.map(
          ([label, id]) =>
            id !== undefined && (
              <EventFact key={label} label={label}>
                <EventLink eventId={id} className={`mono ${styles.link ?? ""}`}>
                  {id}
                </EventLink>
              </EventFact>
            ),
        )}
      </Facts>
    </EventSection>
  );
}

function clockText(source: string | undefined): string {
  if (source === "client_reported") return "as the client said";
  return source === "imported" ? "as it was imported" : "clock of the emitter";
}
