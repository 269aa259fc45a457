import { useState } from "react";
import type { FormEvent, ReactNode } from "react";

import type { SearchRange } from "../../lib/range.ts";
import type { WrittenRange } from "../../lib/read-time.ts";
import { ianaOf, useZone, zoneLabel } from "../../lib/zone.ts";
import { Button, ButtonGroup } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Popover } from "../../ui/popover.tsx";
import { shiftStart, useShift, writeShift } from "./shift.ts";

import styles from "./shift-button.module.css";

/** Props of `ShiftButton`. */
export interface ShiftButtonProps {
  /** The range as the address has it. */
  value: SearchRange;
  onChange: (range: WrittenRange) => void;
}

/** Shows what happened since the reader's shift began; when that is, the browser keeps. */
export function ShiftButton({ value, onChange }: ShiftButtonProps): ReactNode {
  const shift = useShift();
  const iana = ianaOf(useZone());
  const start = shift === undefined ? undefined : shiftStart(shift, Date.now(), iana);
  const from = start === undefined ? undefined : new Date(start).toISOString();
  const isOn = from !== undefined && value.from === from && (value.to ?? "now") === "now";

  function choose(time: string): void {
    writeShift(time);
    const begun = shiftStart(time, Date.now(), iana);
    if (begun !== undefined) onChange({ from: new Date(begun).toISOString(), to: "now" });
  }

  return (
    <ButtonGroup label="Shift">
      {shift !== undefined && (
        <Button on={isOn} onClick={() => choose(shift)}>
          Since my shift, {shift}
        </Button>
      )}
      <Popover
        label="When the shift begins"
        align="end"
        trigger={(trigger) =>
          shift === undefined ? (
            <Button {...trigger}>Since my shift</Button>
          ) : (
            <Button {...trigger} square aria-label="Change when the shift begins">
              <Icon name="chevron-down" size={12} />
            </Button>
          )
        }
      >
        {(close) => (
          <ShiftForm
            shift={shift}
            onChoose={(time) => {
              close();
              choose(time);
            }}
          />
        )}
      </Popover>
    </ButtonGroup>
  );
}

function ShiftForm(props: { shift: string | undefined; onChoose: (time: string) => void }) {
  const zone = useZone();
  const [time, setTime] = useState(props.shift ?? "06:00");
  const isValid = shiftStart(time, Date.now(), "UTC") !== undefined;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isValid) props.onChoose(time);
  }

  return (
    <form className={styles["form"]} onSubmit={submit}>
      <TextField
        type="time"
        label={`My shift begins at (${zoneLabel(zone)})`}
        note="Kept in this browser."
        autoFocus
        required
        value={time}
        onChange={(event) => setTime(event.currentTarget.value)}
      />
      <Button type="submit" kind="primary" disabled={!isValid}>
        Show since then
      </Button>
    </form>
  );
}
