import type { ReactNode } from "react";
import { useId } from "react";

import { cx } from "../lib/cx.ts";
import { ProblemNote } from "./problem-note.tsx";

import styles from "./panel.module.css";

/** The state of a question, as `useQuery` gives it. */
export interface PanelQuery<Data> {
  data: Data | undefined;
  error: unknown;
  isFetching: boolean;
  refetch: () => unknown;
}

/** A part of a page with its own question. */
export interface PanelProps<Data> {
  title?: ReactNode;
  /** Names the panel where it has no title. */
  label?: string;
  /** Said quietly behind the title. */
  note?: ReactNode;
  /** Controls at the end of its head. */
  actions?: ReactNode;
  /** The question that its content comes from; without one the content is always shown. */
  query?: PanelQuery<Data> | undefined;
  /** Rows that stand in on the first load; default 4. */
  rows?: number;
  /** Says why there is nothing, for data that hold nothing: an `EmptyState`. */
  empty?: (data: Data) => ReactNode;
  /** What is missing from the answer, in words; it cannot be closed. */
  partial?: ReactNode;
  /** Level of its heading; default 2. */
  level?: 2 | 3;
  /** Whether it takes all the height that is left. */
  fill?: boolean;
  className?: string | undefined;
  children: ReactNode | ((data: Data) => ReactNode);
}

/**
 * A part of a page that loads, fails and is empty by itself. While it asks again the last good answer
 * stays under an accent line; an error stays inside with its request id, beside the last good answer
 * where there is one.
 */
export function Panel<Data = unknown>(props: PanelProps<Data>): ReactNode {
  const { title, label, note, actions, query, partial, level = 2, fill = false } = props;
  const id = useId();
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section
      className={cx(styles["panel"], fill && styles["fill"], props.className)}
      aria-labelledby={title === undefined ? undefined : id}
      aria-label={title === undefined ? label : undefined}
      aria-busy={query?.isFetching ?? false}
    >
      {query?.isFetching === true && <div className={styles["loading"]} />}
      {(title !== undefined || actions !== undefined) && (
        <div className={styles["head"]}>
          {title !== undefined && <Heading id={id}>{title}</Heading>}
          {note !== undefined && <span className={styles["note"]}>{note}</span>}
          {actions !== undefined && <div className={styles["actions"]}>{actions}</div>}
        </div>
      )}
      {partial !== undefined && partial !== false && partial !== null && (
        <p className={styles["partial"]} role="status">
          {partial}
        </p>
      )}
      <Content {...props} />
    </section>
  );
}

function Content<Data>(props: PanelProps<Data>): ReactNode {
  const { query, rows = 4, empty, children } = props;
  if (query === undefined) return typeof children === "function" ? null : children;
  const { data, error, refetch } = query;
  const failed = error !== null && error !== undefined;
  if (data === undefined)
    return failed ? <ProblemNote error={error} onRetry={refetch} /> : <Bars rows={rows} />;
  return (
    <>
      {failed && (
        <ProblemNote error={error} onRetry={refetch} note="What is shown is the last answer." />
      )}
      {empty?.(data) ?? (typeof children === "function" ? children(data) : children)}
    </>
  );
}

function Bars({ rows }: { rows: number }): ReactNode {
  return (
    <div className={styles["bars"]}>
      <span className="sr">loading</span>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={styles["bar"]} aria-hidden="true" />
      ))}
    </div>
  );
}
