import { useState } from "react";
import type { FormEvent, ReactNode } from "react";

import { readRange, readTime, rangeAround } from "../lib/read-time.ts";
import type { WrittenRange } from "../lib/read-time.ts";
import { bothZones } from "../lib/time.ts";
import { ianaOf, useZone, zoneLabel } from "../lib/zone.ts";
import { Button } from "./button.tsx";
import { SelectField, TextField } from "./field.tsx";

import styles from "./range-picker.module.css";

const sides = [
  { value: "60000", label: "± 1 min" },
  { value: "300000", label: "± 5 min" },
  { value: "900000", label: "± 15 min" },
  { value: "3600000", label: "± 1 h" },
  { value: "21600000", label: "± 6 h" },
  { value: "86400000", label: "± 1 d" },
];

/** A range to write, and a time to look around. */
export function RangeForm(props: {
  /** The range as it is, in words that can be read back. */
  written: string;
  onApply: (range: WrittenRange) => void;
}): ReactNode {
  const zone = useZone();
  const iana = ianaOf(zone);
  const [text, setText] = useState(props.written);
  const [around, setAround] = useState("");
  const [side, setSide] = useState("900000");
  const [tried, setTried] = useState<"range" | "around">();

  const now = Date.now();
  const range = readRange(text, now, iana);
  const time = readTime(around, now, iana);

  function applyRange(event: FormEvent): void {
    event.preventDefault();
    setTried("range");
    if (range !== undefined) props.onApply(range);
  }

  function applyAround(event: FormEvent): void {
    event.preventDefault();
    setTried("around");
    if (time !== undefined) props.onApply(rangeAround(time.start, Number(side)));
  }

  return (
    <div className={styles["forms"]}>
      <form className={styles["form"]} onSubmit={applyRange}>
        <TextField
          label="From and to"
          mono
          autoFocus
          value={text}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setText(event.currentTarget.value)}
          error={
            range === undefined && tried === "range"
              ? "Write two times with .. between them, or one day or time"
              : undefined
          }
          note={`2026-08-21 13:00 .. 15:00, yesterday, now-3h .. now-1h, epoch; ${zoneLabel(zone, now)} where no zone is written`}
        />
        <div className={styles["end"]}>
          <Button type="submit" kind="primary" size="small">
            Apply
          </Button>
        </div>
      </form>
      <form className={styles["form"]} onSubmit={applyAround}>
        <div className={styles["line"]}>
          <TextField
            label="Around a time"
            mono
            placeholder="14:02:11 or pasted"
            value={around}
            onChange={(event) => setAround(event.currentTarget.value)}
            error={time === undefined && tried === "around" ? "This is not a time" : undefined}
            note={time && aroundNote(time.start, time.others)}
          />
          <SelectField
            label="On each side"
            options={sides}
            value={side}
            onChange={(event) => setSide(event.currentTarget.value)}
          />
        </div>
        <div className={styles["end"]}>
          <Button type="submit" size="small">
            Look around it
          </Button>
        </div>
      </form>
    </div>
  );
}

function aroundNote(start: number, others: readonly number[]): string {
  const shown = bothZones(start).split("\n")[0] ?? "";
  return others.length === 0
    ? shown
    : `${shown}; clocks showed this time twice, the first is meant`;
}
