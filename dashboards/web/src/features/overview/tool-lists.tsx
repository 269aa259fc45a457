import type { OverviewAnswer } from "@toolmark/query-api/overview/answers";
import type { ReactNode } from "react";

import { BarList } from "../../charts/bar-list.tsx";
import type { BarItem } from "../../charts/bar-list.tsx";
import { countOf, countText, durationText } from "../../lib/format.ts";
import { investigatePath } from "../../lib/paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";

import styles from "./overview-page.module.css";

const ROWS = 7;
/** From how many times as slow as before on it is said. */
const SLOWER = 2;

/** Three short lists: which tools changed most, who was denied what, which tools are slow. */
export function ToolLists({ overview }: { overview: OverviewAnswer }): ReactNode {
  const { writes_by_tool, denied_by_actor_and_tool: denied, slowest_tools: slowest } = overview;
  const link = (query: string) =>
    linkTo(investigatePath({ q: query, from: overview.from, to: overview.to }));
  return (
    <div className={styles["three"]}>
      <Panel title="Writes by tool">
        <BarList
          label="Writes by tool"
          role="write"
          empty={<EmptyState kind="none" small title="No tool changed anything" />}
          items={writes_by_tool.slice(0, ROWS).map((row): BarItem => ({
            id: row.query,
            label: <SafeText value={row.tool ?? "no tool named"} cap={80} />,
            sub: <SafeText value={row.server} cap={40} />,
            value: row.count,
            link: link(row.query),
            ...(row.effect === "destructive" && { note: <DestructiveNote /> }),
          }))}
        />
      </Panel>
      <Panel
        title="Denied, actor and tool"
        {...(denied.truncated && { note: "rarer pairs may be missing" })}
      >
        <BarList
          label="Denied, actor and tool"
          role="denied"
          empty={<EmptyState kind="none" small title="No call was denied" />}
          items={denied.items.slice(0, ROWS).map((row): BarItem => ({
            id: row.query,
            label: (
              <>
                <SafeText value={row.actor ?? "no actor named"} cap={60} /> ›{" "}
                <SafeText value={row.tool ?? "no tool named"} cap={60} />
              </>
            ),
            sub: <SafeText value={row.server} cap={40} />,
            value: row.count,
            link: link(row.query),
          }))}
        />
      </Panel>
      <Panel
        title="Slowest tools, p95"
        {...(slowest.sampled && { note: `of the newest ${countText(slowest.calls)} calls` })}
      >
        <BarList
          label="Slowest tools, 95th percentile"
          empty={<EmptyState kind="none" small title="No call told how long it took" />}
          items={slowest.items.slice(0, ROWS).map((row): BarItem => {
            const times = (row.p95_ms + 1) / ((row.previous_p95_ms ?? Infinity) + 1);
            return {
              id: row.query,
              label: (
                <span title={`from ${countOf(row.calls, "call")}`}>
                  <SafeText value={row.tool} cap={80} />
                </span>
              ),
              sub: <SafeText value={row.server} cap={40} />,
              value: row.p95_ms,
              valueText: durationText(row.p95_ms),
              link: link(row.query),
              ...(times >= SLOWER && {
                note: <span title="as slow as in the time before">×{Math.round(times)}</span>,
              }),
            };
          })}
        />
      </Panel>
    </div>
  );
}

function DestructiveNote(): ReactNode {
  return <span className={styles["destructive"]}>destructive</span>;
}

function linkTo(href: string) {
  return (content: ReactNode) => <AppLink href={href}>{content}</AppLink>;
}
