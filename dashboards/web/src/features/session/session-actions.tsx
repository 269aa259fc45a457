import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ReactNode } from "react";

import { api } from "../../lib/api.ts";
import { useMay } from "../../lib/permissions.ts";
import { conditionText } from "../../lib/query-edit.ts";
import { copyShareLink } from "../../lib/share-link.ts";
import { toast } from "../../lib/toasts.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { MOST_PINS, PinToCase } from "../cases/pin-to-case.tsx";
import type { Step } from "./session-steps.ts";

import styles from "./session-page.module.css";

/** Props of `SessionActions`. */
export interface SessionActionsProps {
  id: string;
  steps: readonly Step[];
  selectedId: string | undefined;
  asof: string | undefined;
}

/** What can be done with a whole session: link to it, pin it to a case, export it. */
export function SessionActions({ id, steps, selectedId, asof }: SessionActionsProps): ReactNode {
  const mayPin = useMay("cases");
  const mayExport = useMay("export");
  const [isExporting, setIsExporting] = useState(false);
  const telling = steps.filter(
    ({ isChange, isDenied, kind, effect }) =>
      kind === "approval" || isDenied || isChange || effect === "destructive",
  );
  const all = steps.slice(0, MOST_PINS).map((step) => step.id);
  const choices = [
    ...(selectedId === undefined ? [] : [{ label: "the open event", eventIds: [selectedId] }]),
    { label: "changes, refusals, approvals", eventIds: telling.map((step) => step.id) },
    {
      label: steps.length > MOST_PINS ? `the first ${MOST_PINS} steps` : "all steps",
      eventIds: all,
    },
  ].filter(({ eventIds }) => eventIds.length > 0);
  return (
    <>
      <Button kind="ghost" onClick={() => void copyLink()} title="Copy link (c)">
        <Icon name="link" size={13} />
        Copy link
      </Button>
      {mayPin && (
        <PinToCase
          eventIds={all}
          choices={choices}
          trigger={(trigger) => (
            <Button {...trigger} kind="ghost">
              <Icon name="pin" size={13} />
              Pin to case
            </Button>
          )}
        />
      )}
      {mayExport && (
        <Button onClick={() => setIsExporting(true)}>
          <Icon name="download" size={13} />
          Export evidence
        </Button>
      )}
      {isExporting && <ExportDialog id={id} asof={asof} onClose={() => setIsExporting(false)} />}
    </>
  );
}

async function copyLink(): Promise<void> {
  if (await copyShareLink()) toast("Link copied: it shows the same later");
  else toast("The browser did not allow to copy", "problem");
}

function ExportDialog(props: {
  id: string;
  asof: string | undefined;
  onClose: () => void;
}): ReactNode {
  const { id, asof, onClose } = props;
  const ask = useMutation({
    mutationFn: async () =>
      await api.exports.request({
        q: conditionText("session", id, "is"),
        kind: "all",
        format: "jsonl",
        gzip: true,
        ...(asof !== undefined && { asof }),
      }),
    onSuccess: () => toast("The export has begun"),
  });
  return (
    <Dialog
      title="Export evidence"
      onClose={onClose}
      actions={
        ask.data === undefined ? (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button kind="primary" disabled={ask.isPending} onClick={() => ask.mutate()}>
              Begin the export
            </Button>
          </>
        ) : (
          <Button onClick={onClose}>Close</Button>
        )
      }
    >
      {ask.data === undefined ? (
        <p className="mid">
          All events of this session as they are shown here, attempts included, as JSON lines with a
          manifest that says what is in the file. Values that are hidden stay hidden. That you asked
          for it is recorded.
        </p>
      ) : (
        <p className="mid">
          It runs as a job; the file is on{" "}
          <AppLink href="/reports" className={styles.link}>
            Reports
          </AppLink>{" "}
          when it is done.
        </p>
      )}
      {ask.error !== null && <ProblemNote error={ask.error} />}
    </Dialog>
  );
}
