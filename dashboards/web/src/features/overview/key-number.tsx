import type { Metric } from "@toolmark/query-api/overview/answers";
import type { ReactNode } from "react";

import type { ChartRole } from "../../charts/chart-role.ts";
import { Sparkline } from "../../charts/sparkline.tsx";
import { cx } from "../../lib/cx.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { ChangeText } from "./change-text.ts";
import { asTheyAre, inPairs } from "./points.ts";

import styles from "./key-numbers.module.css";

/** Below so many a point, the course of a number is noise. */
const FEW_PER_POINT = 20;

/** One key number. */
export interface KeyNumberProps {
  label: string;
  /** The number as it is shown. */
  value: string;
  metric: Metric;
  /** Against the time before; absent where it is not compared. */
  change: ChangeText | undefined;
  /** Whether more of it is a reason to look. */
  warns?: boolean;
  role: ChartRole;
  /** Where the events behind it are. */
  href: string;
  isCompared: boolean;
  /** One line of facts. */
  children: ReactNode;
}

/** A number with its course, its change and one line about it; it leads to the events behind it. */
export function KeyNumber(props: KeyNumberProps): ReactNode {
  const { label, value, metric, change, warns = false, role, href, isCompared } = props;
  const { points, previous_points: previous } = metric.series;
  const course = metric.count < FEW_PER_POINT * points.length ? inPairs : asTheyAre;
  const isWarning = warns && change?.isSteep === true;
  return (
    <li>
      <AppLink href={href} className={styles["number"]}>
        <span className={styles["label"]}>{label}</span>
        <span className={styles["value"]}>
          <b>{value}</b>
          {change !== undefined && (
            <span className={cx(styles["change"], isWarning && styles["steep"])}>
              {isWarning && <Icon name="warning" size={11} stroke={1.8} />}
              {change.text}
            </span>
          )}
        </span>
        <span className={styles["note"]}>{props.children}</span>
        <span className={styles["course"]}>
          <Sparkline
            values={course(points)}
            role={role}
            {...(isCompared && { previous: course(previous) })}
          />
        </span>
      </AppLink>
    </li>
  );
}
