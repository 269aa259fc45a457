import { useEffect } from "react";

import { copyText } from "./clipboard.ts";
import { defaultRange, resolveRange } from "./range.ts";
import { parseSearch, stringifySearch } from "./search-codec.ts";

/** What makes a link show the same to somebody else later. */
export interface ShareContext {
  /** `asof` of the answer that is shown. */
  asof?: string | undefined;
  /** The resolved range that is shown; without it a range in the address is resolved now. */
  range?: { from: string; to: string } | undefined;
}

const shared: { current: ShareContext } = { current: {} };

/**
 * Tells which state of the trail the page shows, and for which time, so that a copied link shows the
 * same whenever it is opened.
 */
export function useShareAsof(asof: string | undefined, range?: { from: string; to: string }): void {
  const from = range?.from;
  const to = range?.to;
  useEffect(() => {
    const mine: ShareContext = {
      ...(asof !== undefined && { asof }),
      ...(from !== undefined && to !== undefined && { range: { from, to } }),
    };
    shared.current = mine;
    return () => {
      if (shared.current === mine) shared.current = {};
    };
  }, [asof, from, to]);
}

/**
 * The absolute address of a page: relative ranges become instants, and what the page told of its
 * answer is added. Everything else, the zone included, stays.
 *
 * @param now milliseconds since the epoch.
 */
export function shareLink(href: string, context: ShareContext, now: number): string {
  const url = new URL(href);
  const search: Record<string, string> = { ...parseSearch(url.search) };
  const { from, to } = search;
  if (context.range !== undefined) Object.assign(search, context.range);
  else if (from !== undefined || to !== undefined) {
    const range = resolveRange({ from: from ?? defaultRange.from, to: to ?? defaultRange.to }, now);
    search["from"] = range.from;
    search["to"] = range.to;
  }
  if (context.asof !== undefined && search["asof"] === undefined) search["asof"] = context.asof;
  // Live pages move on; what is shared stands.
  delete search["live"];
  return `${url.origin}${url.pathname}${stringifySearch(search)}`;
}

/** Copies the absolute address of this page; resolves to whether it is in the clipboard. */
export async function copyShareLink(): Promise<boolean> {
  return await copyText(shareLink(window.location.href, shared.current, Date.now()));
}
