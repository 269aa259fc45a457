import type { ProfileAnswer } from "@toolmark/query-api/profiles/answers";

import { formatCount, formatTime } from "./format-values.ts";
import { createTable } from "./render-table.ts";
import type { Column, TableLayout } from "./render-table.ts";
import { safeText, visibleText } from "./visible-text.ts";

type Seen = ProfileAnswer["tools"]["items"][number];
type Touched = ProfileAnswer["resources"]["items"][number];
type Denial = ProfileAnswer["denials"][number];

const sections = [
  "people",
  "actors",
  "agents",
  "clients",
  "credentials",
  "servers",
  "tools",
  "sessions",
] as const;

/** Lines that show what somebody or something did: figures first, then what was used and touched. */
export function renderProfile(profile: ProfileAnswer, layout: TableLayout): string[] {
  const { paint } = layout;
  const heading = (title: string, left: number) =>
    `${paint("heading", title)}${left > 0 ? paint("faint", `  ${left.toLocaleString("en-US")} more`) : ""}`;
  const lines = [
    `${paint("heading", `${profile.kind} ${visibleText(profile.id)}`)}  first ${formatTime(profile.first.time)}, last ${formatTime(profile.last.time)}`,
    `${formatCount(profile.calls, "call")}, ${formatCount(profile.writes, "write")}, ${profile.denied} denied, ${formatCount(profile.errors, "error")}, ${profile.unresolved} without a recorded result`,
    counts("by outcome", profile.by_outcome),
    counts("by effect", profile.by_effect),
    counts("approvals asked for", profile.approvals.asked),
    counts("approvals decided", profile.approvals.given ?? {}),
    profile.shared === true ? paint("warning", "used by more than one person") : "",
  ].filter((line) => line !== "");
  for (const name of sections) {
    const section = profile[name];
    // An actor is the only one of its own list.
    if (section === undefined || section.items.length === 0 || name === `${profile.kind}s`)
      continue;
    lines.push("", heading(name, section.total - section.items.length));
    lines.push(...createTable(seenColumns, layout).lines(section.items));
  }
  const { resources, denials } = profile;
  if (resources.items.length > 0) {
    lines.push("", heading("resources", resources.total - resources.items.length));
    lines.push(...createTable(touchedColumns, layout).lines(resources.items));
  }
  if (denials.length > 0) {
    lines.push("", heading("blocked", 0));
    lines.push(...createTable(denialColumns, layout).lines(denials));
  }
  return lines;
}

function counts(title: string, by: Readonly<Record<string, number | undefined>>): string {
  const parts = Object.entries(by).filter(([, count]) => (count ?? 0) > 0);
  return parts.length === 0
    ? ""
    : `${title}: ${parts.map(([name, count]) => `${safeText(name)} ${count}`).join(", ")}`;
}

const last = { name: "last", title: "LAST (UTC)" } as const;

const seenColumns: readonly Column<Seen>[] = [
  { name: "value", title: "WHICH", value: ({ value }) => value, min: 16 },
  { name: "calls", title: "CALLS", value: ({ calls }) => calls, align: "right" },
  { name: "writes", title: "WRITES", value: ({ writes }) => writes, align: "right" },
  {
    name: "denied",
    title: "DENIED",
    value: ({ denied }) => denied,
    align: "right",
    style: ({ denied }) => (denied > 0 ? "bad" : undefined),
  },
  {
    name: "errors",
    title: "ERRORS",
    value: ({ errors }) => errors,
    align: "right",
    dispensable: 3,
  },
  {
    name: "new",
    title: "NEW",
    value: (seen) => (seen.new === true ? "new" : undefined),
    style: (seen) => (seen.new === true ? "warning" : undefined),
    dispensable: 2,
  },
  {
    name: "first",
    title: "FIRST (UTC)",
    value: ({ first }) => formatTime(first.time),
    dispensable: 4,
  },
  { ...last, value: (seen) => formatTime(seen.last.time), dispensable: 1 },
];

const touchedColumns: readonly Column<Touched>[] = [
  { name: "value", title: "WHICH", value: ({ value }) => value, min: 20 },
  { name: "changes", title: "CHANGES", value: ({ changes }) => changes, align: "right" },
  { name: "reads", title: "READS", value: ({ reads }) => reads, align: "right" },
  { name: "aims", title: "AIMED AT", value: ({ aims }) => aims, align: "right", dispensable: 2 },
  { ...last, value: (touched) => formatTime(touched.last.time), dispensable: 1 },
];

const denialColumns: readonly Column<Denial>[] = [
  { name: "kind", title: "BY", value: ({ kind }) => kind },
  { name: "rule", title: "RULE", value: ({ rule }) => rule, min: 10 },
  { name: "count", title: "COUNT", value: ({ count }) => count, align: "right" },
  { ...last, value: (denial) => formatTime(denial.last.time), dispensable: 1 },
];
