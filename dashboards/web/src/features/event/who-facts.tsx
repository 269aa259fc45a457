import type { EventView } from "@toolmark/query-api/event-view";
import type { ReactNode } from "react";

import { durationText } from "../../lib/format.ts";
import { toMs } from "../../lib/time.ts";
import { AssuranceMark } from "../../ui/assurance-mark.tsx";
import { Facts } from "../../ui/facts.tsx";
import { MaskedText } from "../../ui/masked-text.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { ValueMenu } from "../../ui/value-menu.tsx";
import { EventFact } from "./event-fact.tsx";
import { EventSection } from "./event-section.tsx";
import { RevealButton } from "./reveal-button.tsx";
import type { Reveal } from "./use-reveal.ts";
import { vantageText } from "./vantage-text.ts";

/** Props of `WhoFacts`. */
export interface WhoFactsProps {
  event: EventView;
  reveal: Reveal;
}

/** When, who, through what: each fact with how it is known. */
export function WhoFacts({ event, reveal }: WhoFactsProps): ReactNode {
  const { time, actor, session, conversation, masked = [] } = event;
  const delay = toMs(time.recorded) - toMs(time.occurred);
  return (
    <EventSection>
      <Facts>
        <EventFact
          label="When"
          aside={`recorded ${delay < 0 ? "−" : "+"}${durationText(Math.abs(delay))}`}
        >
          <TimeText at={time.occurred} form="full" />
        </EventFact>
        <EventFact label="Who" aside={actor && <AssuranceMark assurance={actor.assurance} />}>
          <Who event={event} />
        </EventFact>
        <Agent actor={actor} />
        <Delegation actor={actor} />
        <Client event={event} />
        {session !== undefined && (
          <EventFact label="Session" aside={<SeenBy event={event} />}>
            <ValueMenu field="session" value={session.id} className="mono">
              <SafeText value={session.id} cap={48} />
            </ValueMenu>
          </EventFact>
        )}
        <Credential actor={actor} />
        {conversation?.intent !== undefined && (
          <EventFact label="Intent" aside={<AssuranceMark assurance="self_reported" />}>
            <SafeText value={conversation.intent} lines cap={400} expandable />
          </EventFact>
        )}
        {masked.includes("intent") && (
          <EventFact label="Intent" aside={<RevealButton reveal={reveal} />}>
            <MaskedText>hidden by default</MaskedText>
          </EventFact>
        )}
      </Facts>
    </EventSection>
  );
}

function Who({ event }: { event: EventView }): ReactNode {
  const { actor, masked = [] } = event;
  if (actor === undefined) return <span className="dim">not recorded</span>;
  const { id, type, claims } = actor;
  const groups = claims?.groups ?? [];
  return (
    <>
      {id === undefined ? (
        <span className="strong">{type}</span>
      ) : (
        <ValueMenu field="actor" value={id} className="strong" />
      )}
      <span className="dim">
        {id !== undefined && type}
        {claims?.name !== undefined && (
          <>
            , <SafeText value={claims.name} cap={80} />
          </>
        )}
        {groups.length > 0 && (
          <>
            , {groups.length === 1 ? "group" : "groups"}{" "}
            <SafeText value={groups.join(", ")} cap={120} />
          </>
        )}
      </span>
      {masked.includes("claims") && (
        <MaskedText title="needs the permission personal">name and groups</MaskedText>
      )}
    </>
  );
}

function Agent({ actor }: { actor: EventView["actor"] }): ReactNode {
  const agent = actor?.agent;
  if (actor === undefined || agent === undefined) return null;
  const { id, name, version, model, framework } = agent;
  const named = id ?? name;
  return (
    <EventFact
      label="Agent"
      // The event's assurance is about the whole identity; a name or model alone is only said.
      aside={<AssuranceMark assurance={id === undefined ? "self_reported" : actor.assurance} />}
    >
      {named === undefined ? (
        <span className="dim">without a name</span>
      ) : (
        <ValueMenu field="agent" value={named} />
      )}
      <span className="dim">
        {actor.id !== undefined && actor.type === "user" && (
          <>
            acting for <SafeText value={actor.id} cap={60} />
          </>
        )}
        {[name === named ? undefined : name, version, framework, model]
          .filter((part) => part !== undefined)
          .map((part) => (
            <span key={part}>
              , <SafeText value={part} cap={60} />
            </span>
          ))}
      </span>
    </EventFact>
  );
}

function Delegation({ actor }: { actor: EventView["actor"] }): ReactNode {
  const chain = actor?.delegation ?? [];
  const isAgentAlone = chain.length === 1 && chain[0]?.subject === actor?.agent?.id;
  if (chain.length === 0 || isAgentAlone) return null;
  return (
    <EventFact label="Through" aside={<AssuranceMark assurance={actor?.assurance} />}>
      {chain.map(({ subject }, index) => (
        <span key={index} className="row">
          {index > 0 && <span className="dim">then</span>}
          <ValueMenu field="delegate" value={subject} />
        </span>
      ))}
    </EventFact>
  );
}

function Client({ event }: { event: EventView }): ReactNode {
  const { client, masked = [] } = event;
  if (client === undefined)
    return (
      <EventFact label="Client">
        <span className="dim">not recorded</span>
      </EventFact>
    );
  const { name, version, user_agent: userAgent, address } = client;
  const named = name === undefined || version === undefined ? name : `${name}/${version}`;
  return (
    <EventFact label="Client" aside={<AssuranceMark assurance={client.assurance} />}>
      {named === undefined ? (
        <span className="dim">did not say its name</span>
      ) : (
        <ValueMenu field="client" value={named}>
          <SafeText value={name} cap={80} /> <SafeText value={version} cap={40} />
        </ValueMenu>
      )}
      {address?.ip !== undefined && (
        <span className="dim">
          from <ValueMenu field="ip" value={address.ip} />
        </span>
      )}
      {masked.includes("address") && (
        <MaskedText title="needs the permission personal">address</MaskedText>
      )}
      {named === undefined && userAgent !== undefined && (
        <span className="dim">
          <SafeText value={userAgent} cap={80} />
        </span>
      )}
    </EventFact>
  );
}

function Credential({ actor }: { actor: EventView["actor"] }): ReactNode {
  const credential = actor?.credential;
  if (credential === undefined) return null;
  const { fingerprint, id, client_id: clientId, type, scopes = [] } = credential;
  const named = fingerprint ?? id ?? clientId;
  return (
    <EventFact label="Credential" aside={<AssuranceMark assurance={actor?.assurance} />}>
      {named !== undefined && (
        <ValueMenu field="credential" value={named}>
          <SafeText value={named} cap={28} className="mono" />
        </ValueMenu>
      )}
      <span className="dim">
        <SafeText value={type?.replaceAll("_", " ")} cap={40} />
        {scopes.length > 0 && (
          <>
            {" "}
            for <SafeText value={scopes.join(" ")} cap={120} />
          </>
        )}
      </span>
    </EventFact>
  );
}

/** Where a record was made, for facts that have no assurance of their own. */
export function SeenBy({ event }: { event: EventView }): ReactNode {
  return (
    <span title="where this record was made; the event says nothing more about how this is known">
      {vantageText(event.vantage)}
    </span>
  );
}
