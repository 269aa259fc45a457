import type { CaseAnswer, CasePin } from "@toolmark/query-api/cases/answers";
import type { ReactNode } from "react";

import { api } from "../../lib/api.ts";
import { eventPath } from "../../lib/paths.ts";
import { toast } from "../../lib/toasts.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { EventLink } from "../event/event-link.tsx";
import { typeText } from "../event/tool-parts.ts";
import { useChangeCase } from "./use-cases.ts";

import styles from "./case-page.module.css";

/** The pinned events of a case as they were when they were pinned, oldest event first. */
export function PinList(props: { one: CaseAnswer; selectedId: string | undefined }): ReactNode {
  const { one, selectedId } = props;
  const unpin = useChangeCase(async (eventId: string) => await api.cases.unpin(one.id, eventId));
  if (one.pins.length === 0)
    return (
      <EmptyState kind="none" title="No event is pinned">
        Open an event in the search or a session and pin it to this case.
      </EmptyState>
    );
  return (
    <>
      {unpin.error !== null && <ProblemNote error={unpin.error} note="It is still pinned." />}
      <ol>
        {one.pins.map((pin) => (
          <Pin
            key={pin.event_id}
            pin={pin}
            isSelected={pin.event_id === selectedId}
            onUnpin={
              one.state === "open" && !unpin.isPending
                ? () =>
                    unpin.mutate(pin.event_id, {
                      onSuccess: () => toast("Unpinned; that it was pinned stays recorded"),
                    })
                : undefined
            }
          />
        ))}
      </ol>
    </>
  );
}

function Pin(props: {
  pin: CasePin;
  isSelected: boolean;
  onUnpin: (() => void) | undefined;
}): ReactNode {
  const { pin, isSelected, onUnpin } = props;
  const { summary, time, type } = pin;
  return (
    <li className={styles.pin} data-selected={isSelected ? "" : undefined}>
      {time === undefined ? (
        <span className="dim">time not shown</span>
      ) : (
        <span className="row">
          <TimeText at={time} form="minute" />
        </span>
      )}
      <span className={styles.summary}>
        {pin.stored ? (
          <EventLink eventId={pin.event_id} aria-current={isSelected ? "true" : undefined}>
            <SafeText value={summary ?? pin.event_id} cap={300} />
          </EventLink>
        ) : (
          <SafeText value={summary ?? pin.event_id} cap={300} />
        )}
      </span>
      {onUnpin === undefined ? (
        <span />
      ) : (
        <IconButton icon="close" label={`Unpin ${summary ?? pin.event_id}`} onClick={onUnpin} />
      )}
      <span className={styles.about}>
        {pin.note !== undefined && (
          <span className={styles.reason}>
            <SafeText value={pin.note} lines cap={600} expandable />
          </span>
        )}
        {pin.altered === true && (
          <StateWord tone="deny" icon="warning">
            not the event that was pinned: its seal differs
          </StateWord>
        )}
        {!pin.stored && (
          <StateWord tone="gap" icon="lock">
            not among what you may see now
          </StateWord>
        )}
        {type !== undefined && <span>{typeText(type)}</span>}
        <span>
          pinned by <SafeText value={pin.pinned_by} cap={80} />{" "}
          <TimeText at={pin.pinned_at} form="minute" />
        </span>
        {pin.imported !== undefined && (
          <span>
            imported by <SafeText value={pin.imported.by} cap={80} />
          </span>
        )}
        <AppLink href={eventPath(pin.event_id)} className={styles.link}>
          In the search
        </AppLink>
      </span>
    </li>
  );
}
