import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { FirstRun } from "../../app/first-run.tsx";
import { countOf, countText } from "../../lib/format.ts";
import { useMe } from "../../lib/me.ts";
import { rangeAround } from "../../lib/read-time.ts";
import { toMs } from "../../lib/time.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { GapLine } from "./gap-line.tsx";
import type { InvestigatePageState } from "./use-investigate-page.ts";
import { findWhyEmpty } from "./why-empty.ts";
import type { WhyEmpty } from "./why-empty.ts";

import styles from "./investigate-page.module.css";

/** Milliseconds on each side of the latest event that are shown on coming to it. */
const AROUND_MS = 15 * 60_000;
const MOST_GAPS = 50;
const MOST_NAMES = 5;

/** Why nothing was found: another time, conditions that leave nothing, or nothing was ever received. */
export function NothingFound({ page }: { page: InvestigatePageState }): ReactNode {
  const { asked, asof } = page;
  const query = useQuery({
    queryKey: ["/v1/search", "why-empty", { asked, asof }],
    queryFn: async ({ signal }) => await findWhyEmpty(asked, asof, signal),
  });
  return (
    <div className={styles.nothing}>
      <Panel label="Why nothing was found" query={query} rows={3}>
        {(why) => <Why page={page} why={why} />}
      </Panel>
      {page.holes.length > 0 && (
        <ul className={styles.gaps} aria-label="Missing in this time">
          {page.holes.slice(0, MOST_GAPS).map((gap) => (
            <li key={gap.id}>
              <GapLine gap={gap} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Why({ page, why }: { page: InvestigatePageState; why: WhyEmpty }): ReactNode {
  const { data: me } = useMe();
  const { change } = page;
  const servers = me?.servers;
  const scope = servers !== undefined && (
    <p>
      You can see {countOf(servers.length, "server")} only (
      <SafeText value={servers.slice(0, MOST_NAMES).join(", ")} cap={200} />
      {servers.length > MOST_NAMES && ", …"}): there may be events of others.
    </p>
  );
  switch (why.kind) {
    case "never":
      return servers === undefined ? (
        <FirstRun onLookAgain={page.refresh} />
      ) : (
        <EmptyState kind="scope">{scope}</EmptyState>
      );
    case "window":
      return (
        <EmptyState
          kind="window"
          actions={
            <Button
              kind="primary"
              onClick={() =>
                change({
                  ...rangeAround(toMs(why.latest), AROUND_MS),
                  back: undefined,
                  asof: undefined,
                })
              }
            >
              Go to the latest, 15 minutes on each side
            </Button>
          }
        >
          <p>
            The latest that matches is of <TimeText at={why.latest} form="full" />.
          </p>
          {scope}
        </EmptyState>
      );
    case "filtered":
      return (
        <EmptyState
          kind="filtered"
          actions={
            <Button onClick={() => change({ q: undefined, e: undefined })}>
              Without any condition: {countOf(why.total, "event")}
              {!why.isExact && " or more"}
            </Button>
          }
        >
          <ul className={styles.without}>
            {why.without.map(({ condition, rest, total, isExact }) => (
              <li key={condition}>
                <Button
                  size="small"
                  disabled={total === 0}
                  onClick={() => change({ q: rest === "" ? undefined : rest, e: undefined })}
                >
                  Without <SafeText value={condition} cap={60} className="mono" />
                </Button>
                <span className={total === 0 ? "dim" : undefined}>
                  {total === 0 ? "still none" : countText(total)}
                  {!isExact && "+"}
                </span>
              </li>
            ))}
          </ul>
          {scope}
        </EmptyState>
      );
    case "unknown":
      return (
        <EmptyState kind="filtered" title="Nothing matches, in this time or any other">
          <p>Look whether values are written as in the events; the facets list those there are.</p>
          {scope}
        </EmptyState>
      );
  }
}
