import type { EventView } from "@toolmark/query-api/event-view";
import { nearest } from "@toolmark/schemas/query/query-fields";

import { usageFailure } from "../exit-status.ts";
import { formatTime } from "./format-values.ts";
import type { Column } from "./render-table.ts";
import type { Style } from "./terminal.ts";

const calm: ReadonlySet<string> = new Set(["success", "input_required", "deferred"]);

/** How an outcome is shown: what went wrong or is not known stands out. */
export function outcomeStyle(outcome: string | undefined): Style | undefined {
  if (outcome === undefined || calm.has(outcome)) return undefined;
  return outcome === "unknown" || outcome === "timeout" ? "warning" : "bad";
}

function actorOf({ actor }: EventView): string | undefined {
  return actor?.id ?? actor?.type;
}

function agentOf({ actor }: EventView): string | undefined {
  return actor?.agent?.id ?? actor?.agent?.name;
}

function named(software: { name?: string | undefined; version?: string | undefined } | undefined) {
  if (software?.name === undefined) return undefined;
  return software.version === undefined ? software.name : `${software.name}/${software.version}`;
}

/** What an event is about, in one cell: its tool, or its type where it is no call. */
function doingOf(event: EventView): string {
  const { type } = event.event;
  const name = event.tool?.name ?? event.prompt?.name ?? event.method;
  if (name === undefined) return type;
  return type === "call.completed" ? name : `${name} (${type})`;
}

function resourceOf({ downstream, resource, audit }: EventView): string | undefined {
  // A read of the trail is about what was asked.
  if (audit !== undefined) return audit.query ?? audit.object?.name ?? audit.object?.id;
  const uris = [...new Set((downstream ?? []).map(({ uri, system }) => uri ?? system))];
  const [first = resource?.uri] = uris;
  return uris.length > 1 ? `${first} +${uris.length - 1}` : first;
}

/** Every column that events can be shown with, in their order. */
export const eventColumns: readonly Column<EventView>[] = [
  { name: "time", usual: 24, title: "TIME (UTC)", value: ({ time }) => formatTime(time.occurred) },
  { name: "actor", usual: 24, title: "ACTOR", value: actorOf, min: 12 },
  { name: "agent", usual: 12, title: "VIA", value: agentOf, min: 6, dispensable: 6 },
  {
    name: "client",
    usual: 20,
    title: "CLIENT",
    value: ({ client }) => named(client),
    min: 8,
    dispensable: 7,
  },
  { name: "tool", usual: 26, title: "TOOL", value: doingOf, min: 16 },
  {
    name: "effect",
    usual: 11,
    title: "EFFECT",
    value: ({ effect }) => effect?.class,
    dispensable: 3,
  },
  {
    name: "decision",
    usual: 6,
    title: "POLICY",
    value: ({ policy }) => policy?.decision,
    style: ({ policy }) => (policy?.decision === "deny" ? "bad" : undefined),
    dispensable: 5,
  },
  {
    name: "outcome",
    usual: 14,
    title: "OUTCOME",
    value: ({ outcome }) => outcome?.status,
    style: ({ outcome }) => outcomeStyle(outcome?.status),
  },
  { name: "resource", usual: 28, title: "RESOURCE", value: resourceOf, min: 10, dispensable: 2 },
  {
    name: "ms",
    usual: 5,
    title: "MS",
    value: ({ time }) =>
      time.duration_ms === undefined ? undefined : Math.round(time.duration_ms),
    align: "right",
    dispensable: 8,
  },
  { name: "id", usual: 36, title: "EVENT", value: ({ event }) => event.id, dispensable: 4 },
];

/** Columns that are shown only when asked for. */
const moreColumns: readonly Column<EventView>[] = [
  { name: "type", title: "TYPE", value: ({ event }) => event.type },
  { name: "recorded", title: "RECORDED (UTC)", value: ({ time }) => formatTime(time.recorded) },
  { name: "server", title: "SERVER", value: ({ server }) => named(server), min: 6 },
  { name: "emitter", title: "EMITTER", value: ({ emitter }) => emitter.id, min: 6 },
  { name: "environment", title: "ENV", value: ({ environment }) => environment },
  { name: "session", title: "SESSION", value: ({ session }) => session?.id, min: 8 },
  { name: "call", title: "CALL", value: ({ call }) => call?.id },
  { name: "operation", title: "OPERATION", value: ({ operation }) => operation?.id, min: 8 },
  { name: "approval", title: "APPROVAL", value: ({ approval }) => approval?.status },
  { name: "approver", title: "APPROVER", value: ({ approval }) => approval?.approver?.id, min: 8 },
  { name: "error", title: "ERROR", value: ({ error }) => error?.message ?? error?.class, min: 8 },
  {
    name: "rule",
    title: "RULES",
    value: ({ policy }) => policy?.checks?.map(({ rule_id, id }) => rule_id ?? id).join(","),
    min: 8,
  },
  { name: "marks", title: "MARKS", value: ({ marks }) => marks.join(",") },
];

/** Names that `--columns` takes. */
export const columnNames = [...eventColumns, ...moreColumns].map(({ name }) => name);

/**
 * The columns of a list such as `time,tool,id`.
 *
 * @throws CommandFailure for a name that is none.
 */
export function chooseColumns(list: string | undefined): readonly Column<EventView>[] {
  if (list === undefined) return eventColumns;
  return list.split(",").map((part) => {
    const name = part.trim();
    const column = [...eventColumns, ...moreColumns].find((candidate) => candidate.name === name);
    if (column !== undefined) return { ...column, dispensable: 0 };
    const meant = nearest(name, columnNames);
    throw usageFailure(`there is no column ${JSON.stringify(name)}`, [
      meant === undefined ? `columns are ${columnNames.join(", ")}` : `did you mean ${meant}?`,
    ]);
  });
}
