import type { ReactNode } from "react";

import { countText, percentText } from "../lib/format.ts";
import { barLength } from "./bar-list.tsx";
import { wrapped } from "./wrap.ts";
import type { Wrap } from "./wrap.ts";

import styles from "./share-bar.module.css";

/** How often one value occurs in a selection and in what it is compared with. */
interface ShareItem {
  id: string;
  label: ReactNode;
  selection: number;
  baseline: number;
  /** Links the whole line. */
  link?: Wrap;
}

/** Props of {@link ShareBars}. */
export interface ShareBarsProps {
  label: string;
  items: readonly ShareItem[];
  /** Events of both sides, of which the counts are parts. */
  selectionTotal: number;
  baselineTotal: number;
  /** What the sides are called; `selection` and `rest` without them. */
  names?: { selection: string; baseline: string };
}

const WIDTH = 96;

/** Shares of a selection over those of its baseline: the thick bar is the selection. */
export function ShareBars(props: ShareBarsProps) {
  const { label, items, selectionTotal, baselineTotal } = props;
  const names = props.names ?? { selection: "selection", baseline: "rest" };
  return (
    <ul className={styles.root} aria-label={label}>
      {items.map((item) => {
        const selection = share(item.selection, selectionTotal);
        const baseline = share(item.baseline, baselineTotal);
        return (
          <li key={item.id}>
            {wrapped(
              <span className={styles.line}>
                <span className={styles.name}>{item.label}</span>
                <svg width={WIDTH} height={14} aria-hidden="true">
                  <rect className={styles.track} y="1" width={WIDTH} height="12" rx="1" />
                  <rect
                    className={styles.selection}
                    y="1"
                    width={barLength(selection, 1, WIDTH)}
                    height="7"
                    rx="1"
                  />
                  <rect
                    className={styles.baseline}
                    y="10"
                    width={barLength(baseline, 1, WIDTH)}
                    height="3"
                    rx="1"
                  />
                </svg>
                <span className={styles.shares}>
                  <b>{percentText(item.selection, selectionTotal)}</b>
                  <span className="sr"> of {names.selection}</span>
                  <span className="dim"> vs {percentText(item.baseline, baselineTotal)}</span>
                  <span className="sr">
                    {" "}
                    of {names.baseline}, {countText(item.selection)} events
                  </span>
                </span>
                <span className={styles.difference} data-up={selection > baseline ? "" : undefined}>
                  {differenceText(selection, baseline)}
                </span>
              </span>,
              item.link,
            )}
          </li>
        );
      })}
    </ul>
  );
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** The difference of two shares in points of percent: `+91`, `−4`, `0`. */
function differenceText(selection: number, baseline: number): string {
  const points = Math.round((selection - baseline) * 100);
  return points > 0 ? `+${points}` : points < 0 ? `−${-points}` : "0";
}
