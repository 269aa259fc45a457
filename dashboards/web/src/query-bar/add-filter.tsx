import { fieldIds, fields } from "@toolmark/schemas/fields";
import type { FieldId } from "@toolmark/schemas/fields";
import { knownValues } from "@toolmark/schemas/query/known-values";
import { useEffect, useRef, useState } from "react";
import type { FormEvent, KeyboardEvent, ReactNode } from "react";

import { countText } from "../lib/format.ts";
import { Icon } from "../ui/icon.tsx";
import { Popover } from "../ui/popover.tsx";
import { SafeText } from "../ui/safe-text.tsx";
import { addCondition } from "./conditions.ts";
import type { TypedRange } from "./lift-time.ts";
import { isFacetable, useFacetValues } from "./use-facet-values.ts";

import styles from "./query-chips.module.css";

/** Adds a condition: first the field is chosen, then its value. */
export function AddFilter(props: {
  text: string;
  onChange: (text: string) => void;
  range?: TypedRange | undefined;
}): ReactNode {
  const { text, onChange, range } = props;
  return (
    <Popover
      label="Add a filter"
      className={styles["box"]}
      trigger={(trigger) => (
        <button type="button" {...trigger} className={styles["add"]}>
          <Icon name="plus" size={11} />
          Filter
        </button>
      )}
    >
      {(close) => (
        <Choice
          range={range}
          onChoose={(field, value) => {
            close();
            onChange(addCondition(text, field, value));
          }}
        />
      )}
    </Popover>
  );
}

function Choice(props: {
  range: TypedRange | undefined;
  onChoose: (field: FieldId, value: string) => void;
}): ReactNode {
  const { range, onChoose } = props;
  const [field, setField] = useState<FieldId | undefined>(undefined);
  const [typed, setTyped] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const { values, isLoading } = useFacetValues(field, range ?? {});
  // The box is drawn before it is shown, and nothing hidden takes the focus.
  useEffect(() => {
    const frame = requestAnimationFrame(() => input.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  const wanted = typed.trim().toLowerCase();
  const options = field === undefined ? fieldOptions(wanted) : valueOptions(field, values, wanted);

  function choose(option: string): void {
    if (field !== undefined) return onChoose(field, option);
    setField(option as FieldId);
    setTyped("");
    input.current?.focus();
  }

  // A value that is not in the list is asked for as it is typed.
  function submit(event: FormEvent): void {
    event.preventDefault();
    const [first] = options;
    if (field !== undefined && typed !== "") return onChoose(field, typed);
    if (first !== undefined) choose(first.value);
  }

  return (
    <form onSubmit={submit} onKeyDown={moveAmongOptions}>
      <div className={styles["search"]}>
        {field !== undefined && (
          <button
            type="button"
            className={styles["back"]}
            aria-label={`${field} is: choose another field`}
            onClick={() => {
              setField(undefined);
              setTyped("");
              input.current?.focus();
            }}
          >
            {field} is
          </button>
        )}
        <input
          ref={input}
          aria-label={field === undefined ? "Field" : `Value of ${field}`}
          placeholder={field === undefined ? "Field" : fields[field].example}
          value={typed}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <div className={styles["options"]}>
        {options.map(({ value, about }) => (
          <button
            key={value}
            type="button"
            className={styles["option"]}
            data-option=""
            onClick={() => choose(value)}
          >
            <span className={styles["name"]}>
              <SafeText value={value} cap={120} />
            </span>
            <span className={styles["about"]}>{about}</span>
          </button>
        ))}
        {options.length === 0 && (
          <p className={styles["hint"]}>
            {isLoading
              ? "Counting values…"
              : field === undefined
                ? "No field of this name."
                : "Type a value; Enter asks for it."}
          </p>
        )}
      </div>
    </form>
  );
}

interface Option {
  value: string;
  about: string;
}

// Fields with values to choose from come first.
function fieldOptions(wanted: string): Option[] {
  return fieldIds
    .filter((id) => fields[id].type === "keyword" || fields[id].type === "uri")
    .filter((id) => `${id} ${fields[id].aliases.join(" ")}`.includes(wanted))
    .map((id) => ({ value: id, about: fields[id].description }))
    .toSorted((left, right) => Number(isFacetable(right.value)) - Number(isFacetable(left.value)));
}

function valueOptions(
  field: FieldId,
  counted: readonly { value: string; count: number }[],
  wanted: string,
): Option[] {
  const seen = new Set(counted.map(({ value }) => value));
  const known = (knownValues(field) ?? []).filter((value) => !seen.has(value));
  return [
    ...counted.map(({ value, count }) => ({ value, about: countText(count) })),
    ...known.map((value) => ({ value, about: isFacetable(field) ? "0" : "" })),
  ].filter(({ value }) => value.toLowerCase().includes(wanted));
}

function moveAmongOptions(event: KeyboardEvent<HTMLFormElement>): void {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (by === 0) return;
  event.preventDefault();
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("input, [data-option]")];
  const now = stops.indexOf(document.activeElement as HTMLElement);
  stops.at((now + by) % stops.length)?.focus();
}
