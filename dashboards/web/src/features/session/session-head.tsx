import type { ReactNode } from "react";

import { countText, durationText } from "../../lib/format.ts";
import { actorPath } from "../../lib/paths.ts";
import { timeParts } from "../../lib/time.ts";
import { ianaOf, useZone, zoneLabel } from "../../lib/zone.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { AssuranceMark } from "../../ui/assurance-mark.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { closingText } from "./session-figures.ts";
import type { SessionFigures } from "./session-figures.ts";
import type { Step } from "./session-steps.ts";

import styles from "./session-head.module.css";

/** Props of `SessionHead`. */
export interface SessionHeadProps {
  steps: readonly Step[];
  extent: { from: number; to: number };
  figures: SessionFigures;
}

/** Who, through what, from when to when, and in numbers. */
export function SessionHead({ steps, extent, figures }: SessionHeadProps): ReactNode {
  const zone = useZone();
  const from = timeParts(extent.from, ianaOf(zone));
  const to = timeParts(extent.to, ianaOf(zone));
  const isOneDay = from.date === to.date;
  return (
    <div className={styles.frame}>
      <div className={styles.head}>
        <div className={styles.who}>
          <Who steps={steps} />
          <span className="dim">
            <span className="mono">
              {from.date} {from.clock} → {!isOneDay && `${to.date} `}
              {to.clock}
            </span>{" "}
            {zoneLabel(zone, extent.to)}, {durationText(extent.to - extent.from)},{" "}
            {closingText(steps)}
          </span>
        </div>
        <Figures figures={figures} />
      </div>
    </div>
  );
}

function Who({ steps }: { steps: readonly Step[] }): ReactNode {
  const events = steps.map(({ event }) => event);
  const actor = events.find((event) => event.actor?.id !== undefined)?.actor;
  const agent = events.find((event) => event.actor?.agent !== undefined)?.actor?.agent;
  const client = events.find((event) => event.client?.name !== undefined)?.client;
  const actors = new Set(events.map((event) => event.actor?.id).filter((id) => id !== undefined));
  const named = agent?.id ?? agent?.name;
  return (
    <p>
      {actor?.id === undefined ? (
        <b className="strong">{actor?.type ?? "actor not recorded"}</b>
      ) : (
        <AppLink href={actorPath(actor.id)} className="strong">
          <SafeText value={actor.id} cap={80} />
        </AppLink>
      )}
      {actors.size > 1 && <span className={styles.via}> and {actors.size - 1} more</span>}
      {named !== undefined && (
        <>
          {" "}
          <span className={styles.via}>via</span>{" "}
          <AppLink href={actorPath(named)} className="strong">
            <SafeText value={named} cap={80} />
          </AppLink>
        </>
      )}
      {client?.name !== undefined && (
        <>
          {" "}
          <span className={styles.via}>on</span>{" "}
          <AppLink href={actorPath(client.name, "client")} className="strong">
            <SafeText value={client.name} cap={80} /> <SafeText value={client.version} cap={40} />
          </AppLink>{" "}
          <AssuranceMark assurance={client.assurance} short />
        </>
      )}
    </p>
  );
}

function toneOf(name: string, value: number | undefined): string | undefined {
  return value === undefined || value === 0 ? undefined : name;
}

function Figures({ figures }: { figures: SessionFigures }): ReactNode {
  const { calls, writes, blocked, failed, waitMs, missing, late, records } = figures;
  const { isComplete, isLoaded } = figures;
  const count = (value: number | undefined, isAll = isComplete) =>
    value === undefined ? "–" : `${countText(value)}${isAll ? "" : "+"}`;
  return (
    <>
      <Figure word="calls">{count(calls)}</Figure>
      <Figure word="writes" tone={toneOf("write", writes)}>
        {count(writes)}
      </Figure>
      <Figure word="blocked" tone={toneOf("deny", blocked)}>
        {count(blocked)}
      </Figure>
      {failed !== undefined && failed > 0 && <Figure word="failed">{count(failed)}</Figure>}
      {waitMs !== undefined && <Figure word="approval wait">{durationText(waitMs)}</Figure>}
      <Figure word="missing" tone={toneOf("gap", missing)}>
        {count(missing, isLoaded)}
      </Figure>
      <Figure word="arrived late" tone={toneOf("gap", late)}>
        {count(late, isLoaded)}
      </Figure>
      <Figure word="records touched">{count(records, isLoaded)}</Figure>
    </>
  );
}

function Figure(props: {
  word: string;
  tone?: string | undefined;
  children: ReactNode;
}): ReactNode {
  return (
    <div className={styles.figure}>
      <b data-tone={props.tone}>{props.children}</b>
      <span>{props.word}</span>
    </div>
  );
}
