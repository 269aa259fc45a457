import type { Problem } from "@toolmark/runtime/http";
import type { FieldId } from "@toolmark/schemas/fields";
import type { QuarantineReason } from "@toolmark/schemas/normalized-event";

import type {
  CallAnswer,
  EventAnswer,
  FacetsAnswer,
  HealthAnswer,
  HistogramAnswer,
  QuarantineAnswer,
  ResourceAnswer,
  SearchAnswer,
  TimelineAnswer,
} from "./answers.ts";

/** A request that the API refused or could not answer. */
export class QueryError extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** What the API said, where it was the API that answered. */
  readonly problem: Problem | undefined;

  constructor(
    message: string,
    status: number,
    options: { problem?: Problem; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "QueryError";
    this.status = status;
    this.problem = options.problem;
  }
}

/** A range of time, RFC 3339, half-open. */
export interface RangeParameters {
  from?: string;
  to?: string;
  asof?: string;
}

/** Which page of an answer. */
export interface PageParameters {
  limit?: number;
  cursor?: string;
}

/** Which events. */
export interface QuestionParameters {
  /** Query in the query language; all events without it. */
  q?: string;
  kind?: "rows" | "attempts" | "all";
}

/** Asks the query API. Every method rejects with `QueryError` unless the answer is the one it names. */
export interface QueryClient {
  search(
    parameters?: QuestionParameters &
      RangeParameters &
      PageParameters & { order?: "newest" | "oldest" },
  ): Promise<SearchAnswer>;
  event(id: string): Promise<EventAnswer>;
  call(id: string): Promise<CallAnswer>;
  operation(id: string, parameters?: RangeParameters & PageParameters): Promise<TimelineAnswer>;
  session(id: string, parameters?: RangeParameters & PageParameters): Promise<TimelineAnswer>;
  resource(
    uri: string,
    parameters?: RangeParameters & PageParameters & { reads?: boolean },
  ): Promise<ResourceAnswer>;
  facets(
    parameters?: QuestionParameters &
      RangeParameters & { fields?: readonly FieldId[]; limit?: number },
  ): Promise<FacetsAnswer>;
  histogram(
    parameters?: QuestionParameters & RangeParameters & { interval?: string; by?: FieldId },
  ): Promise<HistogramAnswer>;
  quarantine(
    parameters?: PageParameters & { reason?: QuarantineReason; raw?: boolean },
  ): Promise<QuarantineAnswer>;
  /** Asks any route of the API by GET. */
  ask<Answer>(path: string, parameters?: Parameters): Promise<Answer>;
  /** Also resolves when the service says that it does not work. */
  health(): Promise<HealthAnswer>;
}

/** Parameters of a request by name; lists are given again for each item. */
export type Parameters = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

const TIMEOUT_MS = 60_000;

/** Creates a client. `url` is the origin of the API; `fetch` can be replaced, for example in process. */
export function createQueryClient(options: {
  url: string;
  token?: string;
  /** Reason of the reads, which is recorded with them. */
  purpose?: string;
  /** Whether parameters, results and states are shown; by default, when there is a reason. */
  reveal?: boolean;
  /** What asks, as it calls itself. */
  userAgent?: string;
  /** Tenant to read, where the token opens several. */
  tenant?: string;
  fetch?: (request: Request) => Promise<Response> | Response;
}): QueryClient {
  const send = options.fetch ?? (async (request: Request) => await fetch(request));

  async function get<Answer>(
    path: string,
    parameters: Parameters = {},
    alsoFine?: number,
  ): Promise<Answer> {
    const url = new URL(path, options.url);
    for (const [name, value] of Object.entries(parameters)) {
      if (value === undefined) continue;
      for (const item of Array.isArray(value) ? value : [value])
        url.searchParams.append(name, String(item));
    }
    const recorded = !url.pathname.startsWith("/v1/health");
    if (recorded && (options.reveal ?? options.purpose !== undefined))
      url.searchParams.set("reveal", "true");
    if (recorded && options.tenant !== undefined) url.searchParams.set("tenant", options.tenant);
    const request = new Request(url, {
      headers: {
        ...(options.userAgent !== undefined && { "user-agent": options.userAgent }),
        ...(options.purpose !== undefined && {
          "toolmark-purpose": encodeURIComponent(options.purpose),
        }),
        accept: "application/json, application/problem+json",
        ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
      },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { response, body } = await exchange(request);
    if ((response.ok || response.status === alsoFine) && body !== undefined) return body as Answer;
    const problem = isProblem(body) ? body : undefined;
    throw new QueryError(
      problem?.detail ?? `${url.origin} answered ${response.status}, which is not of the query API`,
      response.status,
      problem && { problem },
    );
  }

  async function exchange(request: Request): Promise<{ response: Response; body: unknown }> {
    try {
      const response = await send(request);
      const text = await response.text();
      return { response, body: parseJson(text) };
    } catch (error) {
      const { origin } = new URL(request.url);
      throw new QueryError(`${origin} cannot be reached`, 0, { cause: error });
    }
  }

  return {
    search: (parameters) => get("/v1/search", { ...parameters }),
    event: (id) => get(named("events", id)),
    call: (id) => get(named("calls", id)),
    operation: (id, parameters) => get(named("operations", id), { ...parameters }),
    session: (id, parameters) => get(named("sessions", id), { ...parameters }),
    resource: (uri, parameters) => get("/v1/resources", { uri, ...parameters }),
    facets: (parameters) => get("/v1/facets", { ...parameters }),
    histogram: (parameters) => get("/v1/histogram", { ...parameters }),
    quarantine: (parameters) => get("/v1/quarantine", { ...parameters }),
    ask: (path, parameters) => get(path, parameters),
    health: () => get("/v1/health", {}, 503),
  };
}

function named(kind: string, id: string): string {
  return `/v1/${kind}/${encodeURIComponent(id)}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && "detail" in body;
}
