import type { QueryIssue } from "@toolmark/schemas/query/query-tree";
import { useLayoutEffect, useMemo, useRef } from "react";
import type { ReactNode } from "react";

import { cx } from "../lib/cx.ts";
import { highlightQuery } from "./highlight.ts";

import styles from "./query-bar.module.css";

/**
 * The text of the bar in colours, behind the input, which draws only the caret and the selection.
 * What is typed here is the reader's own and stands as it is: marks would move it away from the caret.
 */
export function QueryMirror(props: {
  text: string;
  issues: readonly QueryIssue[];
  /** How far the input is scrolled, pixels. */
  scroll: number;
}): ReactNode {
  const { text, issues, scroll } = props;
  const box = useRef<HTMLDivElement>(null);
  const tokens = useMemo(() => highlightQuery(text, issues), [text, issues]);
  useLayoutEffect(() => {
    if (box.current !== null) box.current.scrollLeft = scroll;
  }, [scroll, tokens]);
  return (
    <div ref={box} className={styles["mirror"]} aria-hidden="true" dir="ltr">
      {tokens.map(({ text: piece, kind, mark }, index) => (
        <span key={index} className={cx(styles[kind], mark && styles[mark])}>
          {piece}
        </span>
      ))}
      <span className={styles["end"]}> </span>
    </div>
  );
}
