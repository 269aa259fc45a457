import { eventPhases, eventTypes } from "../event-types.ts";
import {
  approvalStatuses,
  AuditEvent,
  effectClasses,
  outcomeStatuses,
  policyDecisions,
} from "../event.ts";
import { eventMarks } from "../normalized-event.ts";
import { provenances } from "../topics.ts";

const table: Readonly<Record<string, readonly string[]>> = {
  type: eventTypes,
  phase: [...new Set(Object.values(eventPhases))],
  provenance: provenances,
  vantage: AuditEvent.shape.vantage.options,
  mark: eventMarks,
  effect: effectClasses,
  outcome: outcomeStatuses,
  decision: policyDecisions,
  approval: approvalStatuses,
};

/** The values that a field can have at all, where the schema names them; undefined elsewhere. */
export function knownValues(field: string): readonly string[] | undefined {
  return Object.hasOwn(table, field) ? table[field] : undefined;
}
