import type { StateAnswer } from "@toolmark/query-api/state/answers";
import { useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";

import { StateBands } from "../../charts/state-bands.tsx";
import { countOf, durationText } from "../../lib/format.ts";
import { toMs } from "../../lib/time.ts";
import { useZone } from "../../lib/zone.ts";
import { Panel } from "../../ui/panel.tsx";
import type { PanelQuery } from "../../ui/panel.tsx";
import { bandFields, changeMarks, readMarks } from "./band-fields.ts";
import type { ResourceGap } from "./group-accesses.ts";
import type { ResourceAccess } from "./resource-access.ts";
import { joinStates } from "./state-history.ts";

import styles from "./state-timeline.module.css";

/** The state of a resource over time. */
export interface StateTimelineProps {
  uri: string;
  /** States at the times at which it may have become another, oldest first. */
  query: PanelQuery<readonly StateAnswer[]>;
  accesses: readonly ResourceAccess[];
  gaps: readonly ResourceGap[];
  /** Time that is shown, milliseconds since the epoch. */
  range: { from: number; to: number } | undefined;
  /** Changes and reads in all, as the service counted them. */
  counts: { changes: number; reads: number } | undefined;
  /** Whether it may have been another before the first of them. */
  isCut: boolean;
  /** Whether the range ends before now. */
  isPast: boolean;
  /** Time of the marker, RFC 3339; absent: the end. */
  at: string | undefined;
  onAt: (at: string | undefined) => void;
  /** Chooses the event of a mark. */
  onOpen: (access: ResourceAccess) => void;
}

/** One band a field, with its changes, reads and gaps; the marker chooses a time. */
export function StateTimeline(props: StateTimelineProps): ReactNode {
  const { query, isCut } = props;
  return (
    <Panel
      title="State over time"
      note="each band is one value; drag the marker to any time"
      query={query}
      actions={<Legend />}
      className={styles["panel"]}
      partial={
        isCut &&
        "Older states are not drawn. Choose a range that ends earlier to see them, or a time in the list."
      }
    >
      {(states) => <Bands {...props} states={states} />}
    </Panel>
  );
}

const nowhere = { from: 0, to: 0 };

function Bands(props: StateTimelineProps & { states: readonly StateAnswer[] }) {
  const { uri, states, accesses, gaps, range, counts, isPast, at, onAt, onOpen } = props;
  const zone = useZone();
  const end = range?.to ?? 0;
  const [marker, setMarker] = useSettled(at === undefined ? end : toMs(at), (time) =>
    onAt(time >= end ? undefined : new Date(time).toISOString()),
  );
  const bands = useMemo(() => joinStates(states, end), [states, end]);
  const chosen = at === undefined ? undefined : toMs(at);
  const { fields, left } = useMemo(
    () => bandFields(bands, range ?? nowhere, chosen),
    [bands, range, chosen],
  );
  const changes = useMemo(() => changeMarks(accesses), [accesses]);
  const reads = useMemo(() => readMarks(accesses), [accesses]);
  const stretches = useMemo(
    () =>
      gaps.map(({ key, from, to }) => ({
        id: key,
        from,
        to: Math.max(to, from + 1),
        label: to > from ? `gap, ${durationText(to - from)}` : "gap",
      })),
    [gaps],
  );
  if (range === undefined) return null;
  return (
    <>
      <StateBands
        label={`State of ${uri} over time`}
        fields={fields}
        changes={changes}
        reads={reads}
        gaps={stretches}
        range={range}
        zone={zone}
        marker={marker}
        onMarker={setMarker}
        onOpen={(id) => {
          const access = accesses.find(({ event_id: event }) => event === id);
          if (access !== undefined) onOpen(access);
        }}
        nowTitle={isPast ? "at the end" : "now"}
        {...(counts && {
          changesText: countOf(counts.changes, "change"),
          readsText: countOf(counts.reads, "read"),
        })}
      />
      {left > 0 && (
        <p className={styles["more"]}>{countOf(left, "more field")} in the table at the right</p>
      )}
    </>
  );
}

const SETTLED_MS = 250;

/** A value that moves at once and is handed on when it stands still. */
function useSettled(value: number, onSettled: (value: number) => void) {
  const [moved, setMoved] = useState<{ from: number; to: number }>();
  // What was handed on comes back as the value, and from then on it is that one which counts.
  const current = moved !== undefined && moved.from === value ? moved.to : value;
  useEffect(() => {
    if (moved === undefined || moved.from !== value || moved.to === value) return undefined;
    const timer = setTimeout(() => onSettled(moved.to), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [moved, value, onSettled]);
  return [current, (to: number) => setMoved({ from: value, to })] as const;
}

function Legend() {
  return (
    <ul className={styles["legend"]} aria-label="Legend">
      {(["observed", "inferred", "unknown"] as const).map((label) => (
        <li key={label}>
          <span className={styles["swatch"]} data-label={label} aria-hidden="true" />
          {label}
        </li>
      ))}
    </ul>
  );
}
