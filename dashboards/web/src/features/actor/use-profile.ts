import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import type { ProfileAnswer } from "@toolmark/query-api/profiles/answers";
import { printCondition } from "@toolmark/schemas/query/print-query";

import { apiWith } from "../../lib/api.ts";
import { toMs } from "../../lib/time.ts";
import { offsetOf } from "../../lib/wall-time.ts";
import { ianaOf } from "../../lib/zone.ts";
import type { Zone } from "../../lib/zone.ts";
import { kindWords } from "./actor-kinds.ts";
import type { ActorKind } from "./actor-kinds.ts";

/** Whose profile, of which time. */
export interface ProfileQuestion {
  kind: ActorKind;
  id: string;
  /** RFC 3339, half-open. */
  from: string;
  to: string;
  asof: string | undefined;
}

/** Entries of the longest list that is asked for. */
export const TOP = 20;
/** Days of the heat map. */
export const HEAT_DAYS = 14;
const DAY = 86_400_000;
const HOUR = 3_600_000;

/** Asks what somebody or something did. */
export function useProfile(question: ProfileQuestion) {
  return useQuery({
    queryKey: ["/v1/profile", question],
    queryFn: async ({ signal }) => await readProfile(question, TOP, signal),
    placeholderData: keepPreviousData,
  });
}

async function readProfile(
  { kind, id, from, to, asof }: ProfileQuestion,
  top: number,
  signal: AbortSignal,
): Promise<ProfileAnswer> {
  const client = apiWith({ signal });
  const parameters = { from, to, top, ...(asof !== undefined && { asof }) };
  switch (kind) {
    case "actor":
    case "agent":
      return await client.actor(id, parameters);
    case "client":
      return await client.clientProfile(id, parameters);
    case "credential":
      return await client.credential(id, parameters);
    case "server":
      return await client.server(id, parameters);
  }
}

/** The query that holds the events of a profile. */
export function profileQuery(kind: ActorKind, id: string): string {
  if (kind === "actor" || kind === "agent")
    return `(${printCondition("actor", id)} OR ${printCondition("agent", id)})`;
  return printCondition(kindWords[kind].field, id);
}

/** Whether each of some credentials is used by more than one person, in the order they are given in. */
export function useSharing(question: ProfileQuestion, credentials: readonly string[]) {
  return useQueries({
    queries: credentials.map((id) => ({
      queryKey: ["/v1/credentials", id, question.from, question.to, question.asof],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        await readProfile({ ...question, kind: "credential", id }, 5, signal),
    })),
  });
}

/** Calls by hour in the two weeks that end with the range, as the cells of days in a zone. */
export function useHeat(question: ProfileQuestion, zone: Zone) {
  const { kind, id, to, asof } = question;
  const end = toMs(to);
  // Buckets are whole in UTC; zones that are off by parts of an hour take quarters.
  const isWhole = offsetOf(end, ianaOf(zone)) % HOUR === 0;
  return useQuery({
    queryKey: ["/v1/histogram", "heat", kind, id, to, asof, isWhole],
    queryFn: async ({ signal }) =>
      await apiWith({ signal }).histogram({
        q: profileQuery(kind, id),
        from: new Date(end - HEAT_DAYS * DAY).toISOString(),
        to,
        interval: isWhole ? "1h" : "15m",
        ...(asof !== undefined && { asof }),
      }),
    placeholderData: keepPreviousData,
  });
}

/** How often addresses were seen among the newest events of a client's or actor's; for those who may. */
export function useAddresses(question: ProfileQuestion, isEnabled: boolean) {
  const { kind, id, from, to, asof } = question;
  return useQuery({
    queryKey: ["/v1/search", "addresses", question],
    enabled: isEnabled,
    queryFn: async ({ signal }) => {
      const { events, cursor } = await apiWith({ signal }).search({
        q: `${profileQuery(kind, id)} has:ip`,
        from,
        to,
        limit: 200,
        ...(asof !== undefined && { asof }),
      });
      const counts = new Map<string, number>();
      for (const { client } of events) {
        const ip = client?.address?.ip;
        if (ip !== undefined) counts.set(ip, (counts.get(ip) ?? 0) + 1);
      }
      const addresses = [...counts].toSorted(([, a], [, b]) => b - a);
      return { addresses, isWhole: cursor === undefined, looked: events.length };
    },
  });
}
