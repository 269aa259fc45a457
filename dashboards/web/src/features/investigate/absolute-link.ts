import { shareLink } from "../../lib/share-link.ts";
import type { ShownState } from "./shown-state.ts";

/** The lasting address of this view, with an event open beside it where one is given. */
export function absoluteLink({ asof, range }: ShownState, eventId?: string): string {
  const url = new URL(window.location.href);
  if (eventId !== undefined) url.searchParams.set("e", eventId);
  return shareLink(url.href, { asof, range }, Date.now());
}
