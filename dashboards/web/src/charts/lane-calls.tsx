import type { PatternFills } from "./chart-patterns.tsx";
import { EffectMark } from "./effect-mark.tsx";
import { LANE } from "./lane-data.ts";
import type { LaneLayout } from "./lane-layout.ts";
import type { PlacedPoint, PlacedTouch } from "./lane-points.ts";
import { SvgText } from "./svg-text.tsx";
import type { TextTone } from "./svg-text.tsx";
import { measureText } from "./use-chart-size.ts";

import styles from "./lane-chart.module.css";

/** Props of {@link LaneCalls}. */
export interface LaneCallsProps {
  layout: LaneLayout;
  fills: PatternFills;
  selectedId: string | undefined;
  onSelect: (id: string) => void;
  onOpen: ((id: string) => void) | undefined;
  onHover: (id: string | undefined) => void;
}

/** Calls with what they came through and led to. Lines first, so that no line crosses a label. */
export function LaneCalls(props: LaneCallsProps) {
  const { layout, fills, selectedId, onSelect, onOpen, onHover } = props;
  const badges = layout.points.filter(({ shape }) => shape === "badge");
  const kinds = new Map(layout.lanes.map(({ id, kind }) => [id, kind]));
  return (
    <>
      {ticksOf(layout.points).map(({ effect, path }) => (
        <path key={effect} className={styles.tick} data-effect={effect} d={path} />
      ))}
      {badges.map((point) => (
        <CallLine key={point.id} point={point} />
      ))}
      {layout.touches.map((touch) => (
        <TouchLine key={`${touch.point} ${touch.y}`} touch={touch} />
      ))}
      {badges.map((point) => (
        <g key={point.id} className={styles.stops} data-effect={effectOf(point)}>
          {point.stops.map(({ lane, y }) =>
            kinds.get(lane) === "agent" ? (
              <circle key={lane} cx={point.x} cy={y} r={3.5} />
            ) : (
              <rect key={lane} x={point.x - 4} y={y - 4} width={8} height={8} rx={2} />
            ),
          )}
        </g>
      ))}
      {layout.touches.map((touch) => (
        <TouchMark key={`${touch.point} ${touch.y}`} touch={touch} />
      ))}
      {badges.map((point) => (
        <CallLabel key={point.id} point={point} />
      ))}
      {badges.map((point) => (
        <g
          key={point.id}
          className={styles.call}
          onClick={() => onSelect(point.id)}
          onDoubleClick={() => onOpen?.(point.id)}
          onPointerEnter={() => onHover(point.id)}
          onPointerLeave={() => onHover(undefined)}
        >
          <rect
            className={styles.target}
            x={point.x - 10}
            y={point.y - LANE.half}
            width={20}
            height={LANE.height}
          />
          <EffectMark
            effect={point.effect}
            state={point.state}
            x={point.x}
            y={point.y}
            isSelected={point.id === selectedId}
            fills={fills}
          />
        </g>
      ))}
    </>
  );
}

function effectOf({ effect, state }: PlacedPoint): string {
  return state === "denied" ? "denied" : effect;
}

/** Calls that a badge hides, by effect, as short upright strokes. */
function ticksOf(points: readonly PlacedPoint[]): { effect: string; path: string }[] {
  const paths = new Map<string, string>();
  for (const point of points) {
    if (point.shape !== "tick") continue;
    const effect = effectOf(point);
    paths.set(effect, `${paths.get(effect) ?? ""}M${point.x} ${point.y - 12}v24`);
  }
  return [...paths].map(([effect, path]) => ({ effect, path }));
}

function CallLine({ point }: { point: PlacedPoint }) {
  const [first] = point.stops;
  if (first === undefined) return null;
  return (
    <path
      className={styles.line}
      data-effect={effectOf(point)}
      d={`M${point.x} ${first.y}V${point.y - 9}`}
    />
  );
}

function TouchLine({ touch }: { touch: PlacedTouch }) {
  if (touch.isMissed) return null;
  return (
    <path
      className={styles.down}
      data-effect={touch.effect}
      d={`M${touch.x} ${touch.from + 9}V${touch.y}`}
    />
  );
}

function TouchMark({ touch }: { touch: PlacedTouch }) {
  const { x, y, effect, isMissed, label } = touch;
  return (
    <g className={styles.stops} data-effect={effect}>
      {!isMissed && <rect x={x - 4} y={y - 5} width={8} height={10} rx={2} />}
      {label && (
        <SvgText
          x={label.x}
          y={y + 4}
          text={label.text}
          anchor={label.anchor}
          tone={isMissed ? "3" : "2"}
          hasHalo
          width={label.width + 1}
          measure={measureText()}
        />
      )}
    </g>
  );
}

function CallLabel({ point }: { point: PlacedPoint }) {
  const { name, label, note, y, effect, state } = point;
  if (name === undefined) return null;
  const look = {
    x: name.x,
    anchor: name.anchor,
    width: name.width + 1,
    measure: measureText(),
    hasHalo: true,
  };
  return (
    <>
      <SvgText
        {...look}
        y={y + 4}
        text={label}
        tone={toneOf(point)}
        isBold={effect !== "read" || state !== undefined}
      />
      {note !== undefined && (
        <SvgText
          {...look}
          y={y + 16}
          text={note}
          size={10.5}
          tone={state === undefined ? "3" : toneOf(point)}
        />
      )}
    </>
  );
}

function toneOf({ effect, state }: PlacedPoint): TextTone {
  if (state === "denied") return "deny";
  if (state === "error") return "error";
  if (state === "waiting") return "write";
  return effect === "read" ? "2" : "1";
}
