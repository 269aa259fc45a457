import type { ReactNode } from "react";

import { stringifySearch } from "../../lib/search-codec.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { EventLink } from "../event/event-link.tsx";
import type { TrailGap } from "./trail-gaps.ts";

const HOUR = 3_600_000;

/** What is missing, of whom and between when, with what tells of it. */
export function GapLine({ gap }: { gap: TrailGap }): ReactNode {
  const { title, emitter, detail, from, to, evidence } = gap;
  const around = {
    from: new Date(from - HOUR).toISOString(),
    to: new Date(to + HOUR).toISOString(),
  };
  return (
    <>
      <b className="strong">{title}</b>
      <span className="cut">
        <SafeText value={emitter} cap={60} />, <SafeText value={detail} cap={200} />, between{" "}
        <TimeText at={from} form="seconds" /> and <TimeText at={to} form="seconds" />.
      </span>
      {evidence !== undefined && <EventLink eventId={evidence.eventId}>{evidence.label}</EventLink>}
      <AppLink href={`/integrity${stringifySearch(around)}`}>Why</AppLink>
    </>
  );
}
