import { editDistance } from "@toolmark/runtime/config";
import { AuditError } from "@toolmark/runtime/errors";
import { fieldIds, fields, findField } from "@toolmark/schemas/fields";
import type { FieldId } from "@toolmark/schemas/fields";

const fieldNames: readonly string[] = fieldIds.flatMap((id) => [id, ...fields[id].aliases]);

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
    `${parameter} takes names of fields, and ${quote(name)} is none${suggestName(name, fieldNames)}`,
  );
}

/** A caller's value in a message: quoted, cut, and with nothing that could break a line. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
