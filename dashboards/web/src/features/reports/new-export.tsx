import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import type { ReactNode } from "react";

import { useRange } from "../../lib/range.ts";
import { useShareAsof } from "../../lib/share-link.ts";
import { Button, ButtonGroup } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { RangePicker } from "../../ui/range-picker.tsx";
import { ColumnChoice } from "./column-choice.tsx";
import { CreateExport } from "./create-export.tsx";
import { ExportPreview } from "./export-preview.tsx";
import { QueryLine } from "./query-line.tsx";
import { formatNamed, formats, formatsFor, whatNamed, whats } from "./report-words.ts";
import type { WhatName } from "./report-words.ts";
import { ScheduleDialog } from "./schedule-dialog.tsx";
import { usePreview } from "./use-exports.ts";

import styles from "./reports-page.module.css";

const route = getRouteApi("/reports");

/** Chooses what is exported, shows what that is, and has it made. */
export function NewExport(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const range = useRange(search);
  const [isScheduling, setIsScheduling] = useState(false);
  const what = whatNamed(search.template);
  const format = formatNamed(search.format, what);
  const columns = format === "csv" ? columnsOf(search.columns) : undefined;
  const { from, to } = range;
  const scope = { what, q: search.q ?? "", kind: search.kind, from, to, asof: search.asof };
  const preview = usePreview(scope);
  useShareAsof(preview.data?.asof, { from, to });
  const change = (next: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true });

  return (
    <div className={styles["split"]}>
      <div className={styles["form"]} tabIndex={0} role="group" aria-label="What is exported">
        <h2>What</h2>
        <div className={styles["whats"]} role="radiogroup" aria-label="What">
          {(Object.keys(whats) as WhatName[]).map((name) => (
            <label key={name} className={styles["what"]} data-on={name === what ? "" : undefined}>
              <input
                type="radio"
                name="what"
                checked={name === what}
                onChange={() =>
                  change({ template: name === "data" ? undefined : name, format: undefined })
                }
              />
              <span>
                <b>{whats[name].title}</b>
                <span>{whats[name].text}</span>
              </span>
            </label>
          ))}
        </div>

        <h2>Which events</h2>
        <QueryLine
          key={search.q}
          value={search.q ?? ""}
          explanation={preview.data?.query.explanation}
          onChange={(q) => change({ q: q === "" ? undefined : q })}
        />
        <div className={styles["line"]}>
          <RangePicker value={search} range={range} onChange={change} />
          <label className={styles["kind"]}>
            <span className="sr">Kind of events</span>
            <select
              value={search.kind ?? "rows"}
              onChange={(event) =>
                change({
                  kind: kinds.find((kind) => kind === event.currentTarget.value && kind !== "rows"),
                })
              }
            >
              <option value="rows">outcomes and facts</option>
              <option value="attempts">attempts</option>
              <option value="all">all, attempts too</option>
            </select>
          </label>
        </div>

        <h2>Format</h2>
        <ButtonGroup label="Format">
          {formatsFor(what).map((name) => (
            <Button
              key={name}
              on={name === format}
              title={formats[name].text}
              onClick={() => change({ format: name })}
            >
              {formats[name].label}
            </Button>
          ))}
        </ButtonGroup>
        <p className={styles["note"]}>{formats[format].text}</p>
        {format === "csv" && (
          <ColumnChoice
            chosen={columns}
            onChange={(next) => change({ columns: next?.join(",") })}
          />
        )}

        <CreateExport
          scope={scope}
          format={format}
          columns={columns}
          total={preview.data?.total}
          asof={preview.data?.asof}
          schedule={
            <Button onClick={() => setIsScheduling(true)}>
              <Icon name="calendar" size={13} />
              Schedule
            </Button>
          }
        />
      </div>
      <ExportPreview query={preview} format={format} />
      {isScheduling && (
        <ScheduleDialog
          request={{
            q: scope.q,
            format,
            ...(scope.kind !== undefined && { kind: scope.kind }),
            ...(what !== "data" && { template: what }),
            ...(columns !== undefined && { columns }),
          }}
          onClose={() => setIsScheduling(false)}
          onDone={() => {
            setIsScheduling(false);
            void navigate({ search: (old) => ({ ...old, tab: "schedules" }) });
          }}
        />
      )}
    </div>
  );
}

const kinds = ["rows", "attempts", "all"] as const;

function columnsOf(text: string | undefined): string[] | undefined {
  const names = (text ?? "").split(",").filter((name) => name !== "");
  return names.length === 0 ? undefined : names;
}
