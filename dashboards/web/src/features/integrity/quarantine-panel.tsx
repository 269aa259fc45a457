import type { QuarantineAnswer } from "@toolmark/query-api/answers";
import type { QuarantineReason } from "@toolmark/schemas/normalized-event";
import { useState } from "react";
import type { ReactNode } from "react";

import { countOf, countText } from "../../lib/format.ts";
import { useMay } from "../../lib/permissions.ts";
import { Button, ButtonGroup } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { IntegritySearch } from "./integrity-search.ts";
import { PurposeDialog } from "./purpose-dialog.tsx";
import { QuarantineTable } from "./quarantine-table.tsx";
import { ReplayManyDialog, ReplayOneDialog } from "./replay-dialog.tsx";
import { reasonWord } from "./replay.ts";
import { useQuarantine } from "./use-integrity.ts";

import styles from "./integrity-page.module.css";

type Asked =
  | { kind: "reveal" }
  | { kind: "one"; id: string }
  | { kind: "many"; reason: QuarantineReason };

/** Props of `QuarantinePanel`. */
export interface QuarantinePanelProps {
  reason: IntegritySearch["reason"];
  onReason: (reason: IntegritySearch["reason"]) => void;
}

/**
 * Records that could not be parsed, mapped or believed: why, from whom, their bytes for a reason, and
 * the way back into the pipeline.
 */
export function QuarantinePanel({ reason, onReason }: QuarantinePanelProps): ReactNode {
  const isAllowed = useMay("quarantine");
  const mayReveal = useMay("payload");
  const mayReplay = useMay("configure");
  const [purpose, setPurpose] = useState<string>();
  const [asked, setAsked] = useState<Asked>();
  const query = useQuarantine({ reason, purpose, isWanted: isAllowed });
  if (!isAllowed)
    return (
      <EmptyState kind="scope" title="Your role does not open quarantine">
        How many records are there is told above.
      </EmptyState>
    );
  const pages = query.data?.pages ?? [];
  const first = pages[0];
  const entries = pages.flatMap((page) => page.entries);
  return (
    <>
      <Panel
        title="Refused records"
        note={
          first && <span aria-live="polite">{countOf(first.total, "record")}, newest first</span>
        }
        actions={
          <>
            {mayReveal && entries.length > 0 && (
              <Button
                size="small"
                on={purpose !== undefined}
                title="Shows the bytes of the records; that you did is recorded"
                onClick={() =>
                  purpose === undefined ? setAsked({ kind: "reveal" }) : setPurpose(undefined)
                }
              >
                <Icon name={purpose === undefined ? "eye" : "lock"} size={12} />
                {purpose === undefined ? "Reveal bytes" : "Hide bytes"}
              </Button>
            )}
            {mayReplay && reason !== undefined && (first?.total ?? 0) > 0 && (
              <Button size="small" onClick={() => setAsked({ kind: "many", reason })}>
                <Icon name="refresh" size={12} />
                Replay all of this reason
              </Button>
            )}
          </>
        }
        query={query}
        rows={10}
        empty={() =>
          entries.length === 0 ? (
            <EmptyState
              kind="none"
              title={
                reason === undefined
                  ? "No record was ever refused"
                  : "No record was refused for this reason"
              }
            />
          ) : undefined
        }
      >
        {first !== undefined && <Reasons byReason={first.by_reason} {...{ reason, onReason }} />}
        <QuarantineTable
          entries={entries}
          onReplay={mayReplay ? (id) => setAsked({ kind: "one", id }) : undefined}
        />
        {query.hasNextPage && (
          <p className={styles["more"]}>
            <Button
              size="small"
              disabled={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              Show older records
            </Button>
            <span className="dim">
              {countText(entries.length)} of {countText(first?.total ?? 0)}
            </span>
          </p>
        )}
      </Panel>
      {asked?.kind === "reveal" && (
        <PurposeDialog
          title="Reveal bytes"
          label="Why do you look at them?"
          action="Reveal"
          onAnswer={(answer) => {
            setPurpose(answer);
            setAsked(undefined);
          }}
          onClose={() => setAsked(undefined)}
        >
          <p>
            Nobody knows what is in a refused record: its bytes are shown like the parameters of
            calls, for a reason only.
          </p>
        </PurposeDialog>
      )}
      {asked?.kind === "one" && (
        <ReplayOneDialog id={asked.id} onClose={() => setAsked(undefined)} />
      )}
      {asked?.kind === "many" && (
        <ReplayManyDialog
          reason={asked.reason}
          count={first?.total ?? 0}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

function Reasons(props: {
  byReason: QuarantineAnswer["by_reason"];
  reason: IntegritySearch["reason"];
  onReason: QuarantinePanelProps["onReason"];
}): ReactNode {
  const { byReason, reason, onReason } = props;
  const counts = Object.entries(byReason).toSorted(([, a], [, b]) => b - a) as [
    QuarantineReason,
    number,
  ][];
  if (counts.length === 0) return null;
  return (
    <div className={styles["reasons"]}>
      <ButtonGroup label="Reasons">
        <Button size="small" on={reason === undefined} onClick={() => onReason(undefined)}>
          All
        </Button>
        {counts.map(([name, count]) => (
          <Button key={name} size="small" on={reason === name} onClick={() => onReason(name)}>
            {reasonWord(name)} <span className="dim">{countText(count)}</span>
          </Button>
        ))}
      </ButtonGroup>
    </div>
  );
}
