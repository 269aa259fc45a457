import type { FieldName } from "@toolmark/schemas/fields";

/**
 * The term of events that have a value of a field of the registry: one look-up, where a prefix of the
 * values' terms would be one per value. No term of a value can equal it.
 */
export function presenceTerm(field: FieldName): string {
  return `:${field}?`;
}
