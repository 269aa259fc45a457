import { useState } from "react";
import type { ReactNode } from "react";

import { FacetsPanel } from "../../query-bar/facets-panel.tsx";
import { rebaseQuery } from "./rebase-query.ts";
import type { InvestigatePageState } from "./use-investigate-page.ts";

import styles from "./investigate-page.module.css";

/**
 * Counts by value, of the same state of the trail as the list: they are asked for once that is known,
 * and only once. Until then the last ones stay.
 */
export function FacetsColumn({ page }: { page: InvestigatePageState }): ReactNode {
  const { asked, asof, isReady, change } = page;
  const [counted, setCounted] = useState<Counted>();
  const key = JSON.stringify([asked, asof]);
  // Set while drawing: React draws again at once, with what is counted now.
  if (isReady && counted?.key !== key) setCounted({ key, asked, asof });
  if (counted === undefined) return <aside className={styles.facets} aria-label="Facets" />;
  const { q, kind, from, to } = counted.asked;
  return (
    <FacetsPanel
      text={q}
      kind={kind}
      range={{ from, to }}
      asof={counted.asof}
      onChange={(next) => {
        const text = rebaseQuery(q, next, asked.q);
        change({
          q: text === "" ? undefined : text,
          e: undefined,
          count: undefined,
          compare: undefined,
        });
      }}
    />
  );
}

interface Counted extends Pick<InvestigatePageState, "asked" | "asof"> {
  key: string;
}
