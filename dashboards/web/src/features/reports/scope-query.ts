import { templateCondition } from "@toolmark/exports/report-templates";

import type { WhatName } from "./report-words.ts";

/** The query of an export: what was written, and what its template asks for as well. */
export function scopeQuery({ what, q }: { what: WhatName; q: string }): string {
  const condition = what === "data" ? undefined : templateCondition(what);
  if (condition === undefined) return q.trim();
  return q.trim() === "" ? condition : `(${q.trim()}) ${condition}`;
}
