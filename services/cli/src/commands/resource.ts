import type { ResourceAnswer } from "@toolmark/query-api/answers";
import type { StateAnswer } from "@toolmark/query-api/state/answers";

import { readPages } from "../api/pages.ts";
import { defineCommand } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { outcomeStyle } from "../output/event-columns.ts";
import { formatCount, formatTime } from "../output/format-values.ts";
import { renderState } from "../output/render-state.ts";
import { createTable } from "../output/render-table.ts";
import type { Column } from "../output/render-table.ts";
import { instantOf, rangeOptions, readRange, wholeNumber } from "../read-query.ts";
import { showAnswer } from "../show-answer.ts";

type Access = ResourceAnswer["accesses"][number];

/** `toolmark resource`. */
export const resource = defineCommand({
  name: "resource",
  summary: "Show who changed a resource, or with --reads who accessed it",
  usage: "URI",
  argument: "value",
  arity: [1, 1],
  details: [
    "Also shows calls that were to change the resource and were blocked, failed, or have no known end.",
  ],
  options: {
    ...rangeOptions,
    reads: { type: "boolean", description: "also what only read it" },
    at: {
      type: "string",
      argument: "TIME",
      description: "its state at a time, each field with the event it came from",
    },
    limit: {
      type: "string",
      short: "n",
      argument: "N",
      description: "how many events at most; default 100",
    },
    all: { type: "boolean", short: "a", description: "all events, however many there are" },
    "exit-empty": { type: "boolean", description: "exit with status 1 when there are none" },
  },
  asks: true,
  examples: [
    ["toolmark resource crm://contact/42 --from 30d", "who changed contact 42"],
    ["toolmark resource crm://contact/42 --reads --json", "every access, one a line"],
    ["toolmark resource crm://contact/42 --at yesterday --reason 'ticket 4711'", "its state then"],
  ],
  async run(context, { arguments: [uri = ""], options }) {
    const range = readRange(options);
    const limit =
      options.all === true
        ? Infinity
        : wholeNumber("limit", options.limit, { min: 1, max: 1_000_000_000, byDefault: 100 });
    const { columns: width, paint } = context.terminal.out;
    const at = options.at === undefined ? undefined : instantOf("at", options.at);
    const { api } = await context.connect();
    if (at !== undefined) {
      const state = await api.get<StateAnswer>("/v1/resources/state", { uri, at });
      return await showAnswer(context, state, renderState(state, { width, paint }));
    }
    const table = createTable(accessColumns, { width, paint });
    // A page counts events; one event may be several accesses.
    const pages = readPages<ResourceAnswer>(
      api,
      "/v1/resources",
      { uri, ...range, reads: options.reads, ...(limit > 10_000 && { count: "all" }) },
      { limit, sizeOf: ({ accesses }) => new Set(accesses.map(({ event_id }) => event_id)).size },
    );
    let events = 0;
    let total = 0;
    let isExact = true;
    let hidden = false;
    for await (const page of pages) {
      total = page.total;
      isExact = page.total_is_exact;
      hidden ||= page.accesses.some(({ masked }) => masked === true);
      events += new Set(page.accesses.map(({ event_id }) => event_id)).size;
      if (context.json) await context.printJson(...page.accesses);
      else if (page.accesses.length > 0) await context.print(table.lines(page.accesses));
    }
    if (hidden) await context.note("states are hidden; --reason 'why' shows them, and is recorded");
    if (events < total || !isExact)
      await context.note(
        `the newest ${events} of ${formatCount(total, "event", isExact)}; --all shows all`,
      );
    if (total === 0)
      await context.note(
        `nothing is recorded${options.reads === true ? "" : " that changed it; --reads shows every access"}`,
      );
    return total === 0 && options["exit-empty"] === true ? exitStatus.nothing : exitStatus.ok;
  },
});

const accessColumns: readonly Column<Access>[] = [
  { name: "time", title: "TIME (UTC)", value: ({ time }) => formatTime(time) },
  { name: "operation", title: "OPERATION", value: ({ operation }) => operation ?? "aimed at" },
  { name: "actor", title: "ACTOR", value: ({ actor }) => actor?.id ?? actor?.type, min: 8 },
  { name: "agent", title: "VIA", value: ({ agent }) => agent, min: 6, dispensable: 4 },
  {
    name: "client",
    title: "CLIENT",
    value: ({ client }) => client?.name,
    min: 8,
    dispensable: 5,
  },
  { name: "tool", title: "TOOL", value: ({ tool }) => tool, min: 10 },
  {
    name: "approval",
    title: "APPROVAL",
    value: ({ approval }) =>
      approval &&
      [approval.status, approval.approver && `by ${approval.approver}`].filter(Boolean).join(" "),
    min: 8,
    dispensable: 3,
  },
  {
    name: "outcome",
    title: "OUTCOME",
    value: ({ outcome, decision }) => outcome ?? decision,
    style: ({ outcome }) => outcomeStyle(outcome),
  },
  {
    name: "changed",
    title: "CHANGED",
    value: ({ changes, changed_fields, masked }) => {
      if (changes.length === 0) return changed_fields?.join(", ");
      return masked === true
        ? changes.map(({ field }) => field).join(", ")
        : changes
            .map(({ field, before, after }) => `${field}: ${inShort(before)} -> ${inShort(after)}`)
            .join("; ");
    },
    min: 12,
    dispensable: 2,
  },
  { name: "call", title: "CALL", value: ({ call_id }) => call_id, dispensable: 6 },
];

function inShort(value: unknown): string {
  if (value === undefined) return "(nothing)";
  return typeof value === "string" ? value : JSON.stringify(value);
}
