import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { FormEvent, ReactNode } from "react";

import { api } from "../../lib/api.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { whatText } from "./report-words.ts";
import { idOf } from "./schedule-id.ts";

import styles from "./reports-page.module.css";

type ScheduleBody = Parameters<typeof api.exports.schedule>[1];

const periods = ["day", "week", "month"] as const;
const hours = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, "0")}:00 UTC`,
}));

/** Has an export made each day, week or month. */
export function ScheduleDialog(props: {
  request: ScheduleBody["export"];
  onClose: () => void;
  onDone: () => void;
}): ReactNode {
  const { request, onClose, onDone } = props;
  const [name, setName] = useState(`${whatText(request)}, monthly`);
  const [every, setEvery] = useState<ScheduleBody["every"]>("month");
  const [range, setRange] = useState<ScheduleBody["range"]>("month");
  const [hour, setHour] = useState("4");
  const queries = useQueryClient();
  const id = idOf(name);
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () =>
      await api.exports.schedule(id, {
        name: name.trim(),
        export: request,
        every,
        range,
        hour: Number(hour),
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["/v1/export-schedules"] });
      onDone();
    },
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (id !== "") mutate();
  }

  return (
    <Dialog
      title="Schedule this export"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form="schedule" disabled={id === "" || isPending}>
            Schedule
          </Button>
        </>
      }
    >
      <form id="schedule" className={styles["fields"]} onSubmit={submit}>
        <TextField
          label="Name"
          autoFocus
          required
          maxLength={256}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          note={
            id === ""
              ? "It needs a letter or digit"
              : `Kept as ${id}; one that has this name already is replaced.`
          }
        />
        <SelectField
          label="Made"
          value={every}
          options={periods.map((value) => ({ value, label: everyWords[value] }))}
          onChange={(event) => setEvery(periodOf(event.currentTarget.value))}
        />
        <SelectField
          label="At"
          value={hour}
          options={hours}
          onChange={(event) => setHour(event.currentTarget.value)}
        />
        <SelectField
          label="Holds"
          value={range}
          options={periods.map((value) => ({ value, label: rangeWords[value] }))}
          onChange={(event) => setRange(periodOf(event.currentTarget.value))}
          note="It never holds parameters, results or states: nobody would give a reason."
        />
        {error !== null && <ProblemNote error={error} />}
      </form>
    </Dialog>
  );
}

/** When a schedule runs. */
export const everyWords: Readonly<Record<ScheduleBody["every"], string>> = {
  day: "each day",
  week: "each Monday",
  month: "on each first of a month",
};

/** What time a scheduled export holds. */
export const rangeWords: Readonly<Record<ScheduleBody["range"], string>> = {
  day: "the whole day before",
  week: "the whole week before, from Monday",
  month: "the whole month before",
};

function periodOf(text: string): ScheduleBody["every"] {
  return periods.find((period) => period === text) ?? "month";
}
