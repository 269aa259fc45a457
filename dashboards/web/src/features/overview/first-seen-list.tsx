import type { FirstSeen, OverviewAnswer } from "@toolmark/query-api/overview/answers";
import type { ReactNode } from "react";

import { countText } from "../../lib/format.ts";
import { investigatePath } from "../../lib/paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { Tag } from "../../ui/tag.tsx";
import { Age } from "./attention-list.tsx";
import { newestOfEachKind } from "./newest-of-each-kind.ts";

import styles from "./first-seen-list.module.css";

/** Props of `FirstSeenList`. */
export interface FirstSeenListProps {
  overview: OverviewAnswer;
  now: number;
  /** Most rows. */
  rows: number;
}

/** Clients, tools, servers, agents, and pairs of actor and tool, that were never recorded before. */
export function FirstSeenList({ overview, now, rows }: FirstSeenListProps): ReactNode {
  const { first_seen: seen, from, to } = overview;
  if (!seen.has_history)
    return (
      <EmptyState kind="none" small title="Nothing is recorded before this time">
        So all of it is new, and none of it is told as new.
      </EmptyState>
    );
  if (seen.items.length === 0)
    return (
      <EmptyState kind="none" small title="Nothing new">
        {countText(seen.checked)} clients, tools, servers, agents and pairs were all known before.
      </EmptyState>
    );
  return (
    <ul className={styles["list"]}>
      {newestOfEachKind(seen.items, rows).map((item) => (
        <li key={`${item.kind} ${item.query}`}>
          <AppLink href={investigatePath({ q: item.query, from, to })} className={styles["item"]}>
            <Tag>{item.kind === "pair" ? "actor › tool" : item.kind}</Tag>
            <span className="cut">
              <Name item={item} />
            </span>
            <span className={styles["count"]}>{countText(item.count)}</span>
            <Age at={item.first.time} now={now} />
          </AppLink>
        </li>
      ))}
    </ul>
  );
}

function Name({ item }: { item: FirstSeen }): ReactNode {
  const { kind, value, actor, server, denied } = item;
  if (kind === "pair")
    return (
      <>
        <b>
          <SafeText value={actor} cap={60} /> › <SafeText value={value} cap={60} />
        </b>{" "}
        <span className="dim">
          {denied === undefined ? (
            <SafeText value={server} cap={40} />
          ) : (
            `${countText(denied)} blocked`
          )}
        </span>
      </>
    );
  return (
    <>
      <b>
        <SafeText value={value} cap={80} />
      </b>{" "}
      <span className="dim">
        {kind === "tool" && server !== undefined ? (
          <>
            server <SafeText value={server} cap={40} />
          </>
        ) : (
          <SafeText value={actor} cap={60} />
        )}
      </span>
    </>
  );
}
