import { useMutation } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { CaseAnswer } from "@toolmark/query-api/cases/answers";
import { QueryError } from "@toolmark/query-api/client";
import { useState } from "react";
import type { ReactNode } from "react";

import { api } from "../../lib/api.ts";
import { countOf } from "../../lib/format.ts";
import { toast } from "../../lib/toasts.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { describeProblem } from "../../ui/problem-note.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { EventDrawer } from "../event/event-drawer.tsx";
import { stepText } from "./case-changes.ts";
import { CaseNotes } from "./case-notes.tsx";
import { CaseState } from "./case-state.tsx";
import { CloseDialog } from "./close-dialog.tsx";
import { PinList } from "./pin-list.tsx";
import { saveFile } from "./save-file.ts";
import { useCase } from "./use-cases.ts";

import styles from "./case-page.module.css";

/** One investigation: its pinned events, its notes, and everything that was done to it. */
export function CasePage(): ReactNode {
  const { id } = useParams({ from: "/cases/$id" });
  const { e, tab } = useSearch({ from: "/cases/$id" });
  const navigate = useNavigate();
  const query = useCase(id);
  const one = query.data;
  const pins = (one?.pins ?? []).filter(({ stored }) => stored);
  const place = pins.findIndex(({ event_id: pinned }) => pinned === e);
  const change = (next: { e?: string | undefined; tab?: string | undefined }) =>
    void navigate({
      to: ".",
      search: (last: object) => ({ ...last, ...next }),
      replace: true,
      resetScroll: false,
    });
  const goTo = (index: number) => {
    const pin = pins[index];
    return pin && (() => change({ e: pin.event_id }));
  };
  const isMissing = query.error instanceof QueryError && query.error.status === 404;
  return (
    <div className={styles.page}>
      <div className={styles.main}>
        <PageHeader
          title={one?.name ?? "Case"}
          crumbs={[{ label: "Cases", href: "/cases" }]}
          note={
            one && (
              <span className="row">
                <CaseState state={one.state} />
                <CopyButton icon="copy" value={one.id} label="Copy case id" />
              </span>
            )
          }
          actions={one && <CaseActions one={one} />}
        />
        {one === undefined ? (
          isMissing ? (
            <EmptyState kind="scope" title="There is no such case in this tenant" />
          ) : (
            <Panel label="Case" query={query} rows={8}>
              {null}
            </Panel>
          )
        ) : (
          <CaseBody one={one} selectedId={e} query={query} />
        )}
      </div>
      {e !== undefined && (
        <EventDrawer
          eventId={e}
          tab={tab}
          onTab={(next) => change({ tab: next })}
          onClose={() => change({ e: undefined, tab: undefined })}
          onPrevious={place > 0 ? goTo(place - 1) : undefined}
          onNext={place === -1 ? undefined : goTo(place + 1)}
        />
      )}
    </div>
  );
}

function CaseBody(props: {
  one: CaseAnswer;
  selectedId: string | undefined;
  query: ReturnType<typeof useCase>;
}): ReactNode {
  const { one, selectedId, query } = props;
  return (
    <>
      {one.closed_at !== undefined && (
        <p className={styles.closed} role="status">
          <b className="strong">
            Closed by <SafeText value={one.closed_by} cap={80} />
          </b>
          <TimeText at={one.closed_at} form="minute" />
          <SafeText value={one.closing_note} lines cap={1000} expandable />
        </p>
      )}
      <div className={styles.body}>
        <div className={styles.column} tabIndex={0} role="group" aria-label="Evidence">
          <Panel
            title="Pinned events"
            note={`${countOf(one.pins.length, "event")}, as they were when pinned`}
            query={query}
            partial={!one.complete && "This case has too many steps: old ones are left out."}
          >
            <PinList one={one} selectedId={selectedId} />
          </Panel>
        </div>
        <div className={styles.column} tabIndex={0} role="group" aria-label="Notes and history">
          <Panel title="Notes" note={one.notes.length === 0 ? "none yet" : undefined}>
            <CaseNotes one={one} />
          </Panel>
          <Panel title="History" note="every step, recorded in the trail">
            <History one={one} />
          </Panel>
        </div>
      </div>
    </>
  );
}

function History({ one }: { one: CaseAnswer }): ReactNode {
  return (
    <ol className={styles.history}>
      {one.history.map((step) => (
        <li key={step.event_id}>
          <TimeText at={step.at} form="minute" />
          <span>
            <b className="strong">
              <SafeText value={step.by} cap={80} />
            </b>{" "}
            {stepText(step)}
            {step.imported !== undefined && (
              <span className="dim">
                , imported by <SafeText value={step.imported.by} cap={80} />
              </span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

function CaseActions({ one }: { one: CaseAnswer }): ReactNode {
  const [isClosing, setIsClosing] = useState(false);
  const save = useMutation({
    mutationFn: async () => await api.cases.export(one.id),
    onSuccess: (document) => {
      saveFile(`case-${one.id}.json`, JSON.stringify(document, null, 2));
      toast("Case exported; the export is recorded");
    },
    onError: (error) => toast(`Not exported: ${describeProblem(error).detail}`, "problem"),
  });
  return (
    <>
      <Button kind="ghost" disabled={save.isPending} onClick={() => save.mutate()}>
        <Icon name="download" size={13} />
        Export case
      </Button>
      {one.state === "open" && (
        <Button onClick={() => setIsClosing(true)}>
          <Icon name="lock" size={13} />
          Close case
        </Button>
      )}
      {isClosing && <CloseDialog one={one} onClose={() => setIsClosing(false)} />}
    </>
  );
}
