import { parseSearch, stringifySearch } from "./search-codec.ts";

/** What an actor's page is about: who acts, an agent, or what it came through. */
export type ProfileKind = "actor" | "agent" | "client" | "credential" | "server";

/** Address of the page of an actor, client, credential or server. */
export function actorPath(id: string, kind: ProfileKind = "actor"): string {
  return `/actors/${encodeURIComponent(id)}${stringifySearch(kind === "actor" ? {} : { as: kind })}`;
}

/** Address of a session's page. */
export function sessionPath(id: string): string {
  return `/sessions/${encodeURIComponent(id)}`;
}

/** Address of a resource's history. */
export function resourcePath(uri: string): string {
  return `/resources${stringifySearch({ uri })}`;
}

/** Lasting address of one event. */
export function eventPath(id: string): string {
  return `/e/${encodeURIComponent(id)}`;
}

/** Address of a case. */
export function casePath(id: string): string {
  return `/cases/${encodeURIComponent(id)}`;
}

/** Address of a saved view. */
export function viewPath(id: string): string {
  return `/views/${encodeURIComponent(id)}`;
}

/** Address of a search. */
export function investigatePath(search: {
  q?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  kind?: string | undefined;
  e?: string | undefined;
}): string {
  return `/investigate${stringifySearch(search)}`;
}

/**
 * A path of these pages with what stays from page to page, the zone and the tenant, unless it names
 * them itself.
 */
export function keepingPlace(path: string, search: string): string {
  const [, before = "", own = ""] = /^([^?]*)\??(.*)$/s.exec(path) ?? [];
  const { zone, tenant } = parseSearch(search);
  const kept = { ...(zone && { zone }), ...(tenant && { tenant }), ...parseSearch(own) };
  return before + stringifySearch(kept);
}
