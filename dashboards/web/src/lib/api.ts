import { createQueryClient, QueryError } from "@toolmark/query-api/client";
import type { QueryClient } from "@toolmark/query-api/client";

import { noteRead } from "./recorded-read.ts";
import { parseSearch } from "./search-codec.ts";

/** What one question needs beside its parameters. */
export interface AskOptions {
  /** Ends the question when nobody waits for its answer. */
  signal?: AbortSignal | undefined;
  /** Reason of a read that shows parameters, results and states; recorded with it. */
  purpose?: string | undefined;
}

/** Routes about the visit itself, which belong to no tenant. */
const tenantless = /^\/v1\/(?:health|me|sign-in|sign-out)(?:\/|$)/;

/**
 * The query API of this origin. The cookie of the visit says who asks; the page's address says which
 * tenant is looked at, for as long as the page is open: choosing another one opens the page anew.
 */
export const api: QueryClient = apiWith({});

/** The same for questions that can be given up, or that reveal values for a reason. */
export function apiWith({ signal, purpose }: AskOptions): QueryClient {
  const tenant = selectedTenant();
  return createQueryClient({
    url: place()?.origin ?? "http://localhost",
    ...(purpose !== undefined && { purpose, reveal: true }),
    ...(tenant !== undefined && { tenant }),
    fetch: async (request) => {
      const response = await fetch(
        request,
        signal && { signal: AbortSignal.any([request.signal, signal]), redirect: "error" },
      );
      noteAnswer(request.url, response);
      return response;
    },
  });
}

/** The tenant that the page's address names; undefined for the reader's own. */
export function selectedTenant(): string | undefined {
  const tenant = parseSearch(place()?.search ?? "")["tenant"];
  return tenant === "" ? undefined : tenant;
}

// There is none where modules that import this one are only tested.
function place(): Location | undefined {
  return typeof window === "undefined" ? undefined : window.location;
}

/** How `send` asks. */
export interface SendOptions {
  /** Default `POST`. */
  method?: "GET" | "POST" | "PUT" | "DELETE";
  signal?: AbortSignal | undefined;
}

/**
 * Asks a route that has no method of the client, with a JSON body where it takes one.
 *
 * @throws QueryError when it is refused or cannot be reached.
 */
export async function send<Answer>(
  path: string,
  body?: unknown,
  options: SendOptions = {},
): Promise<Answer> {
  const response = await reach(path, {
    method: options.method ?? "POST",
    headers: {
      accept: "application/json, application/problem+json",
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(options.signal !== undefined && { signal: options.signal }),
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer as Answer;
  throw failureOf(response, answer);
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  const url = new URL(path, window.location.origin);
  const tenant = selectedTenant();
  if (tenant !== undefined && !tenantless.test(url.pathname))
    url.searchParams.set("tenant", tenant);
  try {
    const response = await fetch(url, { ...init, redirect: "error" });
    noteAnswer(url.href, response);
    return response;
  } catch (error) {
    throw new QueryError(`${url.origin} cannot be reached`, 0, { cause: error });
  }
}

function noteAnswer(url: string, response: Response): void {
  if (response.ok && !tenantless.test(new URL(url).pathname)) noteRead();
}

function failureOf(response: Response, answer: unknown): QueryError {
  const isProblem =
    typeof answer === "object" && answer !== null && "detail" in answer && "code" in answer;
  const problem = isProblem ? (answer as NonNullable<QueryError["problem"]>) : undefined;
  const message = problem?.detail ?? `the service answered ${response.status}`;
  return new QueryError(message, response.status, problem && { problem });
}
