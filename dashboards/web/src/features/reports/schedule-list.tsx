import type { ScheduleAnswer, SchedulesAnswer } from "@toolmark/query-api/exports/answers";
import { useState } from "react";
import type { ReactNode } from "react";

import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { requestTexts, whatText } from "./report-words.ts";
import { everyWords, rangeWords } from "./schedule-dialog.tsx";
import { useRemoveSchedule, useSchedules } from "./use-exports.ts";

import styles from "./reports-page.module.css";

/** Exports that are made by themselves. */
export function ScheduleList(): ReactNode {
  const query = useSchedules();
  return (
    <Panel<SchedulesAnswer>
      label="Schedules"
      fill
      query={query}
      empty={({ schedules }) =>
        schedules.length === 0 ? (
          <EmptyState kind="none" title="Nothing is scheduled">
            Choose what is exported under New, then Schedule.
          </EmptyState>
        ) : undefined
      }
    >
      {({ schedules }) => (
        <div className={styles["scroller"]} tabIndex={0} role="group" aria-label="Schedules">
          <table className={styles["table"]}>
            <thead>
              <tr>
                <th scope="col">Schedule</th>
                <th scope="col">What</th>
                <th scope="col">Query</th>
                <th scope="col">Made</th>
                <th scope="col">Holds</th>
                <th scope="col">Next</th>
                <th scope="col">By</th>
                <th scope="col">
                  <span className="sr">Remove</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {schedules.map((schedule) => (
                <Row key={schedule.id} schedule={schedule} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Row({ schedule }: { schedule: ScheduleAnswer }) {
  const { id, name, every, range, hour, next, scheduled } = schedule;
  const [isAsking, setIsAsking] = useState(false);
  const { mutate, isPending } = useRemoveSchedule();
  const texts = requestTexts(schedule.export);
  return (
    <tr>
      <th scope="row">
        <SafeText value={name} cap={120} />
      </th>
      <td>{whatText(texts)}</td>
      <td>
        {texts.q === "" ? (
          <span className="dim">all events</span>
        ) : (
          <SafeText value={texts.q} className="mono" cap={120} />
        )}
      </td>
      <td>
        {everyWords[every]}, {String(hour).padStart(2, "0")}:00 UTC
      </td>
      <td>{rangeWords[range]}</td>
      <td>
        <TimeText at={next} form="minute" />
      </td>
      <td>
        <SafeText value={scheduled.by} cap={60} />
      </td>
      <td>
        <Button size="small" kind="ghost" disabled={isPending} onClick={() => setIsAsking(true)}>
          <Icon name="trash" size={12} />
          End
        </Button>
        {isAsking && (
          <Dialog
            title="End this schedule"
            onClose={() => setIsAsking(false)}
            actions={
              <>
                <Button onClick={() => setIsAsking(false)}>Keep it</Button>
                <Button
                  kind="primary"
                  autoFocus
                  onClick={() => {
                    setIsAsking(false);
                    mutate(id);
                  }}
                >
                  End it
                </Button>
              </>
            }
          >
            No more exports are made of it. Those that were made stay.
          </Dialog>
        )}
      </td>
    </tr>
  );
}
