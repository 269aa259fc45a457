import { visibleText } from "@toolmark/schemas/query/visible-text";

import { createAccessReview } from "./access-review.ts";
import { createCounter } from "./counter.ts";
import type { ExportedEvent } from "./exported-event.ts";
import type { ExportManifest } from "./manifest.ts";
import { reportCell } from "./report-cell.ts";
import { reportTemplates } from "./report-templates.ts";
import type { ReportTemplateName } from "./report-templates.ts";

/** Most events that a report lists; its counts are over all. */
export const MAX_REPORT_ROWS = 1000;

const MAX_VALUES = 25;

/** A table of a report; cells hold nothing hidden and are bounded in length. */
export interface ReportTable {
  title: string;
  note?: string;
  columns: readonly ReportColumn[];
  rows: readonly (readonly string[])[];
}

/** A column of a table. */
export interface ReportColumn {
  name: string;
  /** Share of the page's width, relative to the other columns. */
  width: number;
  isNumber?: boolean;
}

/** A report before it is given a form. */
export interface ReportModel {
  title: string;
  /** In plain words, what the report is. */
  introduction: string;
  /** Why it is not complete; absent when it is. */
  incomplete?: string;
  facts: readonly (readonly [label: string, value: string])[];
  tables: readonly ReportTable[];
  limits: readonly string[];
}

/** What a report says about itself. */
export type ReportSubject = Omit<ExportManifest, "data" | "proofs" | "format">;

/** Gathers events into a report. Memory is bounded, whatever their number. */
export interface Report {
  add(event: ExportedEvent): void;
  model(subject: ReportSubject): ReportModel;
}

/** Creates a report after one of the templates. */
export function createReport(name: ReportTemplateName): Report {
  const template = reportTemplates[name];
  const counters = [
    { title: "By outcome", counter: createCounter(), of: outcomeOf },
    { title: "By effect", counter: createCounter(), of: effectOf },
    { title: "By person or account", counter: createCounter(), of: accountOf },
    { title: "By tool", counter: createCounter(), of: toolOf },
    { title: "By month (UTC)", counter: createCounter(), of: monthOf, inOrder: true },
  ];
  const review = name === "access-review" ? createAccessReview() : undefined;
  const rows: string[][] = [];
  let count = 0;

  return {
    add(event) {
      count++;
      for (const { counter, of } of counters) counter.add(of(event));
      review?.add(event);
      if (rows.length < MAX_REPORT_ROWS)
        rows.push(template.columns.map((column) => reportCell(column.value(event))));
    },
    model(subject) {
      const counts = counters.map(({ title, counter, inOrder }): ReportTable => {
        const { values, more, rest } = counter.top(MAX_VALUES, { inOrder });
        return {
          title,
          columns: [
            { name: "value", width: 4 },
            { name: "events", width: 1, isNumber: true },
          ],
          rows: values.map(([value, events]) => [reportCell(value), String(events)]),
          ...(more > 0 && { note: `${more} more values with ${rest} events are not listed` }),
        };
      });
      const listing: ReportTable = {
        title: "Events",
        note: `showing ${rows.length} of ${count}, oldest first`,
        columns: template.columns,
        rows,
      };
      return {
        title: template.title,
        introduction: template.introduction,
        ...(subject.state === "partial" && {
          incomplete: visibleText(subject.reason ?? "the reason is not known"),
        }),
        facts: factsOf(subject),
        tables: [...counts, ...(review?.tables() ?? []), listing],
        limits: subject.limits,
      };
    },
  };
}

function factsOf(subject: ReportSubject): [string, string][] {
  const { query, requested_by: by, completeness } = subject;
  const masks = Object.entries(subject.masks).map(([name, events]) => `${name} (${events} events)`);
  const gaps = completeness.gaps.length + completeness.more_gaps;
  return [
    ["Scope", query.normalized === "" ? "all events" : query.explanation],
    ["Query", query.normalized === "" ? "none" : query.normalized],
    ["Period", `${query.from ?? "the beginning"} to ${query.to ?? "the end"}, end not included`],
    ["Time zone", query.zone],
    ["Tenant", subject.tenant],
    ["Servers", query.servers === undefined ? "all" : query.servers.join(", ")],
    [
      "Events",
      subject.sample === undefined
        ? `${subject.count} of ${subject.total}`
        : `a random sample of ${subject.count} of ${subject.total}, seed ${subject.sample.seed}`,
    ],
    ["Complete", subject.state === "complete" ? "yes" : `no: ${subject.reason ?? "unknown"}`],
    ["Known gaps", gaps === 0 ? "none known" : `${gaps}; the manifest lists them`],
    ["Hidden values", masks.length === 0 ? "none" : masks.join(", ")],
    ["Requested by", `${by.name} (${by.role})`],
    ["Purpose", subject.purpose ?? "not stated"],
    ["Generated", `${subject.finished} by Toolmark ${subject.generator.version}`],
    ["Export", subject.id],
  ].map(([label = "", value = ""]): [string, string] => [label, visibleText(value)]);
}

function outcomeOf({ outcome, event }: ExportedEvent): string {
  return outcome?.status ?? `no outcome (${event.type})`;
}

function effectOf({ effect }: ExportedEvent): string {
  return effect?.class ?? "none known";
}

function accountOf({ actor }: ExportedEvent): string {
  return actor?.id ?? actor?.type ?? "unknown";
}

function toolOf({ tool }: ExportedEvent): string {
  return tool?.name ?? "no tool";
}

function monthOf({ time }: ExportedEvent): string {
  return time.occurred.slice(0, 7);
}
