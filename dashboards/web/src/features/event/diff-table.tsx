import type { Json } from "@toolmark/schemas/normalized-event";
import type { ReactNode } from "react";

import { countOf } from "../../lib/format.ts";
import { MaskedText } from "../../ui/masked-text.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import type { DiffRow, TouchDiff } from "./diff-touch.ts";
import { jsonText, redactionRule } from "./json-text.ts";
import { markChanges } from "./mark-changes.ts";
import type { MarkedPiece } from "./mark-changes.ts";

import styles from "./diff-table.module.css";

/** Props of `DiffTable`. */
export interface DiffTableProps {
  /** Names the table. */
  label: string;
  diff: TouchDiff;
  /** Most rows; the others are a number. */
  most?: number;
}

const CELL_CAP = 1000;

/**
 * What changed, field by field: before with a minus, after with a plus, the changed words marked. What
 * stayed the same is a number, what was taken out before it was stored is a bar with the rule.
 */
export function DiffTable({ label, diff, most = 200 }: DiffTableProps): ReactNode {
  const { rows, unchanged = 0, isHidden } = diff;
  const left = rows.length - most;
  const notes = [
    ...(left > 0 ? [countOf(left, "more field")] : []),
    ...(unchanged > 0 ? [`${countOf(unchanged, "field")} unchanged`] : []),
  ];
  return (
    <div className={styles.table} role="table" aria-label={label}>
      <div className={styles.row} role="row">
        <span className={styles.head} role="columnheader">
          field
        </span>
        <span className={styles.head} role="columnheader">
          before
        </span>
        <span className={styles.head} role="columnheader">
          after
        </span>
      </div>
      {rows.slice(0, most).map((row) => (
        <div key={`${row.kind} ${row.field}`} className={styles.row} role="row">
          <span className={styles.field} role="rowheader">
            <SafeText value={row.field === "" ? "(no name)" : row.field} cap={120} />
          </span>
          <Cells row={row} isHidden={isHidden} />
        </div>
      ))}
      {notes.length > 0 && (
        <div role="row">
          <div className={styles.foot} role="cell" aria-colspan={3}>
            {notes.join(", ")}
          </div>
        </div>
      )}
    </div>
  );
}

function Cells({ row, isHidden }: { row: DiffRow; isHidden: boolean }): ReactNode {
  switch (row.kind) {
    case "redacted":
      return (
        <span className={styles.wide} role="cell" aria-colspan={2}>
          <Redacted rule={row.rule} />
          taken out on both sides: whether it changed is not known
        </span>
      );
    case "named":
      return (
        <span className={styles.wide} role="cell" aria-colspan={2}>
          {isHidden ? (
            <>
              <MaskedText title="stored, and hidden by default">hidden by default</MaskedText>
              changed
            </>
          ) : (
            "changed; its emitter did not record to what"
          )}
        </span>
      );
    case "changed": {
      const { before, after } = row;
      const marked =
        before === undefined || after === undefined
          ? undefined
          : markChanges(jsonText(before), jsonText(after));
      return (
        <>
          <Side value={before} pieces={marked?.before} sideClass={styles.before} absent="not set" />
          <Side value={after} pieces={marked?.after} sideClass={styles.after} absent="removed" />
        </>
      );
    }
  }
}

function Side(props: {
  value: Json | undefined;
  pieces: readonly MarkedPiece[] | undefined;
  sideClass: string | undefined;
  absent: string;
}): ReactNode {
  const { value, pieces, sideClass, absent } = props;
  if (value === undefined)
    return (
      <span className={styles.none} role="cell">
        {absent}
      </span>
    );
  const rule = redactionRule(value);
  const text = jsonText(value);
  const isMarked = pieces !== undefined && text.length <= CELL_CAP;
  return (
    <span className={sideClass} role="cell">
      {rule !== undefined && <Redacted rule={rule} />}
      {rule === undefined && text === "" && <span className={styles.none}>empty text</span>}
      {rule === undefined && !isMarked && <SafeText value={text} lines cap={CELL_CAP} expandable />}
      {rule === undefined &&
        isMarked &&
        pieces.map((piece, index) =>
          piece.isChanged ? (
            <mark key={index}>
              <SafeText value={piece.text} lines cap={CELL_CAP} />
            </mark>
          ) : (
            <SafeText key={index} value={piece.text} lines cap={CELL_CAP} />
          ),
        )}
    </span>
  );
}

/** Stands for a value that a rule took out before it was stored. */
export function Redacted({ rule }: { rule: string }): ReactNode {
  return (
    <MaskedText title="taken out before it was stored; nobody can show it">
      redacted, rule <SafeText value={rule} cap={40} />
    </MaskedText>
  );
}
