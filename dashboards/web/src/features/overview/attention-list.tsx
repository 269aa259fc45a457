import type { Attention } from "@toolmark/query-api/overview/answers";
import type { ReactNode } from "react";

import { agoText, countText } from "../../lib/format.ts";
import { bothZones } from "../../lib/time.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { Tag } from "../../ui/tag.tsx";
import { attentionPath, unitText } from "./attention-path.ts";

import styles from "./attention-list.module.css";

/** Props of `AttentionList`. */
export interface AttentionListProps {
  items: readonly Attention[];
  /** The range that they were found in. */
  range: { from: string; to: string };
  /** When they were asked for, milliseconds since the epoch. */
  now: number;
}

/** What needs a look, most urgent first; each leads to its events or to the page that explains it. */
export function AttentionList({ items, range, now }: AttentionListProps): ReactNode {
  return (
    <ul className={styles["list"]}>
      {items.map((item) => (
        <li key={item.id}>
          <AppLink href={attentionPath(item, range)} className={styles["item"]}>
            <SeverityTag severity={item.severity} />
            <span className={styles["text"]}>
              <b>{item.title}</b>
              <span className={styles["sentence"]}>
                <SentenceParts parts={item.parts} />
              </span>
            </span>
            <span className={styles["subject"]}>
              <SafeText value={item.subject} cap={60} />
            </span>
            <span className={styles["count"]}>
              {countText(item.count)} <span className="dim">{unitText(item.count, item.unit)}</span>
            </span>
            <Age at={item.last ?? item.recorded} now={now} />
          </AppLink>
        </li>
      ))}
    </ul>
  );
}

/** How urgent something is, in a word. */
function SeverityTag({ severity }: Pick<Attention, "severity">): ReactNode {
  if (severity === "high")
    return (
      <Tag tone="high" icon="warning">
        High
      </Tag>
    );
  return severity === "medium" ? <Tag tone="medium">Medium</Tag> : <Tag>Low</Tag>;
}

function SentenceParts({ parts }: Pick<Attention, "parts">): ReactNode {
  return parts.map(({ text, value }, index) =>
    value ? (
      <b key={index}>
        <SafeText value={text} cap={80} />
      </b>
    ) : (
      <span key={index}>{text}</span>
    ),
  );
}

/** How long ago something was; pointing at it tells when. */
export function Age({ at, now }: { at: string | undefined; now: number }): ReactNode {
  if (at === undefined) return <span className={styles["age"]} />;
  return (
    <time className={styles["age"]} dateTime={at} title={bothZones(at)}>
      {agoText(Date.parse(at), now)}
      <span className="sr"> ago</span>
    </time>
  );
}
