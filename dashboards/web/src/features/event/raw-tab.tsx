import type { EventView } from "@toolmark/query-api/event-view";
import type { Json } from "@toolmark/schemas/normalized-event";
import { useMemo } from "react";
import type { ReactNode } from "react";

import { countOf } from "../../lib/format.ts";
import { eventField } from "./event-fields.ts";
import { JsonView } from "./json-view.tsx";
import { RevealButton } from "./reveal-button.tsx";
import type { Reveal } from "./use-reveal.ts";

import styles from "./event-drawer.module.css";

/** The event as the API shows it to this reader. */
export function RawTab({ event, reveal }: { event: EventView; reveal: Reveal }): ReactNode {
  // An answer came as JSON, so it is.
  const value = useMemo(() => event as unknown as Json, [event]);
  const masked = event.masked ?? [];
  const canReveal = masked.some((member) => member !== "claims" && member !== "address");
  return (
    <div className={styles.panel}>
      {masked.length > 0 && (
        <p className={styles.line}>
          <span className={styles.note}>
            {countOf(masked.length, "member")} hidden: {masked.join(", ")}
          </span>
          {canReveal && <RevealButton reveal={reveal} />}
        </p>
      )}
      <JsonView label="Event" value={value} fieldOf={eventField} />
    </div>
  );
}
