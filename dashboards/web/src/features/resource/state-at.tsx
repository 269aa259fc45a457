import type { StateAnswer } from "@toolmark/query-api/state/answers";
import type { ReactNode } from "react";

import { countOf } from "../../lib/format.ts";
import { eventPath } from "../../lib/paths.ts";
import { toMs } from "../../lib/time.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { MaskedText } from "../../ui/masked-text.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { LastTime } from "./last-time.tsx";
import { showsOf, valueText } from "./state-history.ts";
import type { StateField } from "./state-history.ts";

import styles from "./state-at.module.css";

/** What a resource was at a time, field by field, each with how it is known. */
export function StateAt({ state }: { state: StateAnswer }): ReactNode {
  const { fields, existence, conflicts, complete } = state;
  return (
    <>
      <Existence existence={existence} />
      {fields.length > 0 && (
        <table className={styles["table"]}>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Value</th>
              <th scope="col">Known by</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field.field} data-new={toMs(field.time) === toMs(state.at) ? "" : undefined}>
                <th scope="row">
                  <SafeText value={field.field === "" ? "content" : field.field} cap={40} />
                </th>
                <td>
                  <FieldValue field={field} />
                </td>
                <td>
                  <KnownBy field={field} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {conflicts.length > 0 && (
        <p className={styles["warning"]}>
          {countOf(conflicts.length, "value")} found that no recorded change left:{" "}
          {conflicts.slice(0, 5).map((conflict, index) => (
            <span key={`${conflict.found.event_id} ${index}`}>
              {index > 0 && ", "}
              <AppLink href={eventPath(conflict.found.event_id)} className={styles["link"]}>
                <SafeText value={conflict.field ?? "the resource itself"} cap={40} />
              </AppLink>
            </span>
          ))}
          . Something else changed it.
        </p>
      )}
      <p className={styles["note"]}>
        Rebuilt from {countOf(state.events, "recorded event")}.{" "}
        {complete
          ? "Fields that no call named are unknown, not empty."
          : "There are older events or more fields than were looked at."}
      </p>
    </>
  );
}

function Existence({ existence }: Pick<StateAnswer, "existence">) {
  const { state, label, event_id: event, time, why } = existence;
  if (state === "exists" && label === "observed") return null;
  const words = {
    exists: "It exists",
    deleted: "It was deleted",
    unknown: "Whether it exists is not known",
  };
  return (
    <p className={styles["existence"]}>
      <b className="strong">{words[state]}</b>
      {label === "inferred" && ", probably"}
      {time !== undefined && event !== undefined && (
        <>
          ,{" "}
          <AppLink href={eventPath(event)} className={styles["link"]}>
            <TimeText at={time} form="full" />
          </AppLink>
        </>
      )}
      {why !== undefined && <span className="dim">: {why}</span>}
    </p>
  );
}

/** The value of a field, or what stands in its place. */
function FieldValue({ field }: { field: StateField }): ReactNode {
  const shows = showsOf(field);
  if (shows === "value" && field.value !== undefined)
    return <SafeText value={valueText(field.value)} cap={120} />;
  if (shows === "masked") return <MaskedText title="stored, and hidden: show values to see it" />;
  if (shows === "taken out")
    return <MaskedText title="a secret: taken out before it was stored">taken out</MaskedText>;
  if (shows === "removed") return <span className="dim">removed</span>;
  const last = field.last_observed;
  return (
    <span className="dim">
      not known
      {last?.value !== undefined && (
        <>
          , was <SafeText value={valueText(last.value)} cap={40} />
        </>
      )}
    </span>
  );
}

const sources: Readonly<Record<StateField["source"], string>> = {
  after: "left by a change",
  before: "found before a change",
  read: "seen by a read",
  changed_fields: "named as changed",
};

function KnownBy({ field }: { field: StateField }) {
  const { label, source, why } = field;
  return (
    <AppLink
      href={eventPath(field.event_id)}
      className={styles["known"]}
      title={`${sources[source]}${why === undefined ? "" : `; ${why}`}`}
    >
      <StateMark label={label} />
      <span>{label}</span>
      <span className="dim">
        <LastTime at={toMs(field.time)} />
        {source === "read" && ", read"}
      </span>
    </AppLink>
  );
}

/** How a value is known, as a mark: full, dashed or hatched. */
function StateMark({ label }: { label: StateField["label"] }): ReactNode {
  return <span className={styles["mark"]} data-label={label} aria-hidden="true" />;
}
