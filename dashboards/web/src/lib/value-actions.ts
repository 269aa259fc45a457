import type { FieldName } from "@toolmark/schemas/fields";

import type { MenuItem, MenuItems } from "../ui/menu-list.tsx";
import {
  actorPath,
  casePath,
  eventPath,
  investigatePath,
  resourcePath,
  sessionPath,
} from "./paths.ts";
import { withCondition } from "./query-edit.ts";
import { parseSearch, stringifySearch } from "./search-codec.ts";

/** What a menu on a value knows of the page it is on. */
export interface ValuePlace {
  /** Path and search of the page's address. */
  pathname: string;
  search: string;
  /** Copies the raw value. */
  copy: (value: string) => void;
}

const pivots: Partial<Record<FieldName, { label: string; path: (value: string) => string }>> = {
  actor: { label: "Open actor", path: (id) => actorPath(id) },
  approver: { label: "Open actor", path: (id) => actorPath(id) },
  delegate: { label: "Open actor", path: (id) => actorPath(id) },
  agent: { label: "Open agent", path: (id) => actorPath(id, "agent") },
  client: { label: "Open client", path: (name) => actorPath(name, "client") },
  credential: { label: "Open credential", path: (id) => actorPath(id, "credential") },
  server: { label: "Open server", path: (name) => actorPath(name, "server") },
  session: { label: "Open session", path: sessionPath },
  resource: { label: "Open resource history", path: resourcePath },
  about: { label: "Open event", path: eventPath },
  object: {
    label: "Open case",
    path: (value) => casePath(value.replace(/^case:/, "")),
  },
};

/** Address of the page that is about a value of a field, where there is one. */
export function pivotPath(field: FieldName, value: string): string | undefined {
  if (field === "object" && !value.startsWith("case:")) return undefined;
  return pivots[field]?.path(value);
}

/**
 * Address of the search with a condition more. On the search itself everything else of its address
 * stays but the open event; from elsewhere it begins anew in the page's time.
 */
export function filterPath(
  place: Pick<ValuePlace, "pathname" | "search">,
  field: FieldName,
  value: string,
  sense: "is" | "not",
): string {
  const { q = "", from, to, e: _event, ...rest } = parseSearch(place.search);
  if (place.pathname !== "/investigate")
    return investigatePath({ q: withCondition("", field, value, sense), from, to });
  const next = { q: withCondition(q, field, value, sense), from, to, ...rest };
  return `/investigate${stringifySearch(next)}`;
}

/** A path with a time range, so that what was seen before is seen after. */
function inRange(
  path: string,
  range: { from: string | undefined; to: string | undefined },
): string {
  const [before = "", own = ""] = path.split("?", 2);
  return before + stringifySearch({ ...parseSearch(own), ...range });
}

/**
 * What can be done with a value: ask for events with it or without it, open the page about it, copy it.
 *
 * @param onFilter takes the conditions instead of an address.
 */
export function valueActions(
  place: ValuePlace,
  field: FieldName,
  value: string,
  onFilter?: (sense: "is" | "not") => void,
): MenuItems {
  const filter = (sense: "is" | "not"): Pick<MenuItem, "href" | "onSelect"> =>
    onFilter === undefined
      ? { href: filterPath(place, field, value, sense) }
      : { onSelect: () => onFilter(sense) };
  const pivot = pivotPath(field, value);
  const { from, to } = parseSearch(place.search);
  // Elsewhere the keys mean nothing or something else.
  const keys = place.pathname === "/investigate" ? { is: "f", not: "x" } : {};
  return [
    { id: "is", label: "Only this", icon: "equals", shortcut: keys.is, ...filter("is") },
    { id: "not", label: "Exclude this", icon: "not-equals", shortcut: keys.not, ...filter("not") },
    ...(pivot === undefined
      ? []
      : [
          {
            id: "open",
            label: pivots[field]?.label ?? "Open",
            icon: "arrow-right",
            href: pivot.startsWith("/actors/") ? inRange(pivot, { from, to }) : pivot,
          } as const,
        ]),
    {
      id: "all",
      label: "All events with it",
      icon: "investigate",
      href: investigatePath({ q: withCondition("", field, value, "is"), from, to }),
    },
    "line",
    { id: "copy", label: "Copy value", icon: "copy", onSelect: () => place.copy(value) },
  ];
}
