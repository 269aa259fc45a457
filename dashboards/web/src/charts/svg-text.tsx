import type { MeasureText } from "./text-width.ts";
import { fitParts, textParts } from "./visible-text.ts";

import styles from "./chart.module.css";

/** How a label of a chart looks: which of the text colours, and how heavy. */
export type TextTone =
  | "1"
  | "2"
  | "3"
  | "accent"
  | "deny"
  | "good"
  | "write"
  | "read"
  | "destroy"
  | "error";

/** Props of {@link SvgText}. */
export interface SvgTextProps {
  x: number;
  /** Baseline. */
  y: number;
  /** May be anything that an event says. */
  text: string;
  tone?: TextTone;
  anchor?: "start" | "middle" | "end";
  /** Pixels; 11 without it. */
  size?: number;
  isBold?: boolean;
  isMono?: boolean;
  /** Hides what runs behind the label. */
  hasHalo?: boolean;
  /** Cuts the text to this many pixels; needs `measure`. */
  width?: number;
  measure?: MeasureText;
}

/** A text in a chart: never markup, its direction isolated, hidden characters shown by number. */
export function SvgText(props: SvgTextProps) {
  const {
    x,
    y,
    text,
    tone = "3",
    anchor,
    size = 11,
    isBold,
    isMono,
    hasHalo,
    width,
    measure,
  } = props;
  const look = {
    size,
    ...(isBold !== undefined && { isBold }),
    ...(isMono !== undefined && { isMono }),
  };
  const all = textParts(text);
  const parts =
    width === undefined || measure === undefined ? all : fitParts(all, width, measure, look);
  return (
    <text
      x={x}
      y={y}
      className={styles.text}
      data-tone={tone}
      data-bold={isBold === true ? "" : undefined}
      data-mono={isMono === true ? "" : undefined}
      data-halo={hasHalo === true ? "" : undefined}
      fontSize={size}
      textAnchor={anchor}
    >
      {parts.map((part, index) =>
        part.isMark ? (
          <tspan key={index} className={styles.codePoint}>
            {part.text}
          </tspan>
        ) : (
          part.text
        ),
      )}
    </text>
  );
}
