import { countText } from "../../lib/format.ts";

/** Limits told in full; more of them are counted. */
const TOLD = 2;

/** What keeps an answer from holding everything, in words; undefined where nothing does. Pure. */
export function limitsText(answer: {
  complete: boolean;
  limits: readonly { detail: string }[];
}): string | undefined {
  const { complete, limits } = answer;
  if (complete || limits.length === 0) return undefined;
  const told = limits.slice(0, TOLD).map(({ detail }) => detail);
  const more = limits.length - told.length;
  const rest = more === 0 ? "" : `; and ${countText(more)} more such limits`;
  return `Not everything was looked at: ${told.join("; ")}${rest}.`;
}
