import { fieldIds } from "@toolmark/schemas/fields";

import { quote } from "./query-filter.ts";
import type { Conditions } from "./query-filter.ts";

const subjects = {
  rows: "events except attempts",
  attempts: "attempts only",
  all: "events including attempts",
} as const;

/** Says in plain words which events a question holds, for a person to check. Pure. */
export function explainQuery(
  conditions: Conditions,
  range: { from?: number | undefined; to?: number | undefined },
): string {
  const clauses: string[] = [];
  for (const field of fieldIds) {
    const values = conditions.filters[field];
    if (values !== undefined) clauses.push(`${field} is ${values.map(quote).join(" or ")}`);
  }
  for (const field of conditions.has) clauses.push(`${field} has a value`);
  for (const field of conditions.missing) clauses.push(`${field} has no value`);
  if (conditions.text.length > 0)
    clauses.push(`the text holds ${conditions.text.map(quote).join(" and ")}`);
  if (range.from !== undefined)
    clauses.push(`the time is ${new Date(range.from).toISOString()} or later`);
  if (range.to !== undefined)
    clauses.push(`the time is before ${new Date(range.to).toISOString()}`);
  const subject = subjects[conditions.kind];
  return clauses.length === 0 ? `all ${subject}` : `${subject} where ${clauses.join(" and ")}`;
}
