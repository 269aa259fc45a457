import { useQuery } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import type { ReactNode } from "react";

import { apiWith } from "../../lib/api.ts";
import { countOf, countText } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { EffectBadge } from "../../ui/effect-badge.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { ValueMenu } from "../../ui/value-menu.tsx";
import { EventLink } from "../event/event-link.tsx";
import type { SessionTool } from "./session-tools.ts";

import pageStyles from "./session-page.module.css";
import styles from "./tools-tab.module.css";

/** The tools of a session, and whether what the client was told of them stayed the same. */
export function ToolsTab(props: { tools: readonly SessionTool[]; asof: string }): ReactNode {
  const { tools, asof } = props;
  const [open, setOpen] = useState<string>();
  if (tools.length === 0) return <EmptyState kind="none" title="No tool was called" />;
  return (
    <div className={`${pageStyles.tab ?? ""} ${styles.scroll ?? ""}`}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Server</th>
            <th scope="col">Tool</th>
            <th scope="col">Effect</th>
            <th scope="col" className={styles.num}>
              Calls
            </th>
            <th scope="col">The server says</th>
            <th scope="col">Descriptor, SHA-256</th>
            <th scope="col">In this session</th>
            <th scope="col">
              <span className="sr">History</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tools.map((tool) => (
            <Fragment key={tool.key}>
              <ToolRow
                tool={tool}
                isOpen={open === tool.key}
                onToggle={() => setOpen(open === tool.key ? undefined : tool.key)}
              />
              {open === tool.key && (
                <tr className={styles.history}>
                  <td colSpan={8}>
                    <History tool={tool} asof={asof} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ToolRow(props: { tool: SessionTool; isOpen: boolean; onToggle: () => void }): ReactNode {
  const { tool, isOpen, onToggle } = props;
  const { server, calls, effect, digests, changedBy, undescribed } = tool;
  return (
    <tr>
      <td>{server !== undefined && <ValueMenu field="server" value={server} />}</td>
      <th scope="row">
        <ValueMenu field="tool" value={tool.tool} className="strong" />
      </th>
      <td>
        <EffectBadge effect={effect} />
      </td>
      <td className={styles.num}>{countText(calls)}</td>
      <td className="mid">{annotationText(tool)}</td>
      <td>
        {digests.length === 0 && <span className="dim">not recorded</span>}
        {digests.map((digest) => (
          <span key={digest} className={styles.digest}>
            <ValueMenu field="descriptor" value={digest}>
              <SafeText value={`${digest.slice(0, 16)}…`} className="mono" />
            </ValueMenu>
          </span>
        ))}
        {undescribed > 0 && digests.length > 0 && (
          <span className="dim">{countOf(undescribed, "call")} without one</span>
        )}
      </td>
      <td>
        {changedBy === undefined ? (
          digests.length > 0 && <span className="dim">unchanged</span>
        ) : (
          <EventLink eventId={changedBy}>
            <StateWord tone="wait" icon="warning">
              changed
            </StateWord>
          </EventLink>
        )}
      </td>
      <td>
        <Button kind="ghost" size="small" aria-expanded={isOpen} onClick={onToggle}>
          {isOpen ? "Hide history" : "History"}
        </Button>
      </td>
    </tr>
  );
}

function annotationText({ annotations }: SessionTool): string {
  if (annotations === undefined) return "nothing";
  const words = [
    [annotations.read_only, "read-only", "writes"],
    [annotations.destructive, "destructive", "not destructive"],
    [annotations.open_world, "open world", "closed world"],
  ] as const;
  const said = words
    .filter(([value]) => value !== null)
    .map(([value, yes, no]) => (value === true ? yes : no));
  return said.length === 0 ? "nothing" : said.join(", ");
}

function History({ tool, asof }: { tool: SessionTool; asof: string }): ReactNode {
  const query = useQuery({
    queryKey: ["/v1/catalogue", { tool: tool.tool, server: tool.server, asof }],
    queryFn: async ({ signal }) =>
      await apiWith({ signal }).catalogue({
        tool: tool.tool,
        ...(tool.server !== undefined && { server: tool.server }),
        asof,
        top: 1,
      }),
  });
  return (
    <Panel
      label="History of the tool's descriptor"
      query={query}
      rows={2}
      partial={
        query.data?.complete === false && query.data.limits.map(({ detail }) => detail).join("; ")
      }
    >
      {({ histories }) =>
        histories.map(({ server, digests, changes }) => (
          <ul key={server ?? ""}>
            {digests.map((digest) => (
              <li key={digest.sha256} className="row">
                <SafeText value={`${digest.sha256.slice(0, 16)}…`} className="mono" />
                <span className="mid">
                  first seen <TimeText at={digest.first.time} form="minute" />, last{" "}
                  <TimeText at={digest.last.time} form="minute" />, {countOf(digest.calls, "call")}
                </span>
                {tool.digests.includes(digest.sha256) && <b className="strong">in this session</b>}
              </li>
            ))}
            {changes.map((change) => (
              <li key={change.event_id} className="row">
                <StateWord tone="wait" icon="edit">
                  changed
                </StateWord>
                <EventLink eventId={change.event_id} className={pageStyles.link}>
                  <TimeText at={change.time} form="minute" />
                </EventLink>
                <span className="mid">
                  {change.parts === undefined
                    ? "in which part is not recorded"
                    : `in its ${change.parts.join(", ").replaceAll("_", " ")}`}
                </span>
              </li>
            ))}
            {changes.length === 0 && <li className="dim">It never changed, as far as recorded.</li>}
          </ul>
        ))
      }
    </Panel>
  );
}
