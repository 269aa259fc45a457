import type { StateAnswer } from "@toolmark/query-api/state/answers";

import { formatTime } from "./format-values.ts";
import { createTable } from "./render-table.ts";
import type { Column, TableLayout } from "./render-table.ts";
import { safeText, visibleText } from "./visible-text.ts";

type Field = StateAnswer["fields"][number];

/** Lines that show what a resource was, each value with where it comes from and how far it is known. */
export function renderState(state: StateAnswer, layout: TableLayout): string[] {
  const { paint } = layout;
  const { existence, fields, conflicts } = state;
  return [
    `${paint("heading", visibleText(state.uri))} at ${formatTime(state.at)}: ${existence.state} (${existence.label}${existence.why === undefined ? "" : `, ${safeText(existence.why)}`})`,
    ...(state.masked === true
      ? ['values are hidden; say why you need them with --reason "…"']
      : []),
    ...(fields.length === 0
      ? ["no field is known"]
      : createTable(stateColumns, layout).lines(fields)),
    ...conflicts.map(({ field, expected, found }) =>
      paint(
        "warning",
        `${visibleText(field ?? "it")} was changed by something that is not recorded, between ${formatTime(expected.time)} and ${formatTime(found.time)}`,
      ),
    ),
  ];
}

const stateColumns: readonly Column<Field>[] = [
  {
    name: "field",
    title: "FIELD",
    value: ({ field }) => (field === "" ? "(whole)" : field),
    min: 8,
  },
  { name: "value", title: "VALUE", value: valueOf, min: 16 },
  {
    name: "known",
    title: "KNOWN",
    value: ({ label }) => label,
    style: ({ label }) => (label === "observed" ? undefined : "warning"),
  },
  { name: "time", title: "SINCE (UTC)", value: ({ time }) => formatTime(time) },
  { name: "why", title: "WHY", value: ({ why }) => why, min: 10, dispensable: 1 },
  { name: "event", title: "EVENT", value: ({ event_id }) => event_id, dispensable: 2 },
];

function valueOf({ value, gone, redacted }: Field): string | undefined {
  if (gone === true) return "(removed)";
  if (redacted === true) return "(taken out when recorded)";
  if (value === undefined) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}
