import type { FieldName } from "@toolmark/schemas/fields";
import type { Json } from "@toolmark/schemas/normalized-event";
import { useState } from "react";
import type { ReactNode } from "react";

import { bytesText, countOf, countText } from "../../lib/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { ValueMenu } from "../../ui/value-menu.tsx";
import { Redacted } from "./diff-table.tsx";
import type { JsonLine, JsonPath } from "./json-lines.ts";
import { jsonBytes, jsonText, redactionRule } from "./json-text.ts";

import styles from "./json-view.module.css";

/** Props of `JsonViewLine`. */
export interface JsonViewLineProps {
  line: JsonLine;
  isFound: boolean;
  isCurrent: boolean;
  fieldOf: ((path: JsonPath) => FieldName | undefined) | undefined;
  onToggle: (line: JsonLine) => void;
  onMore: (line: JsonLine) => void;
}

const INDENT = 12;
const TEXT_CAP = 600;
/** Longer values are no conditions that anybody would ask for. */
const MENU_CAP = 200;

/** One line of a JSON value. */
export function JsonViewLine(props: JsonViewLineProps): ReactNode {
  const { line, isFound, isCurrent, onToggle, onMore } = props;
  const { kind, path, name, isList } = line;
  const isFold = kind === "open" || kind === "folded";
  const depth = kind === "more" ? path.length + 1 : path.length;
  return (
    <div
      className={styles.line}
      data-found={isFound && kind !== "close" ? "" : undefined}
      data-current={isCurrent ? "" : undefined}
      style={{ paddingInlineStart: depth * INDENT }}
    >
      {isFold ? (
        <button
          type="button"
          className={styles.fold}
          aria-expanded={kind === "open"}
          aria-label={`${kind === "open" ? "Close" : "Open"} ${name === undefined ? "all" : String(name).slice(0, 60)}`}
          onClick={() => onToggle(line)}
        >
          <Icon name={kind === "open" ? "chevron-down" : "chevron-right"} size={10} />
        </button>
      ) : (
        <span className={styles.space} />
      )}
      <span className={styles.content}>
        {kind !== "close" && kind !== "more" && name !== undefined && (
          <>
            <span className={typeof name === "number" ? styles.sign : styles.name}>
              <SafeText value={name} cap={200} />
            </span>
            <span className={styles.sign}>: </span>
          </>
        )}
        {kind === "value" && <Value {...props} value={line.value ?? null} />}
        {kind === "open" && <span className={styles.sign}>{isList ? "[" : "{"}</span>}
        {kind === "close" && (
          <span className={styles.sign}>
            {isList ? "]" : "}"}
            {!line.isLast && ","}
          </span>
        )}
        {kind === "folded" && (
          <span className={styles.sign}>
            {isList ? "[" : "{"} {countOf(line.size, isList ? "item" : "member")}{" "}
            {isList ? "]" : "}"}
            {!line.isLast && ","}
          </span>
        )}
        {kind === "more" && (
          <button type="button" className={styles.more} onClick={() => onMore(line)}>
            {countText(line.size)} more
          </button>
        )}
      </span>
    </div>
  );
}

function Value({ line, value, fieldOf }: JsonViewLineProps & { value: Json }): ReactNode {
  const [isWhole, setIsWhole] = useState(false);
  const rule = redactionRule(value);
  const isText = typeof value === "string";
  const text = jsonText(value);
  const field = text.length > MENU_CAP || text === "" ? undefined : fieldOf?.(line.path);
  const hasMenu = field !== undefined && value !== null && typeof value !== "object";
  const shown = (
    <span className={isText ? styles.text : styles.scalar}>
      <SafeText value={text} lines cap={isWhole ? Number.MAX_SAFE_INTEGER : TEXT_CAP} />
    </span>
  );
  return (
    <>
      {rule !== undefined && <Redacted rule={rule} />}
      {rule === undefined && (
        <>
          {isText && <span className={styles.sign}>"</span>}
          {hasMenu ? (
            <ValueMenu field={field} value={text}>
              {shown}
            </ValueMenu>
          ) : (
            shown
          )}
          {isText && <span className={styles.sign}>"</span>}
        </>
      )}
      {!line.isLast && <span className={styles.sign}>,</span>}
      {text.length > TEXT_CAP && !isWhole && (
        <>
          {" "}
          <button type="button" className={styles.more} onClick={() => setIsWhole(true)}>
            show all {bytesText(jsonBytes(value))}
          </button>
        </>
      )}
    </>
  );
}
