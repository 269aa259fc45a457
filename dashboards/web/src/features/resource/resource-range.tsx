import type { ReactNode } from "react";

import { resolveRange } from "../../lib/range.ts";
import type { SearchRange } from "../../lib/range.ts";
import { dayText, fullTime, toMs } from "../../lib/time.ts";
import { ianaOf, useZone } from "../../lib/zone.ts";
import { Button, ButtonGroup } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Popover } from "../../ui/popover.tsx";
import { RangeForm } from "../../ui/range-form.tsx";
import { RangeLabel } from "../../ui/range-picker.tsx";
import { ZoneButton } from "../../ui/zone-button.tsx";

import styles from "./resource-range.module.css";

/** The time of a resource's history. */
export interface ResourceRangeProps {
  /** As the address has it; nothing: all that is recorded. */
  value: SearchRange;
  /** First recorded access, RFC 3339. */
  first: string | undefined;
  onChange: (range: { from: string | undefined; to: string | undefined }) => void;
}

const presets = [
  { label: "Last 24 h", from: "now-24h" },
  { label: "Last 7 days", from: "now-7d" },
  { label: "Last 30 days", from: "now-30d" },
  { label: "Last 90 days", from: "now-90d" },
] as const;

/** Chooses the time of a resource's history: all that is recorded, or a range of it. */
export function ResourceRange({ value, first, onChange }: ResourceRangeProps): ReactNode {
  const zone = useZone();
  const isAll = value.from === undefined && value.to === undefined;
  const now = Date.now();
  const range = resolveRange(value, now);
  const written = isAll
    ? `${fullTime(first === undefined ? range.fromMs : toMs(first), zone)} .. now`
    : `${value.from ?? range.from} .. ${value.to ?? "now"}`;
  return (
    <ButtonGroup label="Time">
      <Popover
        label="Choose the time"
        align="end"
        className={styles["box"]}
        trigger={(trigger) => (
          <Button {...trigger} title="Choose the time">
            <Icon name="calendar" size={13} />
            {isAll ? (
              <>
                <b className="strong">All recorded</b>
                {first !== undefined && (
                  <span className="dim">since {dayText(first, ianaOf(zone))}</span>
                )}
              </>
            ) : (
              <RangeLabel value={value} range={range} />
            )}
          </Button>
        )}
      >
        {(close) => {
          const choose = (from: string | undefined, to: string | undefined) => {
            close();
            onChange({ from, to });
          };
          return (
            <div className={styles["columns"]}>
              <div className={styles["presets"]}>
                <Button kind="ghost" on={isAll} onClick={() => choose(undefined, undefined)}>
                  All recorded
                </Button>
                {presets.map(({ label, from }) => (
                  <Button
                    key={from}
                    kind="ghost"
                    on={value.from === from && (value.to ?? "now") === "now"}
                    onClick={() => choose(from, "now")}
                  >
                    {label}
                  </Button>
                ))}
              </div>
              <RangeForm written={written} onApply={({ from, to }) => choose(from, to)} />
            </div>
          );
        }}
      </Popover>
      <ZoneButton />
    </ButtonGroup>
  );
}
