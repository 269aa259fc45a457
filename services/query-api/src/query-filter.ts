import type { StoreQuery } from "@toolmark/event-store/event-store";
import { editDistance } from "@toolmark/runtime/config";
import { AuditError } from "@toolmark/runtime/errors";
import { fieldIds, fields, findField } from "@toolmark/schemas/fields";
import type { FieldId } from "@toolmark/schemas/fields";
import type { Filter } from "@toolmark/schemas/filter";
import { queryWords } from "@toolmark/schemas/tokens";

/** Which events a request asks for, without time, order and page. */
export interface Conditions {
  kind: StoreQuery["kind"];
  /** Wanted values per field; any of them matches. */
  filters: Partial<Record<FieldId, string[]>>;
  /** Words that must all occur. */
  text: string[];
  /** Fields that must have a value. */
  has: FieldId[];
  /** Fields that must have none. */
  missing: FieldId[];
}

/** Names of parameters that ask for values of a field: every field and every alias. */
export const filterNames: readonly string[] = fieldIds.flatMap((id) => [id, ...fields[id].aliases]);

/** Names of the other parameters that `readConditions` reads. */
export const conditionNames = ["text", "has", "missing", "kind"] as const;

const MAX_CONDITIONS = 200;
const kinds = ["rows", "attempts", "all"] as const;

/**
 * Reads the conditions of a request from its query parameters: one per field or alias (given again,
 * any value matches), `text` (every word must occur), `has` and `missing` (field names), `kind`.
 * Parameters of other names are not looked at. Values are plain: nothing in them is an operator.
 *
 * @throws AuditError `query_invalid` for empty values, unknown fields and kinds.
 */
export function readConditions(parameters: URLSearchParams): Conditions {
  const filters: Partial<Record<FieldId, string[]>> = {};
  const text: string[] = [];
  const has: FieldId[] = [];
  const missing: FieldId[] = [];
  let kind: Conditions["kind"] | undefined;
  for (const [name, value] of parameters) {
    if (name === "text") text.push(...textWords(value));
    else if (name === "has") has.push(...namedFields(name, value));
    else if (name === "missing") missing.push(...namedFields(name, value));
    else if (name === "kind") kind = namedKind(value);
    else {
      const field = filterNames.includes(name) ? findField(name) : undefined;
      if (field !== undefined) (filters[field] ??= []).push(fieldValue(name, value));
    }
  }
  const amount = Object.values(filters).flat().length + text.length + has.length + missing.length;
  if (amount > MAX_CONDITIONS)
    throw new AuditError(
      "query_invalid",
      `at most ${MAX_CONDITIONS} values and words can be asked for`,
    );
  return {
    kind: kind ?? (asksForAttempts(filters) ? "all" : "rows"),
    filters: Object.fromEntries(
      fieldIds.flatMap((id) => (filters[id] === undefined ? [] : [[id, unique(filters[id])]])),
    ),
    text: unique(text),
    has: unique(has),
    missing: unique(missing),
  };
}

/** The filter that conditions stand for. Pure. */
export function toFilter(conditions: Conditions): Filter {
  const { filters, text, has, missing } = conditions;
  const all: Filter[] = [];
  for (const field of fieldIds) {
    const any = (filters[field] ?? []).map((value): Filter => ({ op: "is", field, value }));
    const [first] = any;
    if (first !== undefined) all.push(any.length === 1 ? first : { op: "any", of: any });
  }
  for (const field of has) all.push({ op: "has", field });
  for (const field of missing) all.push({ op: "not", of: { op: "has", field } });
  if (text.length > 0) all.push({ op: "text", words: text });
  return { op: "all", of: all };
}

/** A name among `candidates` that was probably meant, as the end of a message; empty when none is near. */
export function suggestName(name: string, candidates: Iterable<string>): string {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.ceil(name.length / 3) + 1);
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best === undefined ? "" : `, did you mean ${best}?`;
}

/**
 * The field that a parameter names.
 *
 * @throws AuditError `query_invalid` with the name that was probably meant.
 */
export function fieldNamed(parameter: string, name: string): FieldId {
  const field = findField(name);
  if (field !== undefined) return field;
  throw new AuditError(
    "query_invalid",
    `${parameter} takes names of fields, and ${quote(name)} is none${suggestName(name, filterNames)}`,
  );
}

/** A caller's value in a message: quoted, cut, and with nothing that could break a line. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}

function fieldValue(name: string, value: string): string {
  if (value !== "") return value;
  throw new AuditError(
    "query_invalid",
    `${name} has no value; missing=${name} asks for events without it`,
  );
}

function textWords(value: string): string[] {
  const words = queryWords(value);
  if (words.length > 0) return words;
  throw new AuditError("query_invalid", "text holds no word; words are made of letters and digits");
}

function namedFields(parameter: string, value: string): FieldId[] {
  return value.split(",").map((name) => fieldNamed(parameter, name.trim()));
}

function namedKind(value: string): Conditions["kind"] {
  const kind = kinds.find((known) => known === value);
  if (kind !== undefined) return kind;
  throw new AuditError("query_invalid", `kind is one of ${kinds.join(", ")}, not ${quote(value)}`);
}

// Attempts are evidence, shown when asked: naming them is asking.
function asksForAttempts(filters: Conditions["filters"]): boolean {
  const names = [...(filters.phase ?? []), ...(filters.type ?? [])].map((name) =>
    name.toLowerCase(),
  );
  return names.includes("attempt") || names.includes("call.attempted");
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}
