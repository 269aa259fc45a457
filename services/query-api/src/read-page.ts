import type { PositionVector } from "@toolmark/event-store/event-store";
import { AuditError } from "@toolmark/runtime/errors";
import type { StoredDocument } from "@toolmark/schemas/normalized-event";

import type { Reader, ReaderQuery } from "./access/reader.ts";
import { decodeCursor, encodeAsof, encodeCursor, questionDigest } from "./cursor.ts";
import { checkRange } from "./query-parameters.ts";
import { positionsAsof, rangeOf } from "./read-route.ts";

/** Up to which number totals are exact unless all are to be counted. */
export const MAX_COUNTED = 10_000;

/** One page of a question's events with what the answer says about all pages. */
export interface AnswerPage {
  documents: StoredDocument[];
  total: number;
  /** False: there are more than `total` says. */
  isExact: boolean;
  /** Positions that the page and all after it stand for. */
  positions: PositionVector;
  asof: string;
  cursor?: string;
  isFirst: boolean;
}

/**
 * Reads one page of a timeline. The positions at the first page travel in the cursor, so that events
 * that come meanwhile neither shift a page nor change the total.
 *
 * @throws AuditError `query_invalid` for a range, `asof` or cursor that does not fit.
 */
export async function readPage(
  reader: Reader,
  question: Pick<ReaderQuery, "filter" | "kind">,
  request: {
    route: string;
    order: "newest" | "oldest";
    from?: number | undefined;
    to?: number | undefined;
    asof?: string | undefined;
    limit: number;
    count?: "capped" | "all" | undefined;
    cursor?: string | undefined;
  },
): Promise<AnswerPage> {
  checkRange(request);
  const { filter, kind } = question;
  const { tenant } = reader;
  const { route, order, limit } = request;
  const range = rangeOf(request);
  const digest = questionDigest(route, tenant, filter, kind, range.from, range.to, order);
  const place = request.cursor === undefined ? undefined : decodeCursor(request.cursor, digest);
  const positions = place?.asof ?? (await positionsAsof(reader, request.asof));
  const asof = encodeAsof(positions);
  if (place !== undefined && request.asof !== undefined && request.asof !== asof)
    throw new AuditError(
      "query_invalid",
      "cursor and asof are of different answers; leave asof out",
    );

  const query: ReaderQuery = { filter, kind, ...range, asof: positions };
  const page = await reader.search(query, {
    limit,
    order,
    ...(place && { after: place.point }),
  });
  const isWhole = place === undefined && page.next === undefined;
  const total = isWhole
    ? page.documents.length
    : await reader.count(query, request.count === "all" ? undefined : MAX_COUNTED);
  const isExact = request.count === "all" || total <= MAX_COUNTED;
  return {
    documents: page.documents,
    total: isExact ? total : MAX_COUNTED,
    isExact,
    positions,
    asof,
    ...(page.next && {
      cursor: encodeCursor({ point: page.next, asof: positions, question: digest }),
    }),
    isFirst: place === undefined,
  };
}
