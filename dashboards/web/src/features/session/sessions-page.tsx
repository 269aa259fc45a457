import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { parseQuery } from "@toolmark/schemas/query/parse-query";
import { useMemo, useState } from "react";
import type { FormEvent, ReactNode } from "react";

import type { GridItem } from "../../grid/grid-item.ts";
import { VirtualGrid } from "../../grid/virtual-grid.tsx";
import { countText } from "../../lib/format.ts";
import { keepingPlace, sessionPath } from "../../lib/paths.ts";
import { useRange } from "../../lib/range.ts";
import { useShareAsof } from "../../lib/share-link.ts";
import { useZone, zoneLabel } from "../../lib/zone.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { TextField } from "../../ui/field.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RangePicker } from "../../ui/range-picker.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { groupSessions } from "./group-sessions.ts";
import type { SessionRow } from "./group-sessions.ts";
import { sessionListColumns } from "./session-list-columns.tsx";
import type { SessionsSearch } from "./sessions-search.ts";
import { MOST_LOADED, useSessionsSearch } from "./use-sessions.ts";

import styles from "./sessions-page.module.css";

/** Sessions of the time that is looked at, the newest first, as far back as events were loaded. */
export function SessionsPage(): ReactNode {
  const search = useSearch({ from: "/sessions" });
  const navigate = useNavigate();
  const range = useRange(search);
  const query = useSessionsSearch({
    q: search.q,
    from: range.from,
    to: range.to,
    asof: search.asof,
  });
  const pages = query.data?.pages;
  useShareAsof(pages?.[0]?.asof, range);
  const events = useMemo(() => (pages ?? []).flatMap((page) => page.events), [pages]);
  const rows = useMemo(() => groupSessions(events), [events]);
  const change = (next: Partial<SessionsSearch>) =>
    void navigate({
      to: "/sessions",
      search: (last) => ({ ...last, ...next, asof: undefined }),
      resetScroll: false,
    });
  return (
    <div className={styles.page}>
      <PageHeader
        title="Sessions"
        note="what one agent did from its begin to its end"
        actions={<RangePicker value={search} range={range} onChange={change} />}
      />
      <div className={styles.bar}>
        <QueryField key={search.q ?? ""} value={search.q} onRun={(q) => change({ q })} />
        <span className="grow" />
        <Bound
          loaded={events.length}
          total={pages?.[0]?.total ?? 0}
          isExact={pages?.[0]?.total_is_exact ?? true}
          oldest={events.at(-1)?.time.occurred}
          sessions={rows.length}
          hasQuery={search.q !== undefined}
          hasMore={pages?.at(-1)?.cursor !== undefined}
          onMore={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
          isLoading={query.isFetchingNextPage}
        />
      </div>
      <Panel label="Sessions" query={{ ...query, data: pages }} rows={12} fill>
        <SessionList rows={rows} isLoading={query.isFetching} hasQuery={search.q !== undefined} />
      </Panel>
    </div>
  );
}

function SessionList(props: {
  rows: readonly SessionRow[];
  isLoading: boolean;
  hasQuery: boolean;
}): ReactNode {
  const { rows, isLoading, hasQuery } = props;
  const router = useRouter();
  const zone = useZone();
  const [selected, setSelected] = useState<string>();
  const columns = useMemo(() => sessionListColumns(zoneLabel(zone)), [zone]);
  const items = useMemo(
    () => rows.map((row): GridItem<SessionRow> => ({ kind: "row", id: row.id, row })),
    [rows],
  );
  return (
    <VirtualGrid
      label="Sessions"
      columns={columns}
      items={items}
      selectedId={selected}
      onSelect={setSelected}
      onOpen={(id) =>
        router.history.push(keepingPlace(sessionPath(id), router.state.location.searchStr))
      }
      isLoading={isLoading}
      noun="session"
      order="newest first"
      empty={
        <EmptyState
          kind={hasQuery ? "filtered" : "window"}
          title={hasQuery ? "The query leaves no session" : "No session in this time"}
        >
          Sessions are known where the client or the server names one; calls without a session are
          in the search.
        </EmptyState>
      }
    />
  );
}

/** From how many events the list was made, and what that leaves open. */
function Bound(props: {
  loaded: number;
  total: number;
  isExact: boolean;
  oldest: string | undefined;
  sessions: number;
  /** Whether a query leaves events of the sessions out. */
  hasQuery: boolean;
  hasMore: boolean;
  onMore: (() => void) | undefined;
  isLoading: boolean;
}): ReactNode {
  const { loaded, total, isExact, oldest, sessions, hasQuery, hasMore, onMore, isLoading } = props;
  const all = `${countText(total)}${isExact ? "" : "+"}`;
  return (
    <>
      <span className={styles.bound} role="status">
        {countText(sessions)} {sessions === 1 ? "session" : "sessions"}{" "}
        {hasMore ? (
          <>
            from the newest {countText(loaded)} of {all} events
            {oldest !== undefined && (
              <>
                , back to <TimeText at={oldest} form="minute" />: what is older is not counted
              </>
            )}
          </>
        ) : (
          `from all ${all} events with a session`
        )}
        {hasQuery && "; only events that match are counted"}
      </span>
      {hasMore && onMore !== undefined && (
        <Button size="small" disabled={isLoading} onClick={onMore}>
          Look further back
        </Button>
      )}
      {hasMore && onMore === undefined && (
        <span className="dim">No more than {countText(MOST_LOADED)}: narrow the time</span>
      )}
    </>
  );
}

function QueryField(props: {
  value: string | undefined;
  onRun: (q: string | undefined) => void;
}): ReactNode {
  const { value = "", onRun } = props;
  const [text, setText] = useState(value);
  const error = parseQuery(text).issues.find(({ severity }) => severity === "error");

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (error === undefined) onRun(text.trim() === "" ? undefined : text.trim());
  }

  return (
    <form className={styles.find} onSubmit={submit} role="search">
      <TextField
        label="Sessions with events that match"
        hideLabel
        mono
        placeholder="actor:alice@example.com effect:write"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={text === "" ? undefined : error?.message}
      />
      <Button type="submit" kind="primary" disabled={error !== undefined && text !== ""}>
        Find
      </Button>
    </form>
  );
}
