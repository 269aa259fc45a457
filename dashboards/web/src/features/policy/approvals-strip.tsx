import type { ApprovalsAnswer } from "@toolmark/query-api/approvals/answers";
import type { ReactNode } from "react";

import { cx } from "../../lib/cx.ts";
import { countText, durationText } from "../../lib/format.ts";
import type { PolicySearch } from "./policy-search.ts";

import styles from "./approvals-strip.module.css";

/** Props of `ApprovalsStrip`. */
export interface ApprovalsStripProps {
  answer: ApprovalsAnswer;
  search: PolicySearch;
  onChange: (patch: Partial<PolicySearch>) => void;
}

interface Cell {
  show: PolicySearch["show"] | "unapproved";
  label: string;
  count: number;
  note: string;
  /** How loudly a number above zero speaks. */
  tone: "plain" | "wait" | "bad";
}

/** Approvals in numbers; each shows the approvals behind it. */
export function ApprovalsStrip({ answer, search, onChange }: ApprovalsStripProps): ReactNode {
  return (
    <ul className={styles["strip"]} aria-label="Approvals in numbers">
      {cellsOf(answer).map((cell) => {
        const isUnapproved = cell.show === "unapproved";
        const isOn = isUnapproved
          ? search.tab === "unapproved"
          : search.tab === undefined && search.show === cell.show;
        return (
          <li key={cell.label}>
            <button
              type="button"
              className={styles["cell"]}
              aria-pressed={isOn}
              onClick={() =>
                onChange(
                  isOn
                    ? { tab: undefined, show: undefined }
                    : cell.show === "unapproved"
                      ? { tab: "unapproved", show: undefined }
                      : { tab: undefined, show: cell.show },
                )
              }
            >
              <span className={styles["label"]}>{cell.label}</span>
              <b className={cx(cell.count > 0 && styles[cell.tone])}>{countText(cell.count)}</b>
              <span className={styles["note"]}>{cell.note}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function cellsOf({ by_state, by_flag, median_wait_ms, unapproved_total }: ApprovalsAnswer): Cell[] {
  const median =
    median_wait_ms === undefined ? "none was decided" : `median ${durationText(median_wait_ms)}`;
  return [
    {
      show: "waiting",
      label: "Waiting",
      count: by_state.waiting,
      note: "not decided",
      tone: "wait",
    },
    { show: "granted", label: "Granted", count: by_state.granted, note: median, tone: "plain" },
    {
      show: "denied",
      label: "Refused",
      count: by_state.denied,
      note: "a person said no",
      tone: "plain",
    },
    {
      show: "expired",
      label: "Expired",
      count: by_state.expired,
      note: "no decision in time",
      tone: "wait",
    },
    {
      show: "self_approved",
      label: "Own request",
      count: by_flag.self_approved,
      note: "approved by its asker",
      tone: "bad",
    },
    {
      show: "argument_mismatch",
      label: "Other arguments",
      count: by_flag.argument_mismatch,
      note: "not those approved",
      tone: "bad",
    },
    {
      show: "rubber_stamp",
      label: "Under 3 s",
      count: by_flag.rubber_stamp,
      note: "hardly read",
      tone: "wait",
    },
    {
      show: "unapproved",
      label: "Writes without",
      count: unapproved_total,
      note: "an approval was required",
      tone: "bad",
    },
  ];
}
