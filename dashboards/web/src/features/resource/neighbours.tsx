import { useQuery } from "@tanstack/react-query";
import { printCondition } from "@toolmark/schemas/query/print-query";
import { fold } from "@toolmark/schemas/tokens";
import { useMemo } from "react";
import type { ReactNode } from "react";

import { apiWith } from "../../lib/api.ts";
import { countOf, countText } from "../../lib/format.ts";
import { investigatePath, resourcePath } from "../../lib/paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import type { ResourceAccess } from "./resource-access.ts";
import type { LoadedAccesses } from "./use-accesses.ts";

import styles from "./neighbours.module.css";

/** What has to do with a resource. */
export interface NeighboursProps {
  uri: string;
  loaded: LoadedAccesses;
  /** Range of the resource's own history, RFC 3339. */
  range: { from: string; to: string } | undefined;
}

const SHOWN = 6;
/** Most events that the list of what is below is made of: the newest. */
const LOOKED_AT = 200;

/** Resources below this one, and those that the same calls touched; nothing where there are none. */
export function Neighbours({ uri, loaded, range }: NeighboursProps): ReactNode {
  const below = useQuery({
    queryKey: ["/v1/search", "below", uri, loaded.asof],
    queryFn: async ({ signal }) => {
      const { events, cursor } = await apiWith({ signal }).search({
        q: belowQuery(uri),
        limit: LOOKED_AT,
        ...(loaded.asof !== undefined && { asof: loaded.asof }),
      });
      const start = fold(`${uri}/`);
      const uris = events.flatMap(({ downstream = [], resource }) => [
        ...new Set(
          [...downstream.map((entry) => entry.uri), resource?.uri].filter(
            (other): other is string => other !== undefined && fold(other).startsWith(start),
          ),
        ),
      ]);
      return { items: tally(uris), isPart: cursor !== undefined };
    },
  });
  const together = useMemo(() => tally(othersIn(loaded.accesses)), [loaded.accesses]);
  return (
    <>
      {(below.data === undefined ? below.isError : below.data.items.length > 0) && (
        <Panel title="Below it" query={below} note="events among the newest">
          {({ items }) => (
            <Resources items={items} more={investigatePath({ q: belowQuery(uri), ...range })} />
          )}
        </Panel>
      )}
      {together.length > 0 && (
        <Panel
          title="Touched in the same calls"
          note={loaded.isWhole ? undefined : "of those loaded"}
        >
          <Resources items={together} />
        </Panel>
      )}
    </>
  );
}

function belowQuery(uri: string): string {
  return `${printCondition("resource", `${uri}/`)}*`;
}

function* othersIn(accesses: readonly ResourceAccess[]): Generator<string> {
  let last: string | undefined;
  for (const { event_id: event, others } of accesses) {
    if (event !== last) yield* others;
    last = event;
  }
}

interface Item {
  uri: string;
  count: number;
}

function tally(uris: Iterable<string>): Item[] {
  const found = new Map<string, Item>();
  for (const uri of uris) {
    const known = found.get(fold(uri));
    if (known === undefined) found.set(fold(uri), { uri, count: 1 });
    else known.count++;
  }
  return [...found.values()].toSorted((a, b) => b.count - a.count || (a.uri < b.uri ? -1 : 1));
}

function Resources({ items, more }: { items: readonly Item[]; more?: string }) {
  const left = items.length - SHOWN;
  return (
    <ul className={styles["list"]}>
      {items.slice(0, SHOWN).map(({ uri, count }) => (
        <li key={uri}>
          <AppLink href={resourcePath(uri)} className="cut mono">
            <SafeText value={uri} cap={120} />
          </AppLink>
          <span className="dim">{countText(count)}</span>
        </li>
      ))}
      {left > 0 && (
        <li className="dim">
          {more === undefined ? (
            countOf(left, "more resource")
          ) : (
            <AppLink href={more}>{countOf(left, "more resource")}</AppLink>
          )}
        </li>
      )}
    </ul>
  );
}
