import type { Reader, ReaderQuery } from "../access/reader.ts";
import type { ProfileAnswer } from "./answers.ts";
import type { Section } from "./sightings.ts";

/** Most values that a facet gives at once. */
const MAX_FACET_VALUES = 1000;
/** Length at which facets cut values. */
const MAX_FACET_LENGTH = 256;

/** Says of each tool whether it was used before the range of the query, where that can be told. */
export async function usedBefore(
  reader: Reader,
  query: ReaderQuery,
  section: Section,
): Promise<ProfileAnswer["tools"]> {
  const { from } = query;
  const items = section.items as ProfileAnswer["tools"]["items"];
  if (from === undefined) return { ...section, items };
  const { from: _from, to: _to, ...rest } = query;
  const { tool = [] } = await reader.facets({ ...rest, to: from }, ["tool"], MAX_FACET_VALUES);
  const before = new Set(tool.map(({ value }) => value));
  const isWhole = tool.length < MAX_FACET_VALUES;
  return {
    ...section,
    items: items.map((item) => {
      const isKnown = before.has(item.value.slice(0, MAX_FACET_LENGTH));
      return isKnown || isWhole ? { ...item, new: !isKnown } : item;
    }),
  };
}
