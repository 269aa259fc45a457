import type { KeyboardEvent } from "react";

import type { PatternFills } from "./chart-patterns.tsx";
import { EffectMark } from "./effect-mark.tsx";
import type { PlacedChange, StateBandsLayout } from "./state-bands-layout.ts";
import { SvgText } from "./svg-text.tsx";
import { plainText } from "./visible-text.ts";

import chart from "./chart.module.css";
import styles from "./state-bands.module.css";

/** Props of {@link StateEvents}. */
export interface StateEventsProps {
  layout: StateBandsLayout;
  fills: PatternFills;
  width: number;
  onOpen: ((id: string) => void) | undefined;
  changesText: string | undefined;
  readsText: string | undefined;
}

/** The rows of changes and reads under the bands. */
export function StateEvents(props: StateEventsProps) {
  const { layout, fills, width, onOpen, changesText, readsText } = props;
  const { bottom, left, right, changes, reads, gaps } = layout;
  const middle = bottom + 13;
  const base = bottom + 46.5;
  return (
    <>
      <g aria-hidden="true">
        <line className={chart.axis} x1={0} x2={width} y1={bottom + 0.5} y2={bottom + 0.5} />
        <SvgText x={14} y={middle + 4} text="changes" tone="2" />
        <SvgText x={14} y={base - 2} text="reads" tone="2" />
        <line className={chart.base} x1={left} x2={right} y1={base} y2={base} />
        {changesText !== undefined && (
          <SvgText x={right + 16} y={middle + 4} text={changesText} tone="2" />
        )}
        {readsText !== undefined && (
          <SvgText x={right + 16} y={base - 2} text={readsText} tone="2" />
        )}
        {reads.map(({ x, height }) => (
          <rect
            key={x}
            className={chart.fill}
            data-role="read"
            x={x}
            y={base - height}
            width={3}
            height={height}
          />
        ))}
        {gaps.map(({ id, x, width: size, label, place }) => (
          <g key={id}>
            <rect fill={fills.gap} x={x} y={middle - 7} width={size} height={14} />
            {place && (
              <SvgText
                x={place.x + (place.anchor === "start" ? 4 : -4)}
                y={middle + 4}
                text={label}
                anchor={place.anchor}
                tone="2"
                hasHalo
              />
            )}
          </g>
        ))}
      </g>
      {changes.map((change) => (
        <ChangeMark key={change.id} {...{ change, middle, fills, onOpen }} />
      ))}
    </>
  );
}

function ChangeMark(props: {
  change: PlacedChange;
  middle: number;
  fills: PatternFills;
  onOpen: ((id: string) => void) | undefined;
}) {
  const { change, middle, fills, onOpen } = props;
  const { id, x, shape, effect, state, label, place } = change;
  const open = onOpen && (() => onOpen(id));
  const mark =
    shape === "tick" ? (
      <line className={styles.tick} x1={x} x2={x} y1={middle - 6} y2={middle + 6} />
    ) : (
      <EffectMark effect={effect} state={state} x={x} y={middle} size={12} fills={fills} />
    );
  return (
    <g
      className={open && styles.change}
      {...(open && {
        role: "button",
        tabIndex: 0,
        "aria-label": plainText([label, state, effect].filter(Boolean).join(", ")),
        onClick: open,
        onKeyDown: (event: KeyboardEvent) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          open();
        },
      })}
    >
      {open && <rect className={styles.target} x={x - 8} y={middle - 10} width={16} height={20} />}
      <g aria-hidden="true">
        {mark}
        {label !== undefined && place && (
          <SvgText
            x={place.x + (place.anchor === "start" ? 2 : -2)}
            y={middle + 4}
            text={label}
            anchor={place.anchor}
            tone={state === "denied" ? "deny" : "2"}
            hasHalo
          />
        )}
      </g>
    </g>
  );
}
