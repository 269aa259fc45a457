import type { FieldName } from "@toolmark/schemas/fields";
import type { Json } from "@toolmark/schemas/normalized-event";
import { useEffect, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";

import { countText } from "../../lib/format.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Icon } from "../../ui/icon.tsx";
import {
  findInJson,
  firstFolds,
  linesOf,
  MEMBERS_SHOWN,
  pointerOf,
  revealPath,
} from "./json-lines.ts";
import type { JsonFolds, JsonLine, JsonPath } from "./json-lines.ts";
import { JsonViewLine } from "./json-view-line.tsx";

import styles from "./json-view.module.css";

/** Props of `JsonView`. */
export interface JsonViewProps {
  /** What it is a value of: `Parameters`. */
  label: string;
  value: Json;
  /** The field of the query language that a value is one of, for its menu. */
  fieldOf?: (path: JsonPath) => FieldName | undefined;
}

/** Lines that are drawn at first, and with each further step. */
const LINES_SHOWN = 1000;
const MOST_FOUND = 500;

/**
 * A JSON value as a tree whose lists and objects open and close, with a search inside, which opens what
 * it finds. Long lists and texts are shown in steps. What is copied is the value itself, whole.
 */
export function JsonView({ label, value, fieldOf }: JsonViewProps): ReactNode {
  const [folds, setFolds] = useState<{ of: Json; folds: JsonFolds }>();
  const [most, setMost] = useState(LINES_SHOWN);
  const [wanted, setWanted] = useState("");
  const [current, setCurrent] = useState(-1);
  const box = useRef<HTMLDivElement>(null);
  const opened = useMemo(() => firstFolds(value), [value]);
  const shown = folds?.of === value ? folds.folds : opened;
  const lines = useMemo(() => linesOf(value, shown), [value, shown]);
  const found = useMemo(() => findInJson(value, wanted, MOST_FOUND), [value, wanted]);
  const foundKeys = useMemo(() => new Set(found.map(pointerOf)), [found]);
  const currentKey = found[current] && pointerOf(found[current]);

  useEffect(() => {
    if (currentKey === undefined) return;
    box.current?.querySelector("[data-current]")?.scrollIntoView({ block: "nearest" });
  }, [currentKey]);

  function change(next: JsonFolds): void {
    setFolds({ of: value, folds: next });
  }

  function goTo(index: number, places = found): void {
    const path = places[index];
    if (path === undefined) return;
    const next = revealPath(value, path, shown);
    const line = linesOf(value, next).findIndex(({ key }) => key === pointerOf(path));
    if (line >= most) setMost(line + LINES_SHOWN);
    change(next);
    setCurrent(index);
  }

  function toggle(line: JsonLine): void {
    change({
      ...shown,
      open: new Map(shown.open).set(pointerOf(line.path), line.kind === "folded"),
    });
  }

  function showMore(line: JsonLine): void {
    const pointer = pointerOf(line.path);
    const limit = shown.limits.get(pointer) ?? MEMBERS_SHOWN;
    change({ ...shown, limits: new Map(shown.limits).set(pointer, limit + LINES_SHOWN) });
  }

  return (
    <div className={styles.root}>
      <div className={styles.bar}>
        <FindBox
          label={`Find in ${label.toLowerCase()}`}
          wanted={wanted}
          current={current}
          count={found.length}
          onWanted={(text) => {
            setWanted(text);
            const places = findInJson(value, text, MOST_FOUND);
            if (places.length > 0) goTo(0, places);
            else setCurrent(-1);
          }}
          onStep={(by) => goTo((current + by + found.length) % Math.max(1, found.length))}
        />
        <CopyButton
          label={`Copy ${label.toLowerCase()}`}
          value={() => JSON.stringify(value, null, 2)}
        />
      </div>
      <div ref={box} className={styles.lines} role="group" aria-label={label}>
        {lines.slice(0, most).map((line) => (
          <JsonViewLine
            key={line.key}
            line={line}
            isFound={foundKeys.has(line.key)}
            isCurrent={line.key === currentKey && line.kind !== "close"}
            fieldOf={fieldOf}
            onToggle={toggle}
            onMore={showMore}
          />
        ))}
        {lines.length > most && (
          <button type="button" className={styles.more} onClick={() => setMost(most + LINES_SHOWN)}>
            show {countText(Math.min(LINES_SHOWN, lines.length - most))} more lines of{" "}
            {countText(lines.length)}
          </button>
        )}
      </div>
    </div>
  );
}

function FindBox(props: {
  label: string;
  wanted: string;
  current: number;
  count: number;
  onWanted: (text: string) => void;
  onStep: (by: 1 | -1) => void;
}): ReactNode {
  const { label, wanted, current, count, onWanted, onStep } = props;

  function step(event: KeyboardEvent): void {
    if (event.key !== "Enter" || count === 0) return;
    event.preventDefault();
    onStep(event.shiftKey ? -1 : 1);
  }

  return (
    <>
      <label className={styles.find}>
        <Icon name="investigate" size={12} />
        <input
          type="text"
          autoComplete="off"
          spellCheck={false}
          aria-label={label}
          placeholder="Find a name or value"
          value={wanted}
          onChange={(event) => onWanted(event.currentTarget.value)}
          onKeyDown={step}
        />
      </label>
      <span className={styles.found} role="status">
        {wanted !== "" &&
          (count === 0
            ? "none"
            : `${countText(current + 1)} of ${countText(count)}${count === MOST_FOUND ? "+" : ""}`)}
      </span>
      {count > 1 && (
        <>
          <IconButton icon="chevron-up" label="Previous place" onClick={() => onStep(-1)} />
          <IconButton icon="chevron-down" label="Next place" onClick={() => onStep(1)} />
        </>
      )}
    </>
  );
}
