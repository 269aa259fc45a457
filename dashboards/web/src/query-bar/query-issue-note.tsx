import type { QueryIssue } from "@toolmark/schemas/query/query-tree";
import type { ReactNode } from "react";

import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { SafeText } from "../ui/safe-text.tsx";

import styles from "./query-bar.module.css";

/** What is wrong with the query, or probably not meant, with the button that settles it. */
export function QueryIssueNote(props: {
  issue: QueryIssue;
  onFix: (fix: NonNullable<QueryIssue["fix"]>) => void;
}): ReactNode {
  const { issue, onFix } = props;
  const { fix } = issue;
  return (
    <div className={styles["issue"]} data-severity={issue.severity}>
      <Icon name="warning" size={13} />
      <span className={styles["message"]}>
        <SafeText value={issue.message} cap={400} />
      </span>
      {fix !== undefined && (
        <Button
          size="small"
          // The focus stays in the line, so that it is not told again on leaving it.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onFix(fix)}
        >
          {fix.text.trim() === "" ? (
            "Remove it"
          ) : (
            <>
              Write{" "}
              <span className="mono">
                <SafeText value={fix.text} cap={60} />
              </span>
            </>
          )}
        </Button>
      )}
    </div>
  );
}
