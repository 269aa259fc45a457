import type { ReactNode } from "react";

import { eventPath } from "../../lib/paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import type { TimeTextProps } from "../../ui/time-text.tsx";

/** A time that leads to its event. */
export interface EventTimeLinkProps {
  id: string;
  /** Absent where it is not known: a word stands for it then. */
  at: string | number | undefined;
  /** What is opened, for screen readers: `request`. */
  what: string;
  form?: TimeTextProps["form"];
}

/** The time of an event as a link to it. */
export function EventTimeLink({ id, at, what, form = "minute" }: EventTimeLinkProps): ReactNode {
  return (
    <AppLink href={eventPath(id)}>
      <span className="sr">{what} of </span>
      {at === undefined ? "unknown time" : <TimeText at={at} form={form} />}
    </AppLink>
  );
}
