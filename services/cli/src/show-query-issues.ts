import type { QueryIssue } from "@toolmark/schemas/query/query-tree";

import { CommandFailure, exitStatus } from "./exit-status.ts";
import { widthOf } from "./output/text-width.ts";
import { safeText, visibleText } from "./output/visible-text.ts";

/**
 * Lines that show where in a query something is wrong: the query, carets under the place, the message
 * and what to write instead.
 */
export function showQueryIssues(query: string, issues: readonly QueryIssue[]): string[] {
  return issues.flatMap((issue) => {
    const before = widthOf(visibleText(query.slice(0, issue.start)));
    const under = widthOf(visibleText(query.slice(issue.start, issue.end)));
    const { fix } = issue;
    const fixed =
      fix === undefined
        ? undefined
        : `${query.slice(0, fix.start)}${fix.text}${query.slice(fix.end)}`;
    return [
      `  ${visibleText(query)}`,
      `  ${" ".repeat(before)}${"^".repeat(Math.max(1, under))}`,
      `  ${issue.severity === "warning" ? "warning: " : ""}${safeText(issue.message)}`,
      ...(fixed === undefined ? [] : [`  try: ${visibleText(fixed)}`]),
    ];
  });
}

/** A failure that shows the errors of a query in place. */
export function queryFailure(query: string, issues: readonly QueryIssue[]): CommandFailure {
  const errors = issues.filter(({ severity }) => severity === "error");
  return new CommandFailure(exitStatus.usage, "the query cannot be understood", {
    hints: showQueryIssues(query, errors),
  });
}
