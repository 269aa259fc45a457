import { useState } from "react";
import type { ReactNode } from "react";

import { cx } from "../lib/cx.ts";
import { countText } from "../lib/format.ts";
import { visiblePieces } from "../lib/visible-pieces.ts";

import styles from "./safe-text.module.css";

/** What of a value is shown. */
export interface SafeTextProps {
  /** A value of an event. Nothing is shown for what is absent: say so beside it. */
  value: string | number | boolean | null | undefined;
  /** Keeps line feeds and tabs and breaks long lines; otherwise they stand as marks. */
  lines?: boolean;
  /** Most characters shown; default 300. How many are left out is told. */
  cap?: number;
  /** Offers all of a value beyond the cap. Not inside of a button, link or row. */
  expandable?: boolean;
  className?: string | undefined;
}

const DEFAULT_CAP = 300;

/**
 * The only way a value of an event comes onto the page: as text and nothing else, isolated from what
 * stands around it, with every character that cannot be seen as a mark with its code point.
 */
export function SafeText(props: SafeTextProps): ReactNode {
  const { value, lines = false, cap = DEFAULT_CAP, expandable = false, className } = props;
  const [isAll, setIsAll] = useState(false);
  if (value === null || value === undefined) return null;
  const text = String(value);
  const shown = isAll || text.length <= cap ? text : cutAt(text, cap);
  const left = text.length - shown.length;
  return (
    <bdi className={cx(styles["text"], lines && styles["lines"], className)}>
      {visiblePieces(shown, lines).map((piece, index) =>
        "text" in piece ? (
          piece.text
        ) : (
          <span key={index} className={styles["mark"]} title={piece.name}>
            {piece.mark}
          </span>
        ),
      )}
      {left > 0 && !expandable && (
        <span className={styles["rest"]} title={`${countText(left)} more characters`}>
          …+{countText(left)}
        </span>
      )}
      {left > 0 && expandable && (
        <button type="button" className={styles["expand"]} onClick={() => setIsAll(true)}>
          show {countText(left)} more characters
        </button>
      )}
    </bdi>
  );
}

// Never between the halves of a character outside of the basic plane.
function cutAt(text: string, cap: number): string {
  const last = text.charCodeAt(cap - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? cap - 1 : cap);
}
