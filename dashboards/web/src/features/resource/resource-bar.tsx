import type { ReactNode } from "react";

import { stringifySearch } from "../../lib/search-codec.ts";
import { copyShareLink } from "../../lib/share-link.ts";
import { toast } from "../../lib/toasts.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { ResourceRange } from "./resource-range.tsx";
import type { ResourceSearch } from "./resource-search.ts";
import { parentsOf } from "./uri-parts.ts";

import styles from "./resource-bar.module.css";

/** The first row of a resource's page. */
export interface ResourceBarProps {
  uri: string;
  search: ResourceSearch;
  /** First recorded access, RFC 3339. */
  first: string | undefined;
  onRange: (range: { from: string | undefined; to: string | undefined }) => void;
  report: ReactNode;
}

/** Where one is, the time that is looked at, and what can be done with all of it. */
export function ResourceBar({ uri, search, first, onRange, report }: ResourceBarProps): ReactNode {
  return (
    <div className={styles["bar"]}>
      <nav className={styles["crumbs"]} aria-label="Above this resource">
        <AppLink href="/resources">Resources</AppLink>
        {parentsOf(uri).map(({ label, prefix }) => (
          <span key={prefix} className="row">
            <span aria-hidden="true">/</span>
            <AppLink href={`/resources${stringifySearch({ prefix })}`}>
              <SafeText value={label} cap={40} />
            </AppLink>
          </span>
        ))}
      </nav>
      <span className="grow" />
      <ResourceRange value={search} first={first} onChange={onRange} />
      <CopyLinkButton />
      {report}
    </div>
  );
}

/** Copies the absolute address of the page, which shows the same to whoever opens it. */
export function CopyLinkButton(): ReactNode {
  return (
    <Button kind="ghost" onClick={() => void copyLink()} title="Copy link (c)">
      <Icon name="link" size={13} />
      Copy link
    </Button>
  );
}

async function copyLink(): Promise<void> {
  if (await copyShareLink()) toast("Link copied; it will show the same later");
  else toast("The browser did not allow to copy", "problem");
}
