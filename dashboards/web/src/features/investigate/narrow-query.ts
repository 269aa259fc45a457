import { parseQuery } from "@toolmark/schemas/query/parse-query";
import { printQuery } from "@toolmark/schemas/query/print-query";

/**
 * A query with a condition more. Conditions on time stay at the top, where they are understood; a query
 * of alternatives is put into parentheses.
 */
export function narrowQuery(query: string, condition: string): string {
  const { tree } = parseQuery(query);
  const members = tree.kind === "and" ? tree.of : [tree];
  const texts = members.map((member) =>
    member.kind === "or" ? `(${printQuery(member)})` : printQuery(member),
  );
  return [...texts, condition].join(" ").trim();
}
