import type { EventView } from "@toolmark/query-api/event-view";
import type { FieldName } from "@toolmark/schemas/fields";

/** Columns that a list of events can have. */
export const columnIds = [
  "time",
  "actor",
  "client",
  "tool",
  "effect",
  "decision",
  "outcome",
  "resource",
  "ms",
  "type",
  "agent",
  "session",
  "conversation",
  "emitter",
  "environment",
  "method",
  "rule",
  "approver",
  "error",
  "system",
  "credential",
  "operation",
  "trace",
  "recorded",
  "id",
] as const;

/** A column of a list of events. */
export type ColumnId = (typeof columnIds)[number];

/** The columns that are shown unless others were chosen. */
export const defaultColumns: readonly ColumnId[] = columnIds.slice(0, columnIds.indexOf("ms") + 1);

/** Reads the columns of an address; the default where it names none that there are. */
export function readColumns(text: string | undefined): readonly ColumnId[] {
  const wanted = (text ?? "").split(",");
  const columns = columnIds.filter((id) => wanted.includes(id));
  return columns.length === 0 ? defaultColumns : columns;
}

/** Columns as the address keeps them; undefined for the default. */
export function columnsText(columns: readonly ColumnId[]): string | undefined {
  const text = columns.join(",");
  return text === defaultColumns.join(",") ? undefined : text;
}

/** A value of an event as a query asks for it. */
export interface EventValue {
  field: FieldName;
  value: string;
}

/** The resource that a list names: the first that was touched, else the one that was aimed at. */
export function shownResource({ downstream, resource }: EventView): string | undefined {
  return downstream?.find(({ uri }) => uri !== undefined)?.uri ?? resource?.uri;
}

/** What a query asks for to find a cell's value again; undefined where a query cannot. Pure. */
export function valueAt(event: EventView, column: string): EventValue | undefined {
  const { actor, policy, approval } = event;
  const isDenied = policy?.decision === "deny" || policy?.decision === "error";
  switch (column as ColumnId) {
    case "time":
    case "ms":
    case "recorded":
    case "id":
      return undefined;
    case "actor":
      return actor?.id === undefined ? agentOf(event) : valueOf("actor", actor.id);
    case "agent":
      return agentOf(event);
    case "client":
      return valueOf("client", event.client?.name);
    case "tool":
      return (
        valueOf("tool", event.tool?.name) ??
        valueOf("prompt", event.prompt?.name) ??
        valueOf("type", event.event.type)
      );
    case "effect":
      return valueOf("effect", event.effect?.class);
    case "decision":
      return approval?.status === undefined || isDenied
        ? valueOf("decision", policy?.decision)
        : valueOf("approval", approval.status);
    case "outcome":
      return valueOf("outcome", event.outcome?.status);
    case "resource":
      return valueOf("resource", shownResource(event));
    case "type":
      return valueOf("type", event.event.type);
    case "session":
      return valueOf("session", event.session?.id);
    case "conversation":
      return valueOf("conversation", event.conversation?.id);
    case "emitter":
      return valueOf("emitter", event.emitter.id);
    case "environment":
      return valueOf("environment", event.environment);
    case "method":
      return valueOf("method", event.method);
    case "rule":
      return valueOf("rule", ruleOf(event));
    case "approver":
      return valueOf("approver", approval?.approver?.id);
    case "error":
      return valueOf("error", event.error?.code ?? event.error?.class ?? event.error?.kind);
    case "system":
      return valueOf("system", event.downstream?.[0]?.system);
    case "credential":
      return valueOf(
        "credential",
        actor?.credential?.fingerprint ?? actor?.credential?.id ?? actor?.credential?.client_id,
      );
    case "operation":
      return valueOf("operation", event.operation?.id);
    case "trace":
      return valueOf("trace", event.trace?.id);
  }
  return undefined;
}

/** Every value of an event that a query can ask for, in the order of the columns. Pure. */
export function valuesOf(event: EventView): EventValue[] {
  const found = [
    ...columnIds.map((column) => valueAt(event, column)),
    valueOf("server", event.server?.name),
    agentOf(event),
  ].filter((value) => value !== undefined);
  const keys = new Set<string>();
  return found.filter(({ field, value }) => {
    const key = `${field}:${value}`;
    return keys.has(key) ? false : keys.add(key) !== undefined;
  });
}

/** The check that decided: the first that did not allow, else the first that names a rule. */
export function ruleOf({ policy }: EventView): string | undefined {
  const checks = policy?.checks ?? [];
  const check = checks.find(({ decision }) => decision !== "allow") ?? checks[0];
  return check?.rule_id ?? check?.id;
}

function agentOf({ actor }: EventView): EventValue | undefined {
  return valueOf("agent", actor?.agent?.id ?? actor?.agent?.name);
}

function valueOf(field: FieldName, value: string | undefined): EventValue | undefined {
  return value === undefined || value === "" ? undefined : { field, value };
}
