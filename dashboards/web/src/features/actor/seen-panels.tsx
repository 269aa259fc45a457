import type { ProfileAnswer } from "@toolmark/query-api/profiles/answers";
import { printCondition } from "@toolmark/schemas/query/print-query";
import type { ReactNode } from "react";

import { BarList } from "../../charts/bar-list.tsx";
import { countOf, countText, percentText } from "../../lib/format.ts";
import { actorPath, investigatePath, resourcePath, sessionPath } from "../../lib/paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { EffectBadge } from "../../ui/effect-badge.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { PanelQuery } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { Tag } from "../../ui/tag.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { kindWords } from "./actor-kinds.ts";
import type { ActorKind } from "./actor-kinds.ts";
import { profileQuery } from "./use-profile.ts";
import type { ProfileQuestion } from "./use-profile.ts";

import styles from "./actor-page.module.css";

type Query = PanelQuery<ProfileAnswer>;

const none = (what: string) => <EmptyState kind="none" small title={`No ${what} in this time`} />;

/** How many of a section are not listed. */
export function More({ total, shown }: { total: number; shown: number }): ReactNode {
  const left = total - shown;
  return left > 0 ? <p className={styles["note"]}>and {countText(left)} more</p> : null;
}

/** Tools that were used, those not used before the range marked. */
export function ToolsPanel({ query, question }: { query: Query; question: ProfileQuestion }) {
  const { kind, id, from, to } = question;
  return (
    <Panel<ProfileAnswer>
      title="Tools used"
      note={query.data && countOf(query.data.tools.total, "tool")}
      query={query}
      empty={({ tools }) => (tools.total === 0 ? none("tool") : undefined)}
    >
      {({ tools }) => (
        <>
          <BarList
            label="Tools used"
            items={tools.items.map((tool) => ({
              id: `${tool.server ?? ""} ${tool.value}`,
              label: (
                <>
                  <EffectBadge effect={tool.effect} /> <SafeText value={tool.value} cap={80} />{" "}
                  {tool.new === true && <Tag tone="new">new</Tag>}
                </>
              ),
              note: tool.denied > 0 ? `${countText(tool.denied)} denied` : undefined,
              value: tool.calls,
              link: (content) => (
                <AppLink
                  href={investigatePath({
                    q: `${profileQuery(kind, id)} ${printCondition("tool", tool.value)}`,
                    from,
                    to,
                  })}
                >
                  {content}
                </AppLink>
              ),
            }))}
          />
          <More total={tools.total} shown={tools.items.length} />
        </>
      )}
    </Panel>
  );
}

/** Resources that were touched, those changed first. */
export function ResourcesPanel({ query, question }: { query: Query; question: ProfileQuestion }) {
  const { kind, id, from, to } = question;
  return (
    <Panel<ProfileAnswer>
      title="Resources touched"
      note={
        query.data &&
        `${countText(query.data.resources.total)}, ${countText(query.data.resources.changed)} changed`
      }
      query={query}
      empty={({ resources }) => (resources.total === 0 ? none("resource") : undefined)}
    >
      {({ resources }) => (
        <>
          <table className={styles["table"]}>
            <thead>
              <tr>
                <th scope="col">Resource</th>
                <th scope="col">Changes</th>
                <th scope="col">Reads</th>
                <th scope="col">Aimed</th>
              </tr>
            </thead>
            <tbody>
              {resources.items.slice(0, MOST).map(({ value, changes, reads, aims }) => (
                <tr key={value}>
                  <th scope="row">
                    <AppLink href={resourcePath(value)} className="mono">
                      <SafeText value={value} cap={120} />
                    </AppLink>
                  </th>
                  {[changes, reads, aims].map((count, index) => (
                    <td key={index}>
                      {count === 0 ? (
                        <span className="dim">·</span>
                      ) : (
                        <AppLink
                          href={investigatePath({
                            q: `${profileQuery(kind, id)} ${printCondition(index === 0 ? "changed" : "resource", value)}`,
                            from,
                            to,
                          })}
                        >
                          {countText(count)}
                        </AppLink>
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          <More total={resources.total} shown={Math.min(MOST, resources.items.length)} />
        </>
      )}
    </Panel>
  );
}

/** Sessions, the newest first. */
export function SessionsPanel({ query }: { query: Query }) {
  return (
    <Panel<ProfileAnswer>
      title="Sessions"
      note={query.data && `${countText(query.data.sessions.total)}, the newest first`}
      query={query}
      empty={({ sessions }) => (sessions.total === 0 ? none("session") : undefined)}
    >
      {({ sessions }) => (
        <>
          <table className={styles["table"]}>
            <thead>
              <tr>
                <th scope="col">Session</th>
                <th scope="col">First</th>
                <th scope="col">Last</th>
                <th scope="col">Calls</th>
                <th scope="col">Writes</th>
                <th scope="col">Denied</th>
                <th scope="col">Errors</th>
              </tr>
            </thead>
            <tbody>
              {sessions.items.map((session) => (
                <tr key={session.value}>
                  <th scope="row">
                    <AppLink href={sessionPath(session.value)} className="mono">
                      <SafeText value={session.value} cap={80} />
                    </AppLink>
                  </th>
                  <td>
                    <TimeText at={session.first.time} form="full" />
                  </td>
                  <td>
                    <TimeText at={session.last.time} form="full" />
                  </td>
                  {[session.calls, session.writes, session.denied, session.errors].map(
                    (count, index) => (
                      <td key={index} data-denied={index === 2 && count > 0 ? "" : undefined}>
                        {count === 0 ? <span className="dim">·</span> : countText(count)}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
          <More total={sessions.total} shown={sessions.items.length} />
        </>
      )}
    </Panel>
  );
}

/** One list of who or what stood beside, each a link to its own profile. */
export function SeenPanel(props: {
  title: string;
  query: Query;
  section: "actors" | "agents" | "clients" | "servers";
  kind: ActorKind;
  /** Says shares of all calls beside the counts. */
  isShare?: boolean;
}) {
  const { title, query, section, kind, isShare = false } = props;
  return (
    <Panel<ProfileAnswer>
      title={title}
      query={query}
      empty={(data) => (data[section].total === 0 ? none(kindWords[kind].one) : undefined)}
    >
      {(data) => {
        const { total, items } = data[section];
        return (
          <>
            <BarList
              label={title}
              maximum={Math.max(1, data.calls)}
              items={items.slice(0, SHOWN).map((item) => ({
                id: item.value,
                label: <SafeText value={item.value} cap={60} />,
                ...(item.versions && {
                  sub: <SafeText value={item.versions.join(", ")} cap={60} />,
                }),
                value: item.calls,
                ...(isShare && {
                  valueText: `${countText(item.calls)} · ${percentText(item.calls, data.calls)}`,
                }),
                link: (content) => (
                  <AppLink href={actorPath(item.value, kindWords[kind].profile)}>{content}</AppLink>
                ),
              }))}
            />
            <More total={total} shown={Math.min(SHOWN, items.length)} />
          </>
        );
      }}
    </Panel>
  );
}

const SHOWN = 8;
/** Resources that are listed: their panel stands beside the tools. */
const MOST = 12;
