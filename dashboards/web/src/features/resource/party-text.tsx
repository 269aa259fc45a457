import type { ReactNode } from "react";

import { actorPath } from "../../lib/paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import type { Party } from "./resource-access.ts";

/** Who acted, and the agent that it acted through: `alice › sales-bot`. */
export function PartyText({ actor, agent }: Party): ReactNode {
  return (
    <>
      {actor === undefined ? (
        <span className="dim">not known</span>
      ) : (
        <AppLink href={actorPath(actor)}>
          <SafeText value={actor} cap={60} />
        </AppLink>
      )}{" "}
      <span className="dim">›</span>{" "}
      {agent === undefined ? (
        <span className="dim">direct</span>
      ) : (
        <AppLink href={actorPath(agent)} className="mid">
          <SafeText value={agent} cap={60} />
        </AppLink>
      )}
    </>
  );
}
