import type { EventView } from "@toolmark/query-api/event-view";
import type { ReactNode } from "react";

import { countOf } from "../../lib/format.ts";
import { timeParts } from "../../lib/time.ts";
import { ianaOf, useZone } from "../../lib/zone.ts";
import { SafeText } from "../../ui/safe-text.tsx";
import { Tag } from "../../ui/tag.tsx";
import { toolParts, typeText } from "../event/tool-parts.ts";
import type { EventRow } from "./group-repeats.ts";
import { deniedOutcomes } from "./outcomes.ts";

import styles from "./investigate-page.module.css";

/** Who acted, and through which agent. */
export function ActorCell({ event: { actor } }: { event: EventView }): ReactNode {
  if (actor === undefined) return null;
  const agent = actor.agent?.name ?? actor.agent?.id;
  const who = actor.id ?? (agent === undefined ? actor.type : undefined);
  return (
    <span className={styles.pair}>
      {who !== undefined && (
        <span className={actor.id === undefined ? "dim" : undefined}>
          <SafeText value={who} cap={60} />
        </span>
      )}
      {agent !== undefined && agent !== who && (
        <>
          {who !== undefined && <i className="dim">›</i>}
          <span className="mid">
            <SafeText value={agent} cap={60} />
          </span>
        </>
      )}
    </span>
  );
}

/** Which tool of which server, or what else happened; how often, where repeats stand in one row. */
export function ToolCell({ row }: { row: EventRow }): ReactNode {
  const { event, repeats } = row;
  return (
    <>
      {repeats.length > 0 && <Repeats row={row} />}
      <What event={event} />
    </>
  );
}

function What({ event }: { event: EventView }): ReactNode {
  const { tool, server, prompt, resource, method, effect, outcome, approval, audit } = event;
  const isCall = event.event.type.startsWith("call.");
  const name = tool?.name ?? (isCall ? (prompt?.name ?? resource?.uri ?? method) : undefined);
  if (name === undefined || !isCall) {
    const subject = approval === undefined ? (audit?.object?.name ?? tool?.name) : tool?.name;
    // Whose fact it is, where no tool or case says so.
    const about = subject ?? server?.name ?? emitterOf(event);
    return (
      <>
        <span className="mid">{typeText(event.event.type)}</span>
        {about !== undefined && (
          <span className="dim">
            {" "}
            <SafeText value={about} cap={60} />
          </span>
        )}
      </>
    );
  }
  const parts = toolParts(server?.name, name);
  const status = outcome?.status;
  const isDenied = deniedOutcomes.some((denied) => denied === status);
  const isLoud = isDenied || (effect !== undefined && effect.class !== "read");
  return (
    <>
      {parts.server !== undefined && (
        <span className="dim">
          <SafeText value={parts.server} cap={40} />{" "}
        </span>
      )}
      <span className={isLoud ? "strong" : "mid"}>
        <SafeText value={parts.name} cap={80} />
      </span>
      {event.event.type === "call.attempted" && <span className="dim"> attempted</span>}
    </>
  );
}

function emitterOf({ vantage, emitter }: EventView): string | undefined {
  return vantage === "toolmark" ? undefined : emitter.id;
}

function Repeats({ row: { event, repeats } }: { row: EventRow }): ReactNode {
  const iana = ianaOf(useZone());
  const [first, last] = [event, repeats.at(-1) ?? event].map(
    ({ time }) => timeParts(time.occurred, iana).clock,
  );
  return (
    <>
      <Tag title={`${countOf(repeats.length + 1, "event")} alike, ${first} to ${last}`}>
        ×{repeats.length + 1}
      </Tag>{" "}
    </>
  );
}

/** The resource, or how many there were; said where a change recorded none. */
export function ResourceCell({ event }: { event: EventView }): ReactNode {
  const { downstream = [], resource, result, effect, outcome } = event;
  const uris = new Set(
    [...downstream.map(({ uri }) => uri), resource?.uri].filter((uri) => uri !== undefined),
  );
  const [first] = uris;
  const items = result?.item_count;
  if (first !== undefined)
    return (
      <>
        <SafeText value={first} cap={80} />
        {uris.size > 1 && <span className="dim"> and {uris.size - 1} more</span>}
      </>
    );
  if (items !== undefined && items > 1)
    return <span className="dim">{countOf(items, "item")}</span>;
  const isUntold = outcome?.executed !== false && effect !== undefined && effect.class !== "read";
  return isUntold && <span className="dim">none recorded</span>;
}
