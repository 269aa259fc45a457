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
import type { ApprovalsAnswer, PolicyDecisionsAnswer } from "./approvals/answers.ts";
import type { Decision } from "./approvals/policy-decisions.ts";
import type { BlastRadiusAnswer } from "./blast-radius/answers.ts";
import { createCaseClient } from "./cases/case-client.ts";
import type { CaseClient } from "./cases/case-client.ts";
import type { CompareAnswer, SequencesAnswer } from "./comparison/answers.ts";
import { createExportClient } from "./exports/export-client.ts";
import type { ExportClient, SendRequest } from "./exports/export-client.ts";
import type { GapsAnswer } from "./gaps/answers.ts";
import type { OverviewAnswer } from "./overview/answers.ts";
import type { ProfileAnswer } from "./profiles/answers.ts";
import type { CatalogueAnswer } from "./profiles/catalogue-answers.ts";
import type { ReplayManyAnswer, ReplayOneAnswer } from "./quarantine-replay/answers.ts";
import type { StateAnswer } from "./state/answers.ts";
import { followTail } from "./tail/tail-client.ts";
import type { TailMessage, TailParameters } from "./tail/tail-client.ts";
import type { TreeAnswer } from "./tree/answers.ts";
import { createViewClient } from "./views/view-client.ts";
import type { ViewClient } from "./views/view-client.ts";
import type { DemoAnswer, MeAnswer, SignInWays, SignOutAnswer } from "./web/answers.ts";

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
  /** `all` counts every event of the answer; by default totals are exact up to 10,000. */
  count?: "capped" | "all";
  cursor?: string;
}

/** Which events. */
export interface QuestionParameters {
  /** Query in the query language; all events without it. */
  q?: string;
  kind?: "rows" | "attempts" | "all";
}

/** Which events an answer is reconstructed from. */
export interface ReconstructionParameters extends RangeParameters {
  /** Most events to look at. */
  bound?: number;
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
  actor(
    id: string,
    parameters?: ReconstructionParameters & { top?: number },
  ): Promise<ProfileAnswer>;
  /** By name, or name and version. */
  clientProfile(
    name: string,
    parameters?: ReconstructionParameters & { top?: number },
  ): Promise<ProfileAnswer>;
  /** By fingerprint, id, or the SHA-256 of the token. */
  credential(
    fingerprint: string,
    parameters?: ReconstructionParameters & { top?: number },
  ): Promise<ProfileAnswer>;
  server(
    name: string,
    parameters?: ReconstructionParameters & { top?: number },
  ): Promise<ProfileAnswer>;
  blastRadius(
    parameters: ReconstructionParameters & { q?: string; top?: number } & Partial<
        Record<"server" | "tool" | "client" | "credential" | "actor", string>
      >,
  ): Promise<BlastRadiusAnswer>;
  compare(
    parameters: QuestionParameters &
      RangeParameters & { baseline_q?: string; baseline_from?: string; baseline_to?: string },
  ): Promise<CompareAnswer>;
  gaps(parameters?: ReconstructionParameters & { silence?: string }): Promise<GapsAnswer>;
  /** Of the last 24 hours unless a range is given. */
  overview(parameters?: RangeParameters): Promise<OverviewAnswer>;
  approvals(
    parameters?: ReconstructionParameters & {
      state?: ApprovalsAnswer["approvals"][number]["state"];
      limit?: number;
    },
  ): Promise<ApprovalsAnswer>;
  policyDecisions(
    parameters?: ReconstructionParameters & { decision?: Decision; rule?: string; limit?: number },
  ): Promise<PolicyDecisionsAnswer>;
  sequences(
    parameters: ReconstructionParameters & {
      first: string;
      /** The parameter `then`: an object with such a member could be taken for a promise. */
      second: string;
      within?: string;
      by?: "session" | "actor" | "conversation";
      limit?: number;
    },
  ): Promise<SequencesAnswer>;
  catalogue(
    parameters: ReconstructionParameters & {
      tool?: string;
      server?: string;
      call?: string;
      top?: number;
    },
  ): Promise<CatalogueAnswer>;
  replayQuarantined(id: string, body: { reason: string }): Promise<ReplayOneAnswer>;
  replayQuarantine(body: {
    quarantine_reason: QuarantineReason;
    reason: string;
    limit?: number;
    cursor?: string;
  }): Promise<ReplayManyAnswer>;
  /** What a resource was at a time. */
  resourceState(uri: string, parameters?: { at?: string; asof?: string }): Promise<StateAnswer>;
  operationTree(id: string, parameters?: RangeParameters & { gap?: string }): Promise<TreeAnswer>;
  sessionTree(id: string, parameters?: RangeParameters & { gap?: string }): Promise<TreeAnswer>;
  /** Follows events as they are stored; connects again by itself, without gap or repeat. */
  tail(parameters?: TailParameters): AsyncGenerator<TailMessage>;
  readonly views: ViewClient;
  readonly cases: CaseClient;
  /** Asks for exports and downloads them. */
  readonly exports: ExportClient;
  /** Who is asking, and what they may do. */
  me(): Promise<MeAnswer>;
  /** Which ways of signing in there are beside a token. */
  signInWays(): Promise<SignInWays>;
  /** Makes a cookie of a token, for browsers. */
  signIn(token: string): Promise<MeAnswer>;
  signOut(): Promise<SignOutAnswer>;
  /** Loads the demo's story, where there is one. */
  loadDemo(): Promise<DemoAnswer>;
  /** Also resolves when the service says that it does not work. */
  health(): Promise<HealthAnswer>;
}

