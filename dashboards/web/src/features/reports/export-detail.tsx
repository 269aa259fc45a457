import type { ExportAnswer } from "@toolmark/query-api/exports/answers";
import { useState } from "react";
import type { ReactNode } from "react";

import { bytesText, countText } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { DownloadLink } from "./download-link.tsx";
import { ExportManifest } from "./export-manifest.tsx";
import { ExportProgress } from "./export-progress.tsx";
import { isOpen, requestTexts, stateWords, whatText } from "./report-words.ts";
import { useExport, useManifest, useRemoveExport } from "./use-exports.ts";

import styles from "./reports-page.module.css";

/** One export: where it stands, its file, its manifest, and who took it. */
export function ExportDetail({ id }: { id: string }): ReactNode {
  const query = useExport(id);
  const data = query.data;
  const manifest = useManifest(id, data?.file !== undefined);
  return (
    <div className={styles["detail"]} tabIndex={0} role="group" aria-label="Export">
      <Panel<ExportAnswer>
        title={data === undefined ? "Export" : whatText(requestTexts(data.request))}
        query={query}
        actions={data !== undefined && <RemoveButton answer={data} />}
      >
        {(answer) => <Standing answer={answer} />}
      </Panel>
      {data?.file !== undefined && (
        <Panel title="Manifest" note="what the file holds, and what it does not" query={manifest}>
          {(known) => <ExportManifest manifest={known} />}
        </Panel>
      )}
      {data !== undefined && <Downloads answer={data} />}
    </div>
  );
}

function Standing({ answer }: { answer: ExportAnswer }) {
  const { state, reason, requested, request, progress, file } = answer;
  const { q } = requestTexts(request);
  const isRevealed = (request as Readonly<Record<string, unknown>>)["reveal"] === true;
  return (
    <div className={styles["body"]}>
      {isOpen(answer) && <ExportProgress answer={answer} />}
      <Facts>
        <Fact label="State">
          <StateWord
            tone={stateWords[state].tone}
            icon={state === "complete" ? "check" : undefined}
          >
            {stateWords[state].word}
          </StateWord>
          {reason !== undefined && (
            <span>
              : <SafeText value={reason} cap={400} />
            </span>
          )}
        </Fact>
        <Fact label="Asked for">
          <span>
            <TimeText at={requested.at} form="full" /> by <SafeText value={requested.by} cap={60} />
            {requested.schedule !== undefined && (
              <>
                , schedule <SafeText value={requested.schedule} cap={60} />
              </>
            )}
          </span>
        </Fact>
        {requested.purpose !== undefined && (
          <Fact label="Reason">
            <SafeText value={requested.purpose} cap={400} />
          </Fact>
        )}
        <Fact label="Query">
          {q === "" ? "all events" : <SafeText value={q} className="mono" cap={400} />}
        </Fact>
        {!isOpen(answer) && (
          <Fact label="Events">
            <span>
              <b className="strong">{countText(progress.rows)}</b>
              {progress.total !== undefined && ` of ${countText(progress.total)}`}
            </span>
          </Fact>
        )}
        {file !== undefined && (
          <Fact label="File">
            <span>
              <span className="mono">{file.name}</span>, {bytesText(file.bytes)}
            </span>
          </Fact>
        )}
      </Facts>
      {file !== undefined && <DownloadLink id={answer.id} file={file} isRevealed={isRevealed} />}
      {state === "partial" && (
        <p className={styles["warning"]}>
          Not everything is in it, and its file says so in its name: ask for it again, or for a
          shorter time.
        </p>
      )}
    </div>
  );
}

function RemoveButton({ answer }: { answer: ExportAnswer }) {
  const [isAsking, setIsAsking] = useState(false);
  const { mutate, isPending } = useRemoveExport();
  const open = isOpen(answer);
  if (!open && answer.file === undefined) return null;
  const word = open ? "Cancel" : "Remove file";
  return (
    <>
      <Button size="small" kind="ghost" disabled={isPending} onClick={() => setIsAsking(true)}>
        <Icon name={open ? "close" : "trash"} size={12} />
        {word}
      </Button>
      {isAsking && (
        <Dialog
          title={open ? "Cancel this export" : "Remove its file"}
          onClose={() => setIsAsking(false)}
          actions={
            <>
              <Button onClick={() => setIsAsking(false)}>Keep it</Button>
              <Button
                kind="primary"
                autoFocus
                onClick={() => {
                  setIsAsking(false);
                  mutate(answer.id);
                }}
              >
                {word}
              </Button>
            </>
          }
        >
          {open
            ? "What was made of it so far is thrown away. That it was asked for and cancelled stays in the trail."
            : "Nobody can take it any more. What the trail holds of it stays: who asked, its digest, who took it."}
        </Dialog>
      )}
    </>
  );
}

function Downloads({ answer }: { answer: ExportAnswer }) {
  const { downloads } = answer;
  return (
    <Panel title="Who took it" note="newest first">
      {downloads.length === 0 ? (
        <p className={styles["note"]}>Nobody yet.</p>
      ) : (
        <table className={styles["table"]}>
          <thead>
            <tr>
              <th scope="col">By</th>
              <th scope="col">When</th>
              <th scope="col">Bytes</th>
              <th scope="col">Part</th>
            </tr>
          </thead>
          <tbody>
            {downloads.map(({ by, at, bytes, range }, index) => (
              <tr key={`${at} ${index}`}>
                <th scope="row">
                  <SafeText value={by} cap={60} />
                </th>
                <td>
                  <TimeText at={at} form="full" />
                </td>
                <td>{bytesText(bytes)}</td>
                <td>{range ?? "all"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
