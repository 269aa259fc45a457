import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { fold } from "@toolmark/schemas/tokens";

/** What tells that two events are of one request, seen from two places. */
export interface Seat {
  vantage: NormalizedEvent["vantage"];
  tool?: string;
  method?: string;
  span?: string;
  parent?: string;
}

/** Takes from an event what is compared. Pure. */
export function seatOf({ vantage, tool, method, trace }: NormalizedEvent): Seat {
  return {
    vantage,
    ...(tool && { tool: fold(tool.name) }),
    ...(method !== undefined && { method }),
    ...(trace?.span_id !== undefined && { span: trace.span_id }),
    ...(trace?.parent_span_id !== undefined && { parent: trace.parent_span_id }),
  };
}

/**
 * Whether two events of one trace are the same request, seen from two places: one's span is the
 * other's parent, or both have the same parent, or both call the same tool, of whose name a gateway's
 * may be the end. Two events from the same kind of place are two requests. Pure.
 */
export function isSameRequest(a: Seat, b: Seat): boolean {
  if (a.vantage === b.vantage) return false;
  if (a.span !== undefined && a.span === b.parent) return true;
  if (b.span !== undefined && b.span === a.parent) return true;
  if (a.method !== b.method || !isSameTool(a.tool, b.tool)) return false;
  if (a.parent !== undefined && a.parent === b.parent) return true;
  return a.tool !== undefined;
}

function isSameTool(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || a === b) return a === b;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long.endsWith(short) && /[^\p{L}\p{N}]/u.test(long.charAt(long.length - short.length - 1));
}
