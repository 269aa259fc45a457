import { useRef } from "react";
import type { ReactNode } from "react";

import { useShortcuts } from "../app/keyboard.ts";
import { countText } from "../lib/format.ts";
import { shiftRange } from "../lib/range.ts";
import type { ResolvedRange, SearchRange } from "../lib/range.ts";
import type { WrittenRange } from "../lib/read-time.ts";
import { fullTime, rangeText, startOfDay } from "../lib/time.ts";
import { ianaOf, useZone, zoneLabel } from "../lib/zone.ts";
import type { Zone } from "../lib/zone.ts";
import { Button, ButtonGroup } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { Popover } from "./popover.tsx";
import { RangeForm } from "./range-form.tsx";
import { ZoneButton } from "./zone-button.tsx";

import styles from "./range-picker.module.css";

/** The time of a page, and how it is changed. */
export interface RangePickerProps {
  /** As the address has it. */
  value: SearchRange;
  /** The same, resolved: what the page asked for. */
  range: ResolvedRange;
  /** Takes a range for the address. */
  onChange: (range: WrittenRange) => void;
}

const units: Readonly<Record<string, string>> = {
  s: "s",
  m: "min",
  h: "h",
  d: "days",
  w: "weeks",
};
const amounts = ["15m", "1h", "6h", "24h", "2d", "7d", "30d", "90d"] as const;

/**
 * The time of a page: what it is, with its zone; presets, a range that is written or pasted, the time
 * around an instant; the same span before or after. Keys: `t` opens it, `[` and `]` shift, `u` changes
 * the zone (that one is of the frame).
 */
export function RangePicker({ value, range, onChange }: RangePickerProps): ReactNode {
  const zone = useZone();
  const button = useRef<HTMLButtonElement>(null);
  const shift = (direction: -1 | 1) => onChange(shiftRange(range, direction));
  useShortcuts([
    { keys: "t", label: "Choose the time", group: "Time", run: () => button.current?.click() },
    { keys: "[", label: "Shift the time back", group: "Time", run: () => shift(-1) },
    { keys: "]", label: "Shift the time forward", group: "Time", run: () => shift(1) },
  ]);
  return (
    <ButtonGroup label="Time">
      <Button
        square
        aria-label="Shift the time back"
        title="Shift back ([)"
        onClick={() => shift(-1)}
      >
        <Icon name="chevron-left" />
      </Button>
      <Popover
        label="Choose the time"
        align="end"
        className={styles["box"]}
        trigger={({ ref, ...trigger }) => (
          <Button
            {...trigger}
            ref={(element) => {
              ref.current = element;
              button.current = element;
            }}
            title="Choose the time (t)"
          >
            <Icon name="calendar" size={13} />
            <RangeLabel value={value} range={range} />
          </Button>
        )}
      >
        {(close) => (
          <Choices
            {...{ value, range, zone }}
            onChange={(next) => {
              close();
              onChange(next);
            }}
          />
        )}
      </Popover>
      <ZoneButton />
      <Button
        square
        aria-label="Shift the time forward"
        title="Shift forward (])"
        onClick={() => shift(1)}
      >
        <Icon name="chevron-right" />
      </Button>
    </ButtonGroup>
  );
}

/** A range in words: `Last 24 h`, or its day and times in the zone of the page. */
export function RangeLabel({ value, range }: Pick<RangePickerProps, "value" | "range">): ReactNode {
  const zone = useZone();
  const last = lastText(value);
  if (last !== undefined) return <span className={styles["times"]}>{last}</span>;
  const { day, times } = rangeText(range.fromMs, range.toMs, zone);
  return (
    <span>
      {day} <span className={styles["times"]}>{times}</span>
    </span>
  );
}

function Choices(props: RangePickerProps & { zone: Zone }): ReactNode {
  const { value, range, zone, onChange } = props;
  const iana = ianaOf(zone);
  const now = Date.now();
  const today = startOfDay(now, iana);
  const yesterday = startOfDay(today - 1, iana);
  const presets: { label: string; range: WrittenRange }[] = [
    ...amounts.map((amount) => ({
      label: lastText({ from: `now-${amount}`, to: "now" }) ?? amount,
      range: { from: `now-${amount}`, to: "now" },
    })),
    { label: "Today", range: { from: new Date(today).toISOString(), to: "now" } },
    {
      label: "Yesterday",
      range: { from: new Date(yesterday).toISOString(), to: new Date(today).toISOString() },
    },
  ];
  const { from = "now-24h", to = "now" } = value;
  return (
    <>
      <div className={styles["columns"]}>
        <div className={styles["presets"]}>
          {presets.map((preset) => (
            <button
              key={preset.label}
              type="button"
              className={styles["preset"]}
              aria-pressed={preset.range.from === from && preset.range.to === to}
              onClick={() => onChange(preset.range)}
            >
              {preset.label}
            </button>
          ))}
        </div>
        <RangeForm written={writtenRange(value, range, zone)} onApply={onChange} />
      </div>
      <p className={styles["foot"]}>
        {fullTime(range.fromMs, zone)} → {fullTime(range.toMs, zone)}, {zoneLabel(zone, range.toMs)}
      </p>
    </>
  );
}

function lastText({ from = "now-24h", to = "now" }: SearchRange): string | undefined {
  const [, amount, unit] = /^now-(\d+)([smhdw])$/.exec(from) ?? [];
  if (to !== "now" || amount === undefined || unit === undefined) return undefined;
  return `Last ${countText(Number(amount))} ${units[unit] ?? unit}`;
}

function writtenRange(value: SearchRange, range: ResolvedRange, zone: Zone): string {
  if (range.isRelative) return `${value.from ?? "now-24h"} .. ${value.to ?? "now"}`;
  return `${fullTime(range.fromMs, zone)} .. ${fullTime(range.toMs, zone)}`;
}
