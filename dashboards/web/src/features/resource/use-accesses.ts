import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { ResourceAnswer } from "@toolmark/query-api/answers";
import { useMemo } from "react";

import { apiWith } from "../../lib/api.ts";
import { joinAccesses } from "./resource-access.ts";
import type { ResourceAccess } from "./resource-access.ts";
import { accessQuery } from "./resource-query.ts";

/** Which accesses. */
export interface AccessQuestion {
  uri: string;
  from?: string | undefined;
  to?: string | undefined;
  asof?: string | undefined;
  /** Why values are shown; without it they are not. */
  purpose?: string | undefined;
}

const PAGE_SIZE = 200;

interface Cursors {
  accesses?: string | undefined;
  events?: string | undefined;
  asof?: string | undefined;
}

const firstPage: Cursors = {};

interface AccessPage {
  answer: ResourceAnswer;
  accesses: ResourceAccess[];
  next?: Cursors;
}

/** Everything that is loaded of a resource's accesses. */
export interface LoadedAccesses {
  /** Newest first. */
  accesses: readonly ResourceAccess[];
  summary: ResourceAnswer["summary"];
  /** Events over all pages. */
  total: number;
  isExact: boolean;
  asof: string | undefined;
  /** Whether there are no older ones. */
  isWhole: boolean;
}

/**
 * Asks who accessed a resource, page by page, newest first, and for the events themselves, which say
 * what an access does not: its effect, its emitter, that it came late.
 */
export function useAccesses(question: AccessQuestion) {
  const query = useInfiniteQuery({
    queryKey: ["/v1/resources", question],
    initialPageParam: firstPage,
    queryFn: async ({ pageParam, signal }) => await readPage(question, pageParam, signal),
    getNextPageParam: (last: AccessPage) => last.next,
    placeholderData: keepPreviousData,
  });
  const { data } = query;
  const loaded = useMemo((): LoadedAccesses | undefined => {
    const [first] = data?.pages ?? [];
    if (data === undefined || first === undefined) return undefined;
    return {
      accesses: data.pages.flatMap(({ accesses }) => accesses),
      summary: first.answer.summary,
      total: first.answer.total,
      isExact: first.answer.total_is_exact,
      asof: first.answer.asof,
      isWhole: data.pages.at(-1)?.next === undefined,
    };
  }, [data]);
  return { ...query, data: loaded };
}

async function readPage(
  question: AccessQuestion,
  cursors: Cursors,
  signal: AbortSignal,
): Promise<AccessPage> {
  const { uri, from, to, purpose } = question;
  const isFirst = cursors.accesses === undefined;
  const range = { from, to, limit: PAGE_SIZE };
  // Only the states are revealed, not what the events hold beside them.
  const answer = await apiWith({ signal, purpose }).ask<ResourceAnswer>("/v1/resources", {
    ...range,
    uri,
    reads: true,
    summary: isFirst,
    ...(isFirst ? { asof: question.asof } : { cursor: cursors.accesses }),
  });
  const found = await apiWith({ signal }).search({
    ...defined(range),
    q: accessQuery(uri),
    ...(cursors.events === undefined ? { asof: answer.asof } : { cursor: cursors.events }),
  });
  const events = new Map(found.events.map((event) => [event.event.id, event]));
  return {
    answer,
    accesses: joinAccesses(uri, answer.accesses, events),
    ...(answer.cursor !== undefined && {
      next: { accesses: answer.cursor, events: found.cursor },
    }),
  };
}

function defined({
  from,
  to,
  limit,
}: {
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
}) {
  return { limit, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}
