import { AuditError } from "@toolmark/runtime/errors";
import { fieldIds, fields, pathRoots, sensitivityOf } from "@toolmark/schemas/fields";
import type { Field, FieldId } from "@toolmark/schemas/fields";
import type { Json } from "@toolmark/schemas/normalized-event";

import type { ExportedEvent } from "./exported-event.ts";

/** Columns that every table begins with: when, when it was recorded, and the id to cite. */
export const fixedColumns = ["time", "recorded", "id"] as const;

/** Columns after the fixed ones where none are chosen. */
export const defaultColumns = [
  "type",
  "actor",
  "agent",
  "client",
  "server",
  "tool",
  "effect",
  "outcome",
  "decision",
  "approval",
  "approver",
  "error",
  "resource",
  "system",
  "session",
  "operation",
  "call",
  "environment",
  "emitter",
] as const satisfies readonly FieldId[];

/** Whole members that can be a column, each as JSON; they take the permission `payload`. */
const wholeMembers = ["params", "result", "changes"] as const;

/** One column of a table. A number stays a number; several values of a field are a list. */
export interface Column {
  name: string;
  value(event: ExportedEvent): string | number | undefined;
}

/** Most columns that can be chosen. */
export const MAX_COLUMNS = 100;

/**
 * The columns of a table: the fixed ones, then those chosen. A chosen name is a field of the query
 * language, a path such as `params.amount` or `attr.ticket`, or `params`, `result`, `changes`.
 *
 * @throws AuditError `query_invalid` for a name that is none of these or is given twice.
 */
export function columnsOf(chosen: readonly string[] = defaultColumns): Column[] {
  const names = new Set<string>(fixedColumns);
  const columns: Column[] = [
    { name: "time", value: (event) => event.time.occurred },
    { name: "recorded", value: (event) => event.time.recorded },
    { name: "id", value: (event) => event.event.id },
  ];
  for (const name of chosen) {
    if (names.has(name))
      throw new AuditError("query_invalid", `the column ${quote(name)} is there twice`);
    names.add(name);
    columns.push({ name, value: readerOf(name) });
  }
  return columns;
}

/** The permission that a chosen column needs, since it shows what is hidden otherwise. */
export function columnNeeds(name: string): "personal" | "payload" | undefined {
  if ((wholeMembers as readonly string[]).includes(name)) return "payload";
  const path = pathOf(name);
  if (path !== undefined) return pathRoots[path.root].sensitive;
  return isFieldId(name) ? sensitivityOf(name) : undefined;
}

function readerOf(name: string): Column["value"] {
  if (name === "params" || name === "result") return (event) => asJson(event[name]?.value);
  if (name === "changes") return changesOf;
  const path = pathOf(name);
  if (path !== undefined) return (event) => valueAt(event, path);
  if (isFieldId(name)) return fieldReader(name);
  throw new AuditError(
    "query_invalid",
    `there is no column ${quote(name)}; a column is a field of the query language, a path such as params.amount, or one of ${wholeMembers.join(", ")}`,
  );
}

function fieldReader(name: FieldId): Column["value"] {
  const field: Field = fields[name];
  // The version is part of the second value.
  const isNamed = name === "client" || name === "server";
  return (event) => {
    const values = field.values(event, event.marks);
    const [first] = values;
    if (values.length <= 1) return first;
    if (isNamed) return values.at(-1);
    const present = new Set<string | number>();
    for (const value of values) if (value !== undefined && value !== "") present.add(value);
    const [only] = present;
    return present.size <= 1 ? only : [...present].join("; ");
  };
}

interface Path {
  root: keyof typeof pathRoots;
  members: readonly string[];
}

const part = /((?:[^.\\]|\\.)+)(?:\.|$)/gy;

function pathOf(name: string): Path | undefined {
  const dot = name.indexOf(".");
  const root = name.slice(0, dot);
  if (dot < 0 || !Object.hasOwn(pathRoots, root)) return undefined;
  const rest = name.slice(dot + 1);
  const parts = [...rest.matchAll(part)];
  const read = parts.reduce((length, [whole]) => length + whole.length, 0);
  if (parts.length === 0 || read !== rest.length || rest.endsWith(".")) return undefined;
  return {
    root: root as Path["root"],
    members: parts.map(([, text = ""]) => text.replaceAll(/\\(.)/g, "$1")),
  };
}

function valueAt(event: ExportedEvent, { root, members }: Path): string | number | undefined {
  const start: Json | undefined = root === "attr" ? event.attr : event[root]?.value;
  let found: (Json | undefined)[] = [start];
  for (const name of members) {
    found = found.flat().map((value) => {
      const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
      return isObject && Object.hasOwn(value, name) ? value[name] : undefined;
    });
  }
  const values = found.filter((value) => value !== undefined);
  const [first] = values;
  return values.length > 1 ? JSON.stringify(values) : asCell(first);
}

function asCell(value: Json | undefined): string | number | undefined {
  return typeof value === "string" || typeof value === "number" ? value : asJson(value);
}

function asJson(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

function changesOf(event: ExportedEvent): string | undefined {
  const changes = (event.downstream ?? [])
    .filter(({ before, after }) => before !== undefined || after !== undefined)
    .map(({ uri, operation, before, after }) => ({ uri, operation, before, after }));
  return changes.length === 0 ? undefined : JSON.stringify(changes);
}

function isFieldId(name: string): name is FieldId {
  return (fieldIds as readonly string[]).includes(name);
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