/** Parameters of a request by name; lists are given again for each item. */
export type Parameters = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

const TIMEOUT_MS = 60_000;

/** Addresses that read no event, and take neither a tenant nor a wish to reveal. */
const unrecorded = /^\/v1\/(health|me$|sign-)/;

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
    const request = new Request(addressOf(path, parameters), {
      headers: headersOf(),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { response, body } = await exchange(request);
    if ((response.ok || response.status === alsoFine) && body !== undefined) return body as Answer;
    throw failureOf(request, response, body);
  }

  function addressOf(path: string, parameters: Parameters): URL {
    const url = new URL(path, options.url);
    for (const [name, value] of Object.entries(parameters)) {
      if (value === undefined) continue;
      for (const item of Array.isArray(value) ? value : [value])
        url.searchParams.append(name, String(item));
    }
    const recorded = !unrecorded.test(url.pathname);
    if (recorded && (options.reveal ?? options.purpose !== undefined))
      url.searchParams.set("reveal", "true");
    if (recorded && options.tenant !== undefined) url.searchParams.set("tenant", options.tenant);
    return url;
  }

  function headersOf(): Record<string, string> {
    return {
      ...(options.userAgent !== undefined && { "user-agent": options.userAgent }),
      ...(options.purpose !== undefined && {
        "toolmark-purpose": encodeURIComponent(options.purpose),
      }),
      accept: "application/json, application/problem+json",
      ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
    };
  }

  // A body may take longer than any time that could be said beforehand, so only its begin is awaited.
  const sendRequest: SendRequest = async (path, request = {}) => {
    const { method = "GET", body, headers, parameters = {} } = request;
    const url = addressOf(path, parameters);
    if (method !== "GET") url.searchParams.delete("reveal");
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), TIMEOUT_MS);
    const sent = new Request(url, {
      method,
      headers: {
        ...headersOf(),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: "error",
      signal: controller.signal,
    });
    let response: Response;
    try {
      response = await send(sent);
    } catch (error) {
      throw new QueryError(`${url.origin} cannot be reached`, 0, { cause: error });
    } finally {
      clearTimeout(timer);
    }
    if (response.ok) return response;
    throw failureOf(sent, response, parseJson(await response.text()));
  };

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

  async function post<Answer>(path: string, body: unknown): Promise<Answer> {
    const response = await sendRequest(path, { method: "POST", body });
    return (await response.json()) as Answer;
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
    actor: (id, parameters) => get(named("actors", id), { ...parameters }),
    clientProfile: (name, parameters) => get(named("clients", name), { ...parameters }),
    credential: (fingerprint, parameters) =>
      get(named("credentials", fingerprint), { ...parameters }),
    server: (name, parameters) => get(named("servers", name), { ...parameters }),
    blastRadius: (parameters) => get("/v1/blast-radius", { ...parameters }),
    compare: (parameters) => get("/v1/compare", { ...parameters }),
    gaps: (parameters) => get("/v1/gaps", { ...parameters }),
    overview: (parameters) => get("/v1/overview", { ...parameters }),
    approvals: (parameters) => get("/v1/approvals", { ...parameters }),
    policyDecisions: (parameters) => get("/v1/policy-decisions", { ...parameters }),
    sequences: ({ second, ...parameters }) =>
      // oxlint-disable-next-line unicorn/no-thenable -- the name of the parameter; never a function
      get("/v1/sequences", { ...parameters, then: second }),
    catalogue: (parameters) => get("/v1/catalogue", { ...parameters }),
    replayQuarantined: (id, body) => post(`${named("quarantine", id)}/replay`, body),
    replayQuarantine: (body) => post("/v1/quarantine/replay", body),
    resourceState: (uri, parameters) => get("/v1/resources/state", { uri, ...parameters }),
    operationTree: (id, parameters) => get(`${named("operations", id)}/tree`, { ...parameters }),
    sessionTree: (id, parameters) => get(`${named("sessions", id)}/tree`, { ...parameters }),
    tail: (parameters = {}) =>
      followTail(sendRequest, parameters, (reason) => new QueryError(reason, 0)),
    views: createViewClient(sendRequest),
    cases: createCaseClient(sendRequest),
    exports: createExportClient(sendRequest),
    me: () => get("/v1/me"),
    signInWays: () => get("/v1/sign-in"),
    signIn: (token) => post("/v1/sign-in", { token }),
    signOut: () => post("/v1/sign-out", {}),
    loadDemo: () => post("/v1/demo", {}),
    async health() {
      const answer = await get<Partial<HealthAnswer>>("/v1/health", {}, 503);
      // What stands between may answer in the service's place.
      if (answer.checks !== undefined) return answer as HealthAnswer;
      throw new QueryError("the service did not tell its health", 503);
    },
  };
}

function failureOf(request: Request, response: Response, body: unknown): QueryError {
  const problem = isProblem(body) ? body : undefined;
  const { origin } = new URL(request.url);
  return new QueryError(
    problem?.detail ?? `${origin} answered ${response.status}, which is not of the query API`,
    response.status,
    problem && { problem },
  );
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
