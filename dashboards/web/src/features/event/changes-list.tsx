import type { EventView } from "@toolmark/query-api/event-view";
import { Fragment } from "react";
import type { ReactNode } from "react";

import { countOf } from "../../lib/format.ts";
import { resourcePath } from "../../lib/paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { DiffTable } from "./diff-table.tsx";
import { diffTouch } from "./diff-touch.ts";
import type { Touch, TouchDiff } from "./diff-touch.ts";
import { EventSection } from "./event-section.tsx";
import { isChange } from "./flow-steps.ts";
import { RevealButton } from "./reveal-button.tsx";
import type { Reveal } from "./use-reveal.ts";

/** Props of `ChangesList`. */
export interface ChangesListProps {
  event: EventView;
  reveal: Reveal;
  /** Operations and rows shown; the others are a number. */
  mostTouches: number;
  mostRows: number;
}

/** What an event's operations changed, record by record. Nothing where none changed any. */
export function ChangesList(props: ChangesListProps): ReactNode {
  const { event, reveal, mostTouches, mostRows } = props;
  const changes = changesOf(event);
  const left = changes.length - mostTouches;
  return (
    <>
      {changes.slice(0, mostTouches).map(({ touch, diff }, index) => (
        <EventSection
          key={index}
          title={changedTitle(touch.operation)}
          note={<Note touch={touch} diff={diff} isAlone={changes.length === 1} />}
          end={<End touch={touch} diff={diff} reveal={reveal} />}
        >
          {diff.rows.length > 0 ? (
            <DiffTable label="Before and after" diff={diff} most={mostRows} />
          ) : (
            <p className="dim">
              {diff.isHidden
                ? "The states before and after are stored and hidden by default."
                : "Its emitter did not record what changed."}
            </p>
          )}
        </EventSection>
      ))}
      {left > 0 && (
        <EventSection>
          <p className="dim">{countOf(left, "more changed record")}: see the tab Diff</p>
        </EventSection>
      )}
    </>
  );
}

/** The operations of an event that changed something, with what they changed. */
export function changesOf(event: EventView): { touch: Touch; diff: TouchDiff }[] {
  const isMasked = event.masked?.includes("changes") ?? false;
  return (event.downstream ?? [])
    .filter(
      ({ operation, before, after }) =>
        isChange(operation) || before !== undefined || after !== undefined,
    )
    .map((touch) => ({ touch, diff: diffTouch(touch, isMasked) }));
}

function changedTitle(operation: string): string {
  if (operation === "update") return "Changed";
  const words: Readonly<Record<string, string>> = {
    create: "Created",
    delete: "Deleted",
    execute: "Executed",
    send: "Sent",
    grant: "Granted",
    revoke: "Revoked",
    read: "Read",
    list: "Listed",
  };
  return words[operation] ?? "Touched";
}

function Note(props: { touch: Touch; diff: TouchDiff; isAlone: boolean }): ReactNode {
  const { touch, diff, isAlone } = props;
  const { rows, unchanged } = diff;
  const changed = rows.filter(({ kind }) => kind !== "redacted").length;
  const redacted = rows.length - changed;
  const parts: ReactNode[] = [];
  if (changed > 0)
    parts.push(
      unchanged === undefined
        ? countOf(changed, "field")
        : `${changed} of ${countOf(changed + redacted + unchanged, "field")}`,
    );
  if (redacted > 0) parts.push(`${redacted} redacted`);
  return (
    <>
      {parts.map((part, index) => (
        <Fragment key={index}>
          {index > 0 && ", "}
          {part}
        </Fragment>
      ))}
      {parts.length > 0 && " "}
      {!isAlone && <SafeText value={touch.uri ?? touch.resource ?? touch.system} cap={60} />}
    </>
  );
}

function End({
  touch,
  diff,
  reveal,
}: {
  touch: Touch;
  diff: TouchDiff;
  reveal: Reveal;
}): ReactNode {
  return (
    <>
      {(diff.isHidden || reveal.purpose !== undefined) && <RevealButton reveal={reveal} />}
      {touch.uri !== undefined && <AppLink href={resourcePath(touch.uri)}>History</AppLink>}
    </>
  );
}
