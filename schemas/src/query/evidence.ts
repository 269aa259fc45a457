import { eventPhases, eventTypes } from "../event-types.ts";
import type { PatternPart } from "../filter.ts";
import { fold } from "../tokens.ts";
import { literalOf } from "./query-tree.ts";
import type { QueryNode, QueryValue } from "./query-tree.ts";

const isEvidence: Readonly<Record<string, (value: string) => boolean>> = {
  phase: (phase) => phase === "attempt" || phase === "read",
  type: (type) => evidenceTypes.has(type),
};

const evidenceTypes: ReadonlySet<string> = new Set(
  eventTypes.filter((type) => isEvidence["phase"]?.(eventPhases[type])),
);

const vocabulary: Readonly<Record<string, readonly string[]>> = {
  phase: [...new Set(Object.values(eventPhases))],
  type: eventTypes,
};

/**
 * Whether a query asks by name for events that are no rows: a condition on `phase` or `type`, not
 * negated, names attempts or reads of the trail, or has a pattern that fits nothing else. `audit.*`
 * does too, for most of what it fits is reads.
 */
export function asksForEvidence(tree: QueryNode, isNegated = false): boolean {
  if (tree.kind === "not") return asksForEvidence(tree.of, !isNegated);
  if (tree.kind === "text") return false;
  if (tree.kind !== "filter") return tree.of.some((node) => asksForEvidence(node, isNegated));
  const { field, test } = tree;
  if (isNegated || test.op !== "is") return false;
  return test.values.some((value) => namesEvidence(field.name, value));
}

function namesEvidence(field: string, value: QueryValue): boolean {
  const isWanted = isEvidence[field];
  if (isWanted === undefined) return false;
  const literal = literalOf(value);
  if (literal !== undefined) return isWanted(fold(literal));
  const [first, ...rest] = value.parts;
  if (first !== "*" && fold(first?.literal ?? "") === "audit." && rest.length === 1) return true;
  const found = (vocabulary[field] ?? []).filter((known) => fits(known, value.parts));
  return found.length > 0 && found.every(isWanted);
}

function fits(text: string, pattern: readonly PatternPart[]): boolean {
  const [part, ...rest] = pattern;
  if (part === undefined) return text === "";
  if (part !== "*") {
    const literal = fold(part.literal);
    return text.startsWith(literal) && fits(text.slice(literal.length), rest);
  }
  // Every place where the rest could begin; the vocabulary is small and its words are short.
  return Array.from({ length: text.length + 1 }, (_, at) => at).some((at) =>
    fits(text.slice(at), rest),
  );
}
