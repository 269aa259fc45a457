import type { FieldName } from "../fields.ts";
import type { Filter } from "../filter.ts";

/** Short ways to write the filters of the corpus. */
export const is = (field: FieldName, value: string): Filter => ({ op: "is", field, value });
export const exact = (field: FieldName, value: string): Filter => ({ op: "exact", field, value });
export const has = (field: FieldName): Filter => ({ op: "has", field });
export const not = (of: Filter): Filter => ({ op: "not", of });
export const all = (...of: Filter[]): Filter => ({ op: "all", of });
export const any = (...of: Filter[]): Filter => ({ op: "any", of });
export const text = (...words: string[]): Filter => ({ op: "text", words });
export const prefix = (beginning: string): Filter => ({ op: "prefix", prefix: beginning });
export const within = (network: string): Filter => ({ op: "within", field: "ip", network });

/** A range of numbers; what is left out is open. */
export const between = (
  field: FieldName,
  { min = -Infinity, max = Infinity }: { min?: number; max?: number },
): Filter => ({ op: "between", field, min, max });

/** A pattern, written with stars. */
export const matches = (field: FieldName, pattern: string): Filter => ({
  op: "matches",
  field,
  pattern: pattern
    .split(/(\*)/)
    .filter((part) => part !== "")
    .map((part) => (part === "*" ? "*" : { literal: part })),
});
