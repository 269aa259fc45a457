import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ExportAnswer } from "@toolmark/query-api/exports/answers";
import { useState } from "react";
import type { ReactNode } from "react";

import { apiWith, selectedTenant } from "../../lib/api.ts";
import { bytesText } from "../../lib/format.ts";
import { stringifySearch } from "../../lib/search-codec.ts";
import { toast } from "../../lib/toasts.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { describeProblem } from "../../ui/problem-note.tsx";
import { RevealDialog } from "../resource/reveal-values.tsx";

import styles from "./reports-page.module.css";

/** The file of an export, to be taken. */
export interface DownloadLinkProps {
  id: string;
  file: NonNullable<ExportAnswer["file"]>;
  /** It holds values that are hidden by default: each download takes a reason. */
  isRevealed: boolean;
}

/** Takes the file of an export, and says how its digest is checked. Every download is recorded. */
export function DownloadLink({ id, file, isRevealed }: DownloadLinkProps): ReactNode {
  const href = downloadPath(id);
  const check = `echo '${file.sha256}  ${file.name}' | sha256sum -c`;
  return (
    <>
      <div className={styles["actions"]}>
        {isRevealed ? (
          <RevealedDownload id={id} file={file} />
        ) : (
          <a className={buttonClass({ kind: "primary" })} href={href} download={file.name}>
            <Icon name="download" size={13} />
            Download, {bytesText(file.bytes)}
          </a>
        )}
        {!isRevealed && (
          <CopyButton
            long
            icon="link"
            label="Copy link"
            value={() => new URL(href, window.location.origin).href}
          />
        )}
      </div>
      <p className={styles["note"]}>
        {isRevealed
          ? "It holds hidden values: each download takes a reason."
          : "A download that broke off goes on where it stopped, also from the copied link."}
      </p>
      <div className={styles["verify"]}>
        <code className="mono">{check}</code>
        <CopyButton value={check} label="Copy the command that checks the file" />
      </div>
    </>
  );
}

/** Address of a file, with the tenant that the page looks at. */
function downloadPath(id: string): string {
  return `/v1/exports/${encodeURIComponent(id)}/data${stringifySearch({ tenant: selectedTenant() })}`;
}

/** A link cannot give a reason, so the page takes the file and hands it on. */
function RevealedDownload({ id, file }: Pick<DownloadLinkProps, "id" | "file">) {
  const [isAsking, setIsAsking] = useState(false);
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: async (purpose: string) => {
      const { body, fileName } = await apiWith({ purpose }).exports.download(id);
      const blob = await new Response(body).blob();
      saveBlob(blob, fileName === "" ? file.name : fileName);
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["/v1/exports", id] }),
    onError: (error) => toast(describeProblem(error).detail, "problem"),
  });
  return (
    <>
      <Button kind="primary" disabled={isPending} onClick={() => setIsAsking(true)}>
        <Icon name="download" size={13} />
        {isPending ? "Taking it" : `Download, ${bytesText(file.bytes)}`}
      </Button>
      {isAsking && (
        <RevealDialog
          what="the parameters, results and states in this file"
          onClose={() => setIsAsking(false)}
          onGiven={(purpose) => {
            setIsAsking(false);
            mutate(purpose);
          }}
        />
      )}
    </>
  );
}

const KEPT_MS = 60_000;

function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
