import type { FieldName } from "@toolmark/schemas/fields";
import { parseQuery } from "@toolmark/schemas/query/parse-query";
import { printCondition, printQuery } from "@toolmark/schemas/query/print-query";
import type { QueryNode } from "@toolmark/schemas/query/query-tree";

/** How a value is put into a query: it must be so, or it must not. */
export type ConditionSense = "is" | "not";

/** The condition that a field has a value just so, or that it has another or none. */
export function conditionText(field: FieldName, value: string, sense: ConditionSense): string {
  return `${sense === "not" ? "-" : ""}${printCondition(field, value)}`;
}

/**
 * A query with one condition more. The same condition is not added twice, its opposite gives way, and
 * a query that cannot be read is left as it is with the condition behind it.
 */
export function withCondition(
  query: string,
  field: FieldName,
  value: string,
  sense: ConditionSense,
): string {
  const added = conditionText(field, value, sense);
  const { tree, issues } = parseQuery(query);
  if (issues.some((issue) => issue.severity === "error")) return `${query.trim()} ${added}`.trim();
  const opposite = conditionText(field, value, sense === "is" ? "not" : "is");
  const members = membersOf(tree).map((member) =>
    member.kind === "or" ? `(${printQuery(member)})` : printQuery(member),
  );
  const kept = members.filter((member) => member !== opposite && member !== added);
  return [...kept, added].join(" ");
}

function membersOf(tree: QueryNode): readonly QueryNode[] {
  return tree.kind === "and" ? tree.of : [tree];
}
