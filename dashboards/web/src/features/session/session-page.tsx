import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { QueryError } from "@toolmark/query-api/client";
import type { ReactNode } from "react";

import { useShareAsof } from "../../lib/share-link.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { EventDrawer } from "../event/event-drawer.tsx";
import { SessionActions } from "./session-actions.tsx";
import type { SessionSearch } from "./session-search.ts";
import { SessionViews } from "./session-views.tsx";
import { useSessionPage } from "./use-session-page.ts";

import styles from "./session-page.module.css";

/** One session from start to end: lanes, list, tree, graph and tools, with the event drawer beside. */
export function SessionPage(): ReactNode {
  const { id } = useParams({ from: "/sessions/$id" });
  const search = useSearch({ from: "/sessions/$id" });
  const navigate = useNavigate();
  const page = useSessionPage(id, search.asof, search.show);
  const { events, story } = page;
  useShareAsof(events.data?.asof);
  const change = (next: Partial<SessionSearch>, isMove = false) =>
    void navigate({
      to: ".",
      search: (last: object) => ({ ...last, ...next }),
      replace: isMove,
      resetScroll: false,
    });
  const isMissing = events.error instanceof QueryError && events.error.status === 404;
  const shown = story?.shown ?? [];
  const place = shown.findIndex((step) => step.id === search.e);
  const goTo = (index: number) => {
    const step = shown[index];
    return step === undefined ? undefined : () => change({ e: step.id }, true);
  };
  return (
    <div className={styles.page}>
      <div className={styles.main}>
        <PageHeader
          title={id}
          mono
          crumbs={[{ label: "Sessions", href: "/sessions" }]}
          note={<CopyButton icon="copy" value={id} label="Copy session id" />}
          actions={
            <SessionActions id={id} steps={shown} selectedId={search.e} asof={events.data?.asof} />
          }
        />
        {story === undefined ? (
          isMissing ? (
            <EmptyState kind="scope" title="No event of this session is among what you may see">
              It may be of another tenant or server, removed by retention, or never recorded.
            </EmptyState>
          ) : (
            <Panel label="Session" query={events} rows={12}>
              {null}
            </Panel>
          )
        ) : (
          <SessionViews id={id} search={search} story={story} page={page} onChange={change} />
        )}
      </div>
      {search.e !== undefined && (
        <EventDrawer
          eventId={search.e}
          tab={search.view}
          onTab={(view) => change({ view }, true)}
          onClose={() => change({ e: undefined, view: undefined })}
          onPrevious={place > 0 ? goTo(place - 1) : undefined}
          onNext={place === -1 ? undefined : goTo(place + 1)}
        />
      )}
    </div>
  );
}
