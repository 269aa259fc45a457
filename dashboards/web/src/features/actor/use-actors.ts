import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { apiWith } from "../../lib/api.ts";
import { kindWords } from "./actor-kinds.ts";
import type { ActorKind } from "./actor-kinds.ts";
import { courses, groupCredentials, joinCounts, lastSeen } from "./actor-rows.ts";

/** What is listed, of which events. */
export interface ActorsQuestion {
  kind: ActorKind;
  q: string | undefined;
  /** RFC 3339, half-open. */
  from: string;
  to: string;
  asof: string | undefined;
}

/** Most values that are listed. */
export const MAX_LISTED = 200;
/** Newest events that tell when something was last seen, and of which credentials are counted. */
export const LOOKED_AT = 500;
const SPARK_BUCKETS = 32;

const conditions = {
  writes: "-effect:read has:effect",
  denied: "outcome:(denied OR rejected)",
  errors: "outcome:(tool_error OR protocol_error OR timeout)",
} as const;

/** What a count of a list is of. */
export type CountedAs = keyof typeof conditions;

/** The query of a row's count. */
export function countQuery(condition: string, counted: CountedAs | undefined): string {
  return counted === undefined ? condition : `${condition} ${conditions[counted]}`;
}

/** Counts the values of a kind, exact at any number of events. Not for credentials. */
export function useActorCounts(question: ActorsQuestion) {
  const { kind, q = "", from, to, asof } = question;
  return useQuery({
    queryKey: ["/v1/facets", question],
    enabled: kind !== "credential",
    queryFn: async ({ signal }) => {
      const field = kind === "credential" ? "actor" : kind;
      const ask = async (condition: string, at: string | undefined) =>
        await apiWith({ signal }).facets({
          q: [q.trim() === "" ? "" : `(${q})`, condition].join(" ").trim(),
          from,
          to,
          fields: [kindWords[field].field],
          limit: MAX_LISTED,
          ...(at !== undefined && { asof: at }),
        });
      const all = await ask("", asof);
      const [writes, denied, errors] = await Promise.all([
        ask(conditions.writes, all.asof),
        ask(conditions.denied, all.asof),
        ask(conditions.errors, all.asof),
      ]);
      return { rows: joinCounts(field, { all, writes, denied, errors }), asof: all.asof };
    },
    placeholderData: keepPreviousData,
  });
}

/** Which values were seen before the range: the others are new in it. Undefined while not known. */
export function useSeenBefore({ kind, from, asof }: ActorsQuestion) {
  return useQuery({
    queryKey: ["/v1/facets", "before", kind, from, asof],
    enabled: kind !== "credential",
    queryFn: async ({ signal }) => {
      const field = kind === "credential" ? "actor" : kind;
      const { facets } = await apiWith({ signal }).facets({
        to: from,
        fields: [field],
        limit: 1000,
        ...(asof !== undefined && { asof }),
      });
      const values = facets[field] ?? [];
      return { values: new Set(values.map(({ value }) => value)), isWhole: values.length < 1000 };
    },
  });
}

/** The course of each value's events over the range. */
export function useCourses(question: ActorsQuestion, isEnabled: boolean) {
  const { kind, q, from, to, asof } = question;
  const [start, end] = [Date.parse(from), Date.parse(to)];
  return useQuery({
    queryKey: ["/v1/histogram", question],
    enabled: isEnabled && kind !== "credential",
    queryFn: async ({ signal }) => {
      const field = kind === "credential" ? "actor" : kind;
      const interval = Math.max(1000, Math.ceil((end - start) / SPARK_BUCKETS / 1000) * 1000);
      const answer = await apiWith({ signal }).histogram({
        from,
        to,
        by: field,
        interval: `${interval}ms`,
        ...(q !== undefined && { q }),
        ...(asof !== undefined && { asof }),
      });
      return courses(answer, { from: start, to: end });
    },
    placeholderData: keepPreviousData,
  });
}

/** The newest events: when values were last seen, and which credentials were used by whom. */
export function useNewest(question: ActorsQuestion) {
  const { kind, q = "", from, to, asof } = question;
  return useQuery({
    queryKey: ["/v1/search", "newest", question],
    queryFn: async ({ signal }) => {
      const condition = `has:${kindWords[kind].field}`;
      const answer = await apiWith({ signal }).search({
        q: q.trim() === "" ? condition : `(${q}) ${condition}`,
        from,
        to,
        limit: LOOKED_AT,
        ...(asof !== undefined && { asof }),
      });
      const { events } = answer;
      return {
        last: lastSeen(events, kind),
        credentials: kind === "credential" ? groupCredentials(events) : [],
        types: new Map(events.map(({ actor }) => [actor?.id, actor?.type])),
        isWhole: answer.cursor === undefined,
        asof: answer.asof,
      };
    },
    placeholderData: keepPreviousData,
  });
}
