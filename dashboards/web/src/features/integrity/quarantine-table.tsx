import type { QuarantineAnswer } from "@toolmark/query-api/answers";
import { Fragment, useState } from "react";
import type { ReactNode } from "react";

import { bytesText } from "../../lib/format.ts";
import { useZone, zoneLabel } from "../../lib/zone.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { Tag } from "../../ui/tag.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { BytesView } from "./bytes-view.tsx";
import { reasonWord } from "./replay.ts";

import styles from "../policy/facts-table.module.css";

type Entry = QuarantineAnswer["entries"][number];

/** Props of `QuarantineTable`. */
export interface QuarantineTableProps {
  entries: readonly Entry[];
  /** Absent for those who may not. */
  onReplay: ((id: string) => void) | undefined;
}

/** Refused records; those whose bytes are revealed open below their row. */
export function QuarantineTable({ entries, onReplay }: QuarantineTableProps): ReactNode {
  const zone = zoneLabel(useZone());
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) => {
    const next = new Set(opened);
    if (!next.delete(id)) next.add(id);
    setOpened(next);
  };
  return (
    <table className={styles["table"]} aria-label="Refused records">
      <thead>
        <tr>
          <th>Refused ({zone})</th>
          <th>Reason</th>
          <th>Detail</th>
          <th>Emitter</th>
          <th className={styles["number"]}>Size</th>
          <th>Position</th>
          <th>
            <span className="sr">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Fragment key={entry.id}>
            <Row
              entry={entry}
              isOpen={opened.has(entry.id)}
              onToggle={() => toggle(entry.id)}
              onReplay={onReplay}
            />
            {entry.raw !== undefined && opened.has(entry.id) && (
              <tr>
                <td colSpan={7} className={styles["opened"]}>
                  <BytesView base64={entry.raw} size={entry.bytes} />
                </td>
              </tr>
            )}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

function Row(props: {
  entry: Entry;
  isOpen: boolean;
  onToggle: () => void;
  onReplay: QuarantineTableProps["onReplay"];
}): ReactNode {
  const { entry, isOpen, onToggle, onReplay } = props;
  const { id, position } = entry;
  return (
    <tr>
      <td>
        <TimeText at={entry.recorded} form="full" />
      </td>
      <td>
        <Tag>{reasonWord(entry.reason)}</Tag>
      </td>
      <td className={styles["wide"]}>
        <SafeText value={entry.detail} cap={200} />
      </td>
      <td>
        {entry.emitter === undefined ? (
          <span className="dim">not known</span>
        ) : (
          <SafeText value={entry.emitter} cap={80} />
        )}
      </td>
      <td className={styles["number"]}>{bytesText(entry.bytes)}</td>
      <td className="mono">
        {position === undefined ? "–" : `${position.partition}:${position.offset}`}
      </td>
      <td>
        <span className={styles["actions"]}>
          {entry.raw !== undefined && (
            <Button size="small" kind="ghost" aria-expanded={isOpen} onClick={onToggle}>
              {isOpen ? "Close" : "Bytes"}
            </Button>
          )}
          <CopyButton label="Copy the id" value={id} />
          {onReplay !== undefined && (
            <IconButton icon="refresh" label="Replay" onClick={() => onReplay(id)} />
          )}
        </span>
      </td>
    </tr>
  );
}
