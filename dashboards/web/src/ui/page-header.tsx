import { Fragment } from "react";
import type { ReactNode } from "react";

import { cx } from "../lib/cx.ts";
import { useDocumentTitle } from "../lib/document-title.ts";
import { AppLink } from "./app-link.tsx";
import { SafeText } from "./safe-text.tsx";

import styles from "./page-header.module.css";

/** The head of a page. */
export interface PageHeaderProps {
  /** Names the page and the browser's tab; may come from an event. */
  title: string;
  /** Pages above it, outermost first. */
  crumbs?: readonly { label: string; href: string }[];
  note?: ReactNode;
  /** Controls at its end. */
  actions?: ReactNode;
  /** For ids and URIs. */
  mono?: boolean;
}

/** The first row of a page: where one is, and what can be done with all of it. */
export function PageHeader(props: PageHeaderProps): ReactNode {
  const { title, crumbs = [], note, actions, mono = false } = props;
  return (
    <div className={styles["bar"]}>
      <div className={styles["crumbs"]}>
        {crumbs.map(({ label, href }) => (
          <Fragment key={href}>
            <AppLink href={href}>
              <SafeText value={label} cap={80} />
            </AppLink>
            <span aria-hidden="true">/</span>
          </Fragment>
        ))}
        <PageTitle title={title} className={cx(styles["title"], mono && styles["mono"])} />
      </div>
      {note !== undefined && <span className={styles["note"]}>{note}</span>}
      {actions !== undefined && <div className={styles["actions"]}>{actions}</div>}
    </div>
  );
}

/**
 * The heading of a page alone, for pages with another first row; hidden from sight without a class. It
 * names the browser's tab and has the focus when the page is come to.
 */
export function PageTitle({
  title,
  className,
}: {
  title: string;
  className?: string | undefined;
}): ReactNode {
  useDocumentTitle(title);
  return (
    <h1 tabIndex={-1} data-page-title="" className={className ?? "sr"}>
      <SafeText value={title} cap={200} />
    </h1>
  );
}
