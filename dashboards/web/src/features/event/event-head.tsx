import type { EventView } from "@toolmark/query-api/event-view";
import type { ReactNode } from "react";

import { countText, durationText } from "../../lib/format.ts";
import { eventPath, keepingPlace } from "../../lib/paths.ts";
import { useMay } from "../../lib/permissions.ts";
import { toMs } from "../../lib/time.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { EffectBadge } from "../../ui/effect-badge.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { Tag } from "../../ui/tag.tsx";
import { ValueMenu } from "../../ui/value-menu.tsx";
import { PinToCase } from "../cases/pin-to-case.tsx";
import { EventFlow } from "./event-flow.tsx";
import { toolParts, typeText } from "./tool-parts.ts";
import { vantageText } from "./vantage-text.ts";

import styles from "./event-drawer.module.css";

/** Props of `EventHead`. */
export interface EventHeadProps {
  eventId: string;
  /** Absent while it loads. */
  event: EventView | undefined;
  onClose: () => void;
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
}

/** What an event is, in a title and a line, and what can be done with all of it. */
export function EventHead(props: EventHeadProps): ReactNode {
  const { eventId, event, onClose, onPrevious, onNext } = props;
  const mayPin = useMay("cases");
  return (
    <div className={styles.head}>
      <div className={styles.bar}>
        <span className={`mono ${styles.id ?? ""}`} title={eventId}>
          <SafeText value={eventId} cap={64} />
        </span>
        <IconButton
          icon="chevron-up"
          label="Previous event"
          shortcut="k"
          onClick={onPrevious}
          disabled={onPrevious === undefined}
        />
        <IconButton
          icon="chevron-down"
          label="Next event"
          shortcut="j"
          onClick={onNext}
          disabled={onNext === undefined}
        />
        <CopyButton icon="link" label="Copy link to this event" value={() => eventLink(eventId)} />
        <CopyButton
          icon="braces"
          label="Copy event as JSON"
          shortcut="J"
          value={() => (event === undefined ? "" : eventJson(event))}
        />
        {mayPin && (
          <PinToCase
            eventIds={[eventId]}
            trigger={(trigger) => (
              <IconButton {...trigger} icon="pin" label="Pin to a case" shortcut="m" data-pin="" />
            )}
          />
        )}
        <IconButton icon="close" label="Close" shortcut="Esc" onClick={onClose} />
      </div>
      {event !== undefined && (
        <>
          <h2 className={styles.title}>
            <Title event={event} />
            {event.effect !== undefined && (
              <ValueMenu field="effect" value={event.effect.class}>
                <EffectBadge effect={event.effect.class} long />
              </ValueMenu>
            )}
          </h2>
          <EventFlow event={event} />
          <Marks event={event} />
        </>
      )}
    </div>
  );
}

/** The lasting address of an event, with the place it is seen from. */
function eventLink(eventId: string): string {
  const { origin, search } = window.location;
  return `${origin}${keepingPlace(eventPath(eventId), search)}`;
}

/** An event as it is shown to this reader, as JSON. */
export function eventJson(event: EventView): string {
  return JSON.stringify(event, null, 2);
}

function Title({ event }: { event: EventView }): ReactNode {
  const { tool, server, prompt, resource, method } = event;
  const { type } = event.event;
  if (tool !== undefined) {
    const parts = toolParts(server?.name, tool.name);
    return (
      <>
        {!type.startsWith("call.") && <span>{typeText(type)}</span>}
        {parts.server !== undefined && (
          <ValueMenu field="server" value={parts.server} className={styles.server} />
        )}
        <ValueMenu field="tool" value={tool.name}>
          <SafeText value={parts.name} cap={120} />
        </ValueMenu>
      </>
    );
  }
  if (prompt !== undefined) return <ValueMenu field="prompt" value={prompt.name} />;
  const isCall = type.startsWith("call.");
  return (
    <>
      {server !== undefined && (
        <ValueMenu field="server" value={server.name} className={styles.server} />
      )}
      <span>
        {isCall && method !== undefined ? (
          <SafeText value={method} cap={80} />
        ) : (
          <SafeText value={typeText(type)} cap={80} />
        )}
      </span>
      {isCall && resource !== undefined && (
        <ValueMenu field="resource" value={resource.uri} className={styles.server} />
      )}
    </>
  );
}

function Marks({ event }: { event: EventView }): ReactNode {
  const { time, vantage } = event;
  // That no end came is written when the lease is over: that fact itself is not late.
  const marks = event.event.type === "call.unresolved" ? [] : event.marks;
  const isSeenElsewhere = vantage !== "server" && event.event.type.startsWith("call.");
  if (marks.length === 0 && !isSeenElsewhere) return null;
  const delay = toMs(time.recorded) - toMs(time.occurred);
  return (
    <p className={styles.marks}>
      {marks.includes("late") && (
        <Tag icon="clock" title="the end of the call came after its lease">
          came late
        </Tag>
      )}
      {marks.includes("skewed") && (
        <Tag
          icon="clock"
          title={`its own time is ${countText(Math.abs(delay))} ms ${delay < 0 ? "after" : "before"} its arrival`}
        >
          {delay < 0
            ? `${durationText(-delay)} ahead of its arrival`
            : `arrived ${durationText(delay)} later`}
        </Tag>
      )}
      {isSeenElsewhere && (
        <Tag icon="eye" title="where this record was made">
          {vantageText(vantage)}
        </Tag>
      )}
    </p>
  );
}
