import type { EventAnswer } from "@toolmark/query-api/answers";
import type { ReactNode } from "react";

import { cx } from "../../lib/cx.ts";
import { countText } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { SafeText } from "../../ui/safe-text.tsx";

import styles from "./seal-strip.module.css";

/** Props of `SealStrip`. */
export interface SealStripProps {
  answer: EventAnswer;
  /** Opens the tab that tells all of it. */
  onOpen: () => void;
}

/** Whether the stored event is what was sealed, always in sight below what is told about it. */
export function SealStrip({ answer, onOpen }: SealStripProps): ReactNode {
  const { event, verified } = answer;
  const { emitter, seal } = event;
  return (
    <section className={cx(styles.strip, !verified && styles.broken)} aria-label="Seal">
      <span className={styles.icon}>
        <Icon name={verified ? "integrity" : "warning"} size={15} />
      </span>
      <span className={styles.text}>
        <b>{verified ? "Seal checked" : "The seal is broken"}</b>
        {verified ? ", what is stored is what was sealed" : ", the stored event was changed"}
        <span className={styles.cut}>
          <SafeText value={emitter.id} cap={40} />
          {emitter.sequence !== undefined && ` sequence ${countText(emitter.sequence)}`}, sha256{" "}
          <SafeText value={seal.sha256.slice(0, 12)} className="mono" />…
        </span>
      </span>
      <Button size="small" onClick={onOpen}>
        Proof
      </Button>
    </section>
  );
}
