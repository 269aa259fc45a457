import type { Effect } from "@toolmark/schemas/normalized-event";
import type { ReactNode } from "react";

import { cx } from "../lib/cx.ts";

import styles from "./effect-badge.module.css";

/** What of an effect is shown. */
export interface EffectBadgeProps {
  /** The class of the effect; absent where the event is about no call. */
  effect: Effect["class"] | null | undefined;
  /** With the word beside the letter. */
  long?: boolean;
}

/**
 * What a call does, as a letter in a form that grows with its severity: outline, tint, solid. Nothing is
 * shown where there is no effect.
 */
export function EffectBadge({ effect, long = false }: EffectBadgeProps): ReactNode {
  if (effect === undefined || effect === null) return null;
  const letter = effect.charAt(0).toUpperCase();
  return (
    <span
      className={cx(styles["badge"], styles[effect], long && styles["long"])}
      title={long ? undefined : effect}
    >
      <span aria-hidden="true">{letter}</span>
      <span className={long ? undefined : "sr"}>{effect}</span>
    </span>
  );
}
