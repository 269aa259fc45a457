import type { Attention } from "@toolmark/query-api/overview/answers";

import { investigatePath } from "../../lib/paths.ts";
import { stringifySearch } from "../../lib/search-codec.ts";

/** Address at which more of what needs attention is told: its events, or the page that explains it. Pure. */
export function attentionPath(item: Attention, range: { from: string; to: string }): string {
  const { from = range.from, to = range.to, query, place, kind } = item;
  if (place === "policy") return `/policy${stringifySearch({ from: range.from, to: range.to })}`;
  if (kind === "quarantine") return `/integrity${stringifySearch({ tab: "quarantine" })}`;
  if (query === undefined)
    return place === "integrity"
      ? `/integrity${stringifySearch({ from: range.from, to: range.to })}`
      : investigatePath({ from, to });
  // Attempts and heartbeats are part of what an emitter wrote.
  const isOfEmitter = kind === "sequence_gap" || kind.startsWith("emitter");
  return investigatePath({ q: query, from, to, ...(isOfEmitter && { kind: "all" }) });
}

/** A count with what is counted: `1 event`, `9 calls`. Pure. */
export function unitText(count: number, unit: Attention["unit"]): string {
  return count === 1 ? unit.slice(0, -1) : unit;
}
