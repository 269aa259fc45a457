import type { EventView } from "@toolmark/query-api/event-view";
import type { ReactNode } from "react";

import { cx } from "../../lib/cx.ts";
import { durationText } from "../../lib/format.ts";
import { toMs } from "../../lib/time.ts";
import { DecisionMark } from "../../ui/decision-mark.tsx";
import { EffectBadge } from "../../ui/effect-badge.tsx";
import { OutcomeMark } from "../../ui/outcome-mark.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { EventLink } from "./event-link.tsx";
import { toolParts, typeText } from "./tool-parts.ts";
import type { Surroundings } from "./use-event.ts";

import styles from "./surroundings-list.module.css";

/** Props of `SurroundingsList`. */
export interface SurroundingsListProps {
  event: EventView;
  around: Surroundings;
  /** Events shown on each side. */
  most: number;
}

/** What came just before and after an event, by its distance in time; each opens in the drawer. */
export function SurroundingsList({ event, around, most }: SurroundingsListProps): ReactNode {
  const at = toMs(event.time.occurred);
  const others = around.after.filter((other) => other.event.id !== event.event.id);
  const before = around.before.slice(-most);
  const after = others.slice(0, most);
  const isCutBefore = around.hasMoreBefore || around.before.length > most;
  const isCutAfter = around.hasMoreAfter || others.length > most;
  return (
    <ol>
      {isCutBefore && <li className={styles.note}>more before</li>}
      {before.map((other) => (
        <Item key={other.event.id} event={other} at={at} />
      ))}
      <li className={cx(styles.item, styles.current)} aria-current="true">
        <span className={cx("mono", styles.offset)}>0</span>
        <span>
          <EffectBadge effect={event.effect?.class} />
        </span>
        <span className={styles.text}>this event</span>
      </li>
      {after.map((other) => (
        <Item key={other.event.id} event={other} at={at} />
      ))}
      {isCutAfter && <li className={styles.note}>more after</li>}
    </ol>
  );
}

function Item({ event, at }: { event: EventView; at: number }): ReactNode {
  const { effect, policy, approval, outcome } = event;
  const offset = toMs(event.time.occurred) - at;
  const isQuiet = outcome?.status === "success" || outcome === undefined;
  return (
    <li>
      <EventLink eventId={event.event.id} className={styles.item}>
        <span className={cx("mono", styles.offset)}>
          {offset < 0 ? "−" : "+"}
          {durationText(Math.abs(offset))}
        </span>
        <span>
          <EffectBadge effect={effect?.class} />
        </span>
        <span className={styles.text}>
          <EventLine event={event} />
        </span>
        {isQuiet ? (
          approval?.status !== undefined && <DecisionMark approval={approval.status} />
        ) : outcome?.status === "denied" && policy?.decision === "deny" ? (
          <DecisionMark decision="deny" />
        ) : (
          <OutcomeMark status={outcome?.status} />
        )}
      </EventLink>
    </li>
  );
}

/** An event in a few words: server and tool, and the record that it touched first. */
function EventLine({ event }: { event: EventView }): ReactNode {
  const { tool, server, resource, downstream = [], prompt } = event;
  const target = downstream.find(({ uri }) => uri !== undefined)?.uri ?? resource?.uri;
  const parts = tool && toolParts(server?.name, tool.name);
  const isCall = event.event.type.startsWith("call.");
  return (
    <>
      {!isCall && <span>{typeText(event.event.type)} </span>}
      {parts?.server !== undefined && (
        <span className="dim">
          <SafeText value={parts.server} cap={40} />{" "}
        </span>
      )}
      <SafeText
        value={parts?.name ?? prompt?.name ?? (isCall ? event.method : undefined)}
        cap={80}
      />
      {target !== undefined && (
        <span className="dim">
          , <SafeText value={target} cap={80} />
        </span>
      )}
    </>
  );
}
