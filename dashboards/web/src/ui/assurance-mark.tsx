import type { ReactNode } from "react";

import { cx } from "../lib/cx.ts";

import styles from "./assurance-mark.module.css";

/** What of an assurance is shown. */
export interface AssuranceMarkProps {
  /** As an event says it: `verified`, `gateway_asserted`, `self_reported`, `inferred`, `none`. */
  assurance: string | undefined;
  /** The circle alone; its words stay for screen readers. */
  short?: boolean;
}

const words: Readonly<Record<string, { word: string; title: string }>> = {
  verified: { word: "verified", title: "checked by the emitter: a token, certificate or OS user" },
  gateway_asserted: { word: "gateway", title: "a trusted proxy says so" },
  self_reported: { word: "self-reported", title: "the party itself says so; nobody checked" },
  inferred: { word: "inferred", title: "concluded from other facts" },
  none: { word: "no proof", title: "nothing supports it" },
};

/** How a fact is known, as one circle in four fills and in words. */
export function AssuranceMark({
  assurance = "none",
  short = false,
}: AssuranceMarkProps): ReactNode {
  const { word, title } = words[assurance] ?? words["none"] ?? { word: "no proof", title: "" };
  return (
    <span
      className={cx(styles["mark"], assurance === "verified" && styles["verified"])}
      title={short ? `${word}: ${title}` : title}
    >
      <svg width="11" height="11" viewBox="0 0 11 11" aria-hidden="true">
        <Circle assurance={assurance} />
      </svg>
      <span className={short ? "sr" : undefined}>{word}</span>
    </span>
  );
}

function Circle({ assurance }: { assurance: string }): ReactNode {
  if (assurance === "verified")
    return (
      <>
        <circle cx="5.5" cy="5.5" r="5" fill="currentColor" />
        <path d="m3.2 5.7 1.6 1.6 3-3.4" fill="none" className={styles["tick"]} strokeWidth="1.4" />
      </>
    );
  return (
    <>
      <circle
        cx="5.5"
        cy="5.5"
        r="4.5"
        fill="none"
        stroke="currentColor"
        strokeDasharray={assurance === "inferred" ? "2 1.6" : undefined}
      />
      {assurance === "gateway_asserted" && (
        <path d="M5.5 1a4.5 4.5 0 0 1 0 9Z" fill="currentColor" />
      )}
      {assurance === "none" && <path d="M2.5 8.5l6-6" stroke="currentColor" />}
    </>
  );
}
