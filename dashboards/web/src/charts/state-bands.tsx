import { useMemo, useRef } from "react";
import type { KeyboardEvent, PointerEvent } from "react";

import { fullTime } from "../lib/time.ts";
import type { Zone } from "../lib/zone.ts";
import { ChartPatterns, usePatterns } from "./chart-patterns.tsx";
import { clamp } from "./number-scale.ts";
import { BandRows } from "./state-band-rows.tsx";
import { layoutStateBands, markerAfterKey } from "./state-bands-layout.ts";
import type { BandChange, BandField, BandGap } from "./state-bands-layout.ts";
import { StateEvents } from "./state-events.tsx";
import { SvgText } from "./svg-text.tsx";
import { measureText, useChartSize } from "./use-chart-size.ts";

import chart from "./chart.module.css";
import styles from "./state-bands.module.css";

/** Props of {@link StateBands}. */
export interface StateBandsProps {
  /** The chart's name: `State of crm://contact/42 over time`. */
  label: string;
  fields: readonly BandField[];
  changes: readonly BandChange[];
  reads?: readonly { at: number; count: number }[];
  gaps?: readonly BandGap[];
  range: { from: number; to: number };
  zone: Zone;
  /** The time whose state is asked for, milliseconds. */
  marker: number;
  onMarker: (at: number) => void;
  /** A click on a change. */
  onOpen?: ((id: string) => void) | undefined;
  /** Head of the values at the end of the rows; `now` without it. */
  nowTitle?: string;
  /** Stand at the end of their rows: `6 changes`, `41 reads`. */
  changesText?: string;
  readsText?: string;
}

const none: readonly never[] = [];

/**
 * The values of a resource's fields over time: observed, inferred (dashed) or unknown (hatched), with
 * its changes and reads. The marker is dragged, or moved from event to event with arrows.
 */
export function StateBands(props: StateBandsProps) {
  const {
    label,
    fields,
    changes,
    reads = none,
    gaps = none,
    range,
    zone,
    marker,
    onMarker,
  } = props;
  const { onOpen, nowTitle = "now", changesText, readsText } = props;
  const { ref, width } = useChartSize();
  const { prefix, fills } = usePatterns();
  const isDragging = useRef(false);
  const layout = useMemo(
    () =>
      width === 0
        ? undefined
        : layoutStateBands({
            fields,
            changes,
            reads,
            gaps,
            range,
            width,
            zone,
            measure: measureText(),
          }),
    [fields, changes, reads, gaps, range, width, zone],
  );
  const stops = useMemo(
    () => [...new Set([...changes, ...reads].map(({ at }) => at))].toSorted((a, b) => a - b),
    [changes, reads],
  );

  function moveTo(event: PointerEvent): void {
    if (layout === undefined) return;
    const { left } = event.currentTarget.getBoundingClientRect();
    onMarker(Math.round(layout.timeAt(event.clientX - left)));
  }
  function handleKey(event: KeyboardEvent): void {
    const next = markerAfterKey(event, marker, stops, range);
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    onMarker(Math.round(next));
  }

  const markerX = layout?.scale(marker) ?? 0;
  return (
    <figure className={styles.root} aria-label={label}>
      <div
        ref={ref}
        className={chart.root}
        onPointerDown={(event) => {
          if (event.button !== 0 || layout === undefined || isInteractive(event.target)) return;
          const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
          if (x < layout.left || x > layout.right + 6) return;
          isDragging.current = true;
          event.currentTarget.setPointerCapture(event.pointerId);
          moveTo(event);
        }}
        onPointerMove={(event) => {
          if (isDragging.current) moveTo(event);
        }}
        onPointerUp={() => {
          isDragging.current = false;
        }}
      >
        {layout && (
          <svg className={chart.svg} height={layout.height}>
            <ChartPatterns prefix={prefix} />
            <g aria-hidden="true">
              {layout.ticks.map(({ at, x, label: text }) => (
                <g key={at}>
                  <line className={chart.axis} x1={x} x2={x} y1={18} y2={layout.height} />
                  {x < layout.right - 30 && <SvgText x={x + 4} y={14} text={text} />}
                </g>
              ))}
              <BandRows {...{ layout, fills, width, nowTitle }} />
            </g>
            <StateEvents {...{ layout, fills, width, onOpen, changesText, readsText }} />
            <g
              className={styles.marker}
              role="slider"
              tabIndex={0}
              aria-label="Time of the state"
              aria-valuemin={range.from}
              aria-valuemax={range.to}
              aria-valuenow={clamp(marker, range.from, range.to)}
              aria-valuetext={fullTime(marker, zone)}
              onKeyDown={handleKey}
            >
              <line x1={markerX} x2={markerX} y1={20} y2={layout.height - 6} />
              <rect
                className={styles.grip}
                x={markerX - 8}
                y={6}
                width={16}
                height={layout.height - 12}
              />
              <path d={`M${markerX - 5} 14h10v5l-5 5-5-5z`} />
            </g>
          </svg>
        )}
      </div>
      <ul className="sr">
        {fields.map(({ name, bands }) => (
          <li key={name}>
            {name}:{" "}
            {bands.map((band) => `${bandWords(band)} from ${fullTime(band.from, zone)}`).join("; ")}
          </li>
        ))}
        {gaps.map((gap) => (
          <li key={gap.id}>{gap.label}</li>
        ))}
      </ul>
    </figure>
  );
}

function bandWords({ state, text, isMasked }: BandField["bands"][number]): string {
  if (isMasked === true) return `masked, ${state}`;
  return text === undefined ? state : `${text}, ${state}`;
}

function isInteractive(target: EventTarget): boolean {
  return target instanceof Element && target.closest("[role=button]") !== null;
}
