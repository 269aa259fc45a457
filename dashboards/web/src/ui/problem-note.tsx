import { QueryError } from "@toolmark/query-api/client";
import type { ReactNode } from "react";

import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { SafeText } from "./safe-text.tsx";

import styles from "./problem-note.module.css";

/** Something that went wrong. */
export interface ProblemNoteProps {
  error: unknown;
  /** Asks again. */
  onRetry?: (() => unknown) | undefined;
  /** Said beside it: what is still shown, for example. */
  note?: ReactNode;
}

/** What went wrong, in the words of the service, with the request id to find it in its log. */
export function ProblemNote({ error, onRetry, note }: ProblemNoteProps): ReactNode {
  const { title, detail, requestId } = describeProblem(error);
  return (
    <div className={styles["problem"]} role="alert">
      <span className={styles["icon"]}>
        <Icon name="warning" />
      </span>
      <div>
        <p className={styles["title"]}>
          <SafeText value={title} />
        </p>
        <p className={styles["detail"]}>
          <SafeText value={detail} cap={1000} lines />
        </p>
        {note !== undefined && <p className={styles["detail"]}>{note}</p>}
        {requestId !== undefined && (
          <p className={styles["request"]}>
            request id <SafeText value={requestId} className="mono" />
          </p>
        )}
      </div>
      {onRetry !== undefined && (
        <Button size="small" onClick={() => void onRetry()}>
          <Icon name="refresh" size={12} />
          Retry
        </Button>
      )}
    </div>
  );
}

/** What can be said about an error: of the service's own problems all, of others their message. */
export function describeProblem(error: unknown): {
  title: string;
  detail: string;
  requestId?: string;
} {
  if (error instanceof QueryError) {
    const { problem } = error;
    const title =
      problem?.title ?? (error.status === 0 ? "The service cannot be reached" : "No answer");
    return {
      title: sentence(title),
      detail: sentence(problem?.detail ?? error.message),
      ...(problem?.request_id !== undefined && { requestId: problem.request_id }),
    };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { title: "This part failed", detail: sentence(detail) };
}

// Only a plain word begins with a capital: an address or a name stays as it is.
function sentence(text: string): string {
  return /^[a-z]+(?:[\s,]|$)/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
