import { useState } from "react";
import type { ReactNode } from "react";

import { bytesText, countText } from "../../lib/format.ts";
import { Button, ButtonGroup } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { bytesOf, hexLines, textOf } from "./bytes-text.ts";

import styles from "./bytes-view.module.css";

/** Bytes shown at first. */
const SHOWN = 1024;
/** Characters of text shown at first. */
const SHOWN_TEXT = 4000;

/** Bytes that nobody knows anything about, as hexadecimal digits or as text with every mark visible. */
export function BytesView({ base64, size }: { base64: string; size: number }): ReactNode {
  const [form, setForm] = useState<"text" | "hex">("text");
  const [isAll, setIsAll] = useState(false);
  const bytes = bytesOf(base64);
  if (bytes === undefined) return <p className={styles["note"]}>The bytes cannot be read.</p>;
  return (
    <div className={styles["bytes"]}>
      <div className={styles["head"]}>
        <ButtonGroup label="How the bytes are shown">
          <Button on={form === "text"} size="small" onClick={() => setForm("text")}>
            Text
          </Button>
          <Button on={form === "hex"} size="small" onClick={() => setForm("hex")}>
            Hex
          </Button>
        </ButtonGroup>
        <CopyButton label="Copy as base64" value={base64} />
        <span className="dim">
          {bytesText(bytes.length)}
          {bytes.length < size && ` of ${bytesText(size)} are kept`}
        </span>
      </div>
      {form === "text" ? (
        <div className={styles["text"]} tabIndex={0} role="region" aria-label="Bytes as text">
          <SafeText value={textOf(bytes)} lines cap={SHOWN_TEXT} expandable />
        </div>
      ) : (
        <>
          <pre className={styles["hex"]} tabIndex={0} aria-label="Bytes in hexadecimal">
            {hexLines(bytes, isAll ? bytes.length : SHOWN)
              .map(({ offset, hex, text }) => `${offset}  ${hex} ${text}`)
              .join("\n")}
          </pre>
          {!isAll && bytes.length > SHOWN && (
            <Button size="small" onClick={() => setIsAll(true)}>
              Show {countText(bytes.length - SHOWN)} more bytes
            </Button>
          )}
        </>
      )}
    </div>
  );
}
