import type { ExportFormatName } from "@toolmark/exports/export-formats";
import type { ReportTemplateName } from "@toolmark/exports/report-templates";
import type { ExportAnswer, ScheduleAnswer } from "@toolmark/query-api/exports/answers";

/** What can be made: rows as they are, or a report after a template. */
export type WhatName = "data" | ReportTemplateName;

/** A thing that can be made, in words. */
export interface What {
  title: string;
  text: string;
}

/** All that can be made, in the order in which it is offered. */
export const whats: Readonly<Record<WhatName, What>> = {
  data: { title: "Data", text: "Every event that the query holds, one a row, with a manifest." },
  events: { title: "Events", text: "Everything that the query found, counted and listed." },
  "access-review": {
    title: "Access review",
    text: "Accounts that changed something, by month, with their last use; shared credentials.",
  },
  changes: {
    title: "Changes",
    text: "Calls that changed something or were to, and what they touched.",
  },
  approvals: {
    title: "Approvals",
    text: "Who asked, who decided, and for exactly which parameters.",
  },
  denied: { title: "Denied", text: "What was blocked by policy, validation, approval or access." },
};

/** A format of a file, in words. */
export interface FormatWords {
  label: string;
  text: string;
  isReport: boolean;
  /** Bytes of a row against those of the event as JSON, about. */
  size: number;
}

/** All formats. */
export const formats: Readonly<Record<ExportFormatName, FormatWords>> = {
  jsonl: {
    label: "JSON Lines",
    text: "as the API shows it; for evidence",
    isReport: false,
    size: 1,
  },
  csv: {
    label: "CSV",
    text: "a table, safe in a spreadsheet; for reading",
    isReport: false,
    size: 0.25,
  },
  ocsf: { label: "OCSF", text: "API Activity, one a line", isReport: false, size: 1.5 },
  ecs: { label: "ECS", text: "Elastic Common Schema, one a line", isReport: false, size: 1.3 },
  html: { label: "HTML", text: "one file without scripts", isReport: true, size: 0.15 },
  pdf: { label: "PDF", text: "for paper and signatures", isReport: true, size: 0.1 },
};

/** Names of all formats. */
export const formatNames = Object.keys(formats) as ExportFormatName[];

/** What a gzip file is of the same file as it is, about. */
export const GZIP_SIZE = 0.12;

/** A thing by the text of an address; data for one that is none. */
export function whatNamed(text: string | undefined): WhatName {
  return text !== undefined && Object.hasOwn(whats, text) ? (text as WhatName) : "data";
}

/** A format that fits a thing, by the text of an address; the first that fits for one that is none. */
export function formatNamed(text: string | undefined, what: WhatName): ExportFormatName {
  const fitting = formatsFor(what);
  return fitting.find((name) => name === text) ?? fitting[0] ?? "jsonl";
}

/** The formats in which a thing can be made. */
export function formatsFor(what: WhatName): ExportFormatName[] {
  return formatNames.filter((name) => formats[name].isReport === (what !== "data"));
}

/** Where an export stands, in words and tone. */
export const stateWords: Readonly<
  Record<ExportAnswer["state"], { word: string; tone: "quiet" | "good" | "deny" | "wait" | "gap" }>
> = {
  queued: { word: "waiting", tone: "wait" },
  running: { word: "being made", tone: "wait" },
  complete: { word: "complete", tone: "good" },
  partial: { word: "partial", tone: "deny" },
  failed: { word: "failed", tone: "deny" },
  cancelled: { word: "cancelled", tone: "gap" },
  removed: { word: "removed", tone: "gap" },
};

/** Whether an export will still become another. */
export function isOpen({ state }: Pick<ExportAnswer, "state">): boolean {
  return state === "queued" || state === "running";
}

/** The texts of an export's request that are shown; members that it does not have are absent. */
export function requestTexts(request: ExportAnswer["request"] | ScheduleAnswer["export"]): {
  q: string;
  format: string;
  template?: string;
  from?: string;
  to?: string;
} {
  const textOf = (name: string) => {
    const value = (request as Readonly<Record<string, unknown>>)[name];
    return typeof value === "string" ? value : undefined;
  };
  const [template, from, to] = [textOf("template"), textOf("from"), textOf("to")];
  return {
    q: textOf("q") ?? "",
    format: textOf("format") ?? "",
    ...(template !== undefined && { template }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}

/** What an export is, in few words: `Changes as HTML`, `Data as CSV`. */
export function whatText(request: { format: string; template?: string | undefined }): string {
  const format = (formats as Readonly<Record<string, FormatWords>>)[request.format];
  const what = whats[format?.isReport === true ? whatNamed(request.template ?? "events") : "data"];
  return `${what.title} as ${format?.label ?? request.format}`;
}
