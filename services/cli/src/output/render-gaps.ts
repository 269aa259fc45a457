import type { EmitterGaps, GapsAnswer } from "@toolmark/query-api/gaps/answers";

import { formatTime } from "./format-values.ts";
import { createTable } from "./render-table.ts";
import type { Column, TableLayout } from "./render-table.ts";
import { wrap } from "./text-width.ts";
import { safeText } from "./visible-text.ts";

/** One thing that is missing or odd. */
interface Finding {
  emitter: string;
  what: string;
  from: string | undefined;
  to: string | undefined;
  detail: string;
}

/** Lines that show what is missing: in words, per emitter, and each hole with its ends. */
export function renderGaps(answer: GapsAnswer, layout: TableLayout): string[] {
  const { paint, width } = layout;
  const summary = safeText(answer.summary);
  const findings = answer.emitters.flatMap(findingsOf);
  return [
    ...(width === undefined ? [summary] : wrap(summary, width)),
    ...(answer.emitters.length === 0
      ? []
      : ["", ...createTable(emitterColumns, layout).lines(answer.emitters)]),
    ...(findings.length === 0
      ? []
      : [
          "",
          paint("heading", "in detail"),
          ...createTable(findingColumns, layout).lines(findings),
        ]),
    ...(answer.quarantine === undefined || answer.quarantine.total === 0
      ? []
      : [
          "",
          `in quarantine: ${Object.entries(answer.quarantine.by_reason)
            .map(([reason, count]) => `${safeText(reason)} ${count}`)
            .join(", ")}`,
        ]),
  ];
}

function findingsOf({ emitter, epochs, restarts, silences }: EmitterGaps): Finding[] {
  return [
    ...epochs.flatMap(({ epoch, missing, repeated }) => [
      ...missing.map((range) => ({
        emitter,
        what: `missing ${range.status}`,
        from: range.after?.time,
        to: range.before?.time,
        detail: `${range.count} of epoch ${epoch}: ${range.from_sequence} to ${range.to_sequence}${range.reason === undefined ? "" : ` (${range.reason})`}${range.recent ? ", may still come" : ""}`,
      })),
      ...repeated.map(({ sequence, event_ids }) => ({
        emitter,
        what: "number twice",
        from: undefined,
        to: undefined,
        detail: `${sequence} of epoch ${epoch} in ${event_ids.length} events: ${event_ids.slice(0, 3).join(", ")}`,
      })),
    ]),
    ...restarts.map(({ time, clean, epoch }) => ({
      emitter,
      what: clean ? "restart" : "restart, unclean",
      from: time,
      to: undefined,
      detail: `epoch ${epoch}${clean ? "" : "; the run before did not say that it stopped"}`,
    })),
    ...silences.map(({ from, to, ms }) => ({
      emitter,
      what: "silence",
      from,
      to,
      detail: ms === undefined ? "nothing came since" : `${Math.round(ms / 1000)} s`,
    })),
  ];
}

const missingOf = ({ epochs }: EmitterGaps) =>
  epochs.reduce((sum, { missing_count: count }) => sum + count, 0);

const emitterColumns: readonly Column<EmitterGaps>[] = [
  { name: "emitter", title: "EMITTER", value: ({ emitter }) => emitter, min: 10 },
  { name: "events", title: "EVENTS", value: ({ events }) => events, align: "right" },
  {
    name: "missing",
    title: "MISSING",
    value: missingOf,
    align: "right",
    style: (emitter) => (missingOf(emitter) > 0 ? "bad" : undefined),
  },
  {
    name: "restarts",
    title: "RESTARTS",
    value: ({ restarts }) => restarts.length,
    align: "right",
    dispensable: 2,
  },
  { name: "silences", title: "SILENCES", value: ({ silences }) => silences.length, align: "right" },
  {
    name: "skewed",
    title: "SKEWED",
    value: ({ skewed }) => skewed.count,
    align: "right",
    dispensable: 3,
  },
  { name: "late", title: "LATE", value: ({ late }) => late.count, align: "right", dispensable: 3 },
  {
    name: "unnumbered",
    title: "UNNUMBERED",
    value: ({ unnumbered }) => unnumbered,
    align: "right",
    dispensable: 4,
  },
  {
    name: "last",
    title: "LAST SEEN (UTC)",
    value: ({ last_seen }) => formatTime(last_seen.time),
    dispensable: 1,
  },
];

const findingColumns: readonly Column<Finding>[] = [
  { name: "emitter", title: "EMITTER", value: ({ emitter }) => emitter, min: 8 },
  { name: "what", title: "WHAT", value: ({ what }) => what },
  { name: "from", title: "AFTER (UTC)", value: ({ from }) => formatTime(from) },
  { name: "to", title: "BEFORE (UTC)", value: ({ to }) => formatTime(to), dispensable: 1 },
  { name: "detail", title: "DETAIL", value: ({ detail }) => detail, min: 20 },
];
