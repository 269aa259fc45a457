import { useState } from "react";
import type { FormEvent, ReactNode } from "react";

import { api } from "../../lib/api.ts";
import { countOf } from "../../lib/format.ts";
import { toast } from "../../lib/toasts.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Popover } from "../../ui/popover.tsx";
import type { PopoverTrigger } from "../../ui/popover.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { useCases, useChangeCase } from "./use-cases.ts";
import type { CaseHead } from "./use-cases.ts";

import styles from "./pin-to-case.module.css";

/** Props of `PinToCase`. */
export interface PinToCaseProps {
  /** The events to pin, at most 500. */
  eventIds: readonly string[];
  /** Several sets of events to choose from, instead. */
  choices?: readonly PinChoice[];
  /** Renders the button: `(props) => <Button {...props}>…</Button>`. */
  trigger: (props: PopoverTrigger) => ReactNode;
}

/** A set of events that can be pinned. */
interface PinChoice {
  label: string;
  eventIds: readonly string[];
}

/** Most events that one request pins. */
export const MOST_PINS = 500;

/** Pins events to one of the open cases, or to a new one, with a note if wanted. */
export function PinToCase({ eventIds, choices, trigger }: PinToCaseProps): ReactNode {
  return (
    <Popover label="Pin to a case" align="end" className={styles.box} trigger={trigger}>
      {(close) => <PinForm eventIds={eventIds} choices={choices ?? []} onDone={close} />}
    </Popover>
  );
}

interface Pinning {
  /** Name of a new case, or the case. */
  to: string | CaseHead;
  note: string;
  ids: readonly string[];
}

function PinForm(props: {
  eventIds: readonly string[];
  choices: readonly PinChoice[];
  onDone: () => void;
}): ReactNode {
  const { eventIds, choices, onDone } = props;
  const [name, setName] = useState("");
  const [note, setNote] = useState("");
  const [chosen, setChosen] = useState(0);
  const cases = useCases();
  const pin = useChangeCase(async ({ to, note: text, ids }: Pinning) => {
    const { id } = typeof to === "string" ? await api.cases.open(to) : to;
    return await api.cases.pin(id, ids.slice(0, MOST_PINS), text === "" ? undefined : text);
  });
  const ids = choices[chosen]?.eventIds ?? eventIds;

  function pinTo(to: Pinning["to"]): void {
    pin.mutate(
      { to, note: note.trim(), ids },
      {
        onSuccess: (answer) => {
          toast(`Pinned to ${answer.name}`);
          onDone();
        },
      },
    );
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (name.trim() !== "") pinTo(name.trim());
  }

  return (
    <div aria-busy={pin.isPending}>
      <p className={styles.title}>Pin {countOf(ids.length, "event")} to a case</p>
      {choices.length > 1 && (
        <div className={styles.choices} role="radiogroup" aria-label="Events">
          {choices.map((choice, index) => (
            <label key={choice.label} className="row">
              <input
                type="radio"
                name="pin-choice"
                checked={index === chosen}
                onChange={() => setChosen(index)}
              />
              {choice.label} <span className="dim">{choice.eventIds.length}</span>
            </label>
          ))}
        </div>
      )}
      <Panel label="Open cases" query={cases} rows={2}>
        {(answer) => (
          <OpenCases
            cases={answer.cases.filter(({ state }) => state === "open")}
            isDisabled={pin.isPending || ids.length === 0}
            onChoose={pinTo}
          />
        )}
      </Panel>
      <form className={styles.form} onSubmit={submit}>
        <TextField
          label="Note on the pin"
          placeholder="why it matters (optional)"
          autoFocus
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <div className={styles.row}>
          <TextField
            label="New case"
            placeholder="name"
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button
            kind="primary"
            type="submit"
            disabled={name.trim() === "" || pin.isPending || ids.length === 0}
          >
            Open and pin
          </Button>
        </div>
      </form>
      {pin.error !== null && <ProblemNote error={pin.error} note="Nothing was pinned." />}
    </div>
  );
}

function OpenCases(props: {
  cases: readonly CaseHead[];
  isDisabled: boolean;
  onChoose: (one: CaseHead) => void;
}): ReactNode {
  const { cases, isDisabled, onChoose } = props;
  if (cases.length === 0) return <p className="dim">There is no open case yet.</p>;
  return (
    <ul className={styles.list}>
      {cases.map((one) => (
        <li key={one.id}>
          <button
            type="button"
            className={styles.case}
            disabled={isDisabled}
            onClick={() => onChoose(one)}
          >
            <span className={styles.name}>
              <SafeText value={one.name} cap={120} />
            </span>
            <span className={styles.count}>{countOf(one.pins, "pin")}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
