import type { TreeAnswer } from "@toolmark/query-api/tree/answers";

import { outcomeStyle } from "./event-columns.ts";
import { formatTime } from "./format-values.ts";
import type { TableLayout } from "./render-table.ts";
import { clip } from "./text-width.ts";
import { safeText, visibleText } from "./visible-text.ts";

type Operation = TreeAnswer["operations"][number];
type Call = Operation["calls"][number];

/** Lines that show operations below their parents, each with its calls, approvals and what it touched. */
export function renderTree(tree: TreeAnswer, layout: TableLayout): string[] {
  const { paint } = layout;
  const cut = (line: string) => (layout.width === undefined ? line : clip(line, layout.width));
  const lines: string[] = [];
  for (const operation of tree.operations) {
    const indent = "  ".repeat(operation.depth);
    const { operation_id, missing_parent, summary } = operation;
    lines.push(
      paint("heading", cut(`${indent}operation ${visibleText(operation_id)}`)),
      ...(missing_parent === undefined
        ? []
        : [cut(`${indent}  its parent ${visibleText(missing_parent)} is not here`)]),
      ...(operation.calls.length > 1 ? [cut(`${indent}  ${safeText(summary)}`)] : []),
      ...operation.approvals.map((approval) => cut(`${indent}  ${approvalText(approval)}`)),
      ...operation.calls.flatMap((call) => callLines(call, `${indent}  `, layout)),
    );
  }
  for (const { time, type, actor } of tree.facts)
    lines.push(cut(`${formatTime(time)}  ${visibleText(type)}  ${visibleText(actor ?? "-")}`));
  for (const { from, to, ms } of tree.gaps)
    lines.push(
      paint(
        "faint",
        cut(`no events for ${Math.round(ms / 1000)} s, ${formatTime(from)} to ${formatTime(to)}`),
      ),
    );
  if (tree.late_events > 0) lines.push(`${tree.late_events} events arrived late`);
  return lines;
}

function callLines(call: Call, indent: string, { width, paint }: TableLayout): string[] {
  const name = visibleText(call.tool ?? call.method ?? "call");
  const effect = call.effect === undefined || call.effect === "read" ? "" : ` [${call.effect}]`;
  const duration = call.duration_ms === undefined ? "" : `  ${Math.round(call.duration_ms)} ms`;
  const actor = call.actor === undefined ? "" : `  ${visibleText(call.actor)}`;
  const text = `${indent}${formatTime(call.started)}  ${name}${safeText(effect)}${actor}  -> ${safeText(call.status)}${duration}`;
  const cut = (line: string) => (width === undefined ? line : clip(line, width));
  const style = outcomeStyle(call.status);
  const line = cut(text);
  return [
    style === undefined ? line : paint(style, line),
    ...call.touched.map(({ operation, uri, system, changed }) =>
      cut(
        `${indent}    ${visibleText(operation)} ${visibleText(uri ?? system)}${changed.length === 0 ? "" : ` (${changed.map(visibleText).join(", ")})`}`,
      ),
    ),
  ];
}

function approvalText({ status, approver, wait_ms }: Operation["approvals"][number]): string {
  const by = approver === undefined ? "" : ` by ${visibleText(approver)}`;
  const wait = wait_ms === undefined ? "" : ` after ${(wait_ms / 1000).toFixed(1)} s`;
  return `approval ${visibleText(status)}${by}${wait}`;
}
