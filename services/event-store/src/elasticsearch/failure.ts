import { errors } from "@elastic/elasticsearch";
import { AuditError } from "@toolmark/runtime/errors";

/**
 * What is safe to know of a failed request. Error objects of the client, and the reasons that the
 * server writes, quote documents and queries: nothing else of them leaves this file.
 */
export interface Failure {
  kind: "unreachable" | "timeout" | "answered" | "unreadable";
  /** HTTP status of the answer. */
  status?: number;
  /** Elasticsearch's name for the error, such as `es_rejected_execution_exception`. */
  type?: string;
  /** In words, for a person. */
  description: string;
}

/** Reduces whatever a request rejected with to what may be known of it. */
export function failureOf(error: unknown): Failure {
  if (error instanceof errors.TimeoutError) {
    return { kind: "timeout", description: "elasticsearch did not answer in time" };
  }
  if (error instanceof errors.ResponseError) {
    const type = errorType(error.body);
    const failure = answered(error.statusCode ?? 0, type);
    return refusesExpensive(error.body) ? { ...failure, ...expensive } : failure;
  }
  if (error instanceof errors.ProductNotSupportedError) {
    return { kind: "unreadable", description: "the server that answered is not elasticsearch" };
  }
  if (error instanceof errors.ConnectionError) {
    return { kind: "unreachable", description: unreachable(error.message) };
  }
  if (error instanceof errors.NoLivingConnectionsError) {
    return { kind: "unreachable", description: "elasticsearch cannot be reached" };
  }
  return { kind: "unreadable", description: "elasticsearch gave an answer that cannot be read" };
}

/** A failure that the server answered with, for a request or for one item of a bulk. */
export function answered(status: number, type: string | undefined): Failure {
  return {
    kind: "answered",
    status,
    ...(type !== undefined && { type }),
    description: `elasticsearch answered ${status}${type === undefined ? "" : ` (${type})`}`,
  };
}

/** The failure as an error of the port. */
export function unavailable(doing: string, failure: Failure): AuditError {
  const { kind, status, type } = failure;
  return new AuditError("store_unavailable", `could not ${doing}: ${failure.description}`, {
    details: { kind, ...(status && { status }), ...(type !== undefined && { type }) },
  });
}

/** The error of the port for a failed query: one that the server cannot take is the caller's. */
export function queryError(doing: string, failure: Failure): AuditError {
  const isRefused = failure.status === 400 && !notTheQuery.has(failure.type ?? "");
  if (!isRefused) return unavailable(doing, failure);
  return new AuditError(
    "query_invalid",
    `could not ${doing}: the query is too large or too deep, or has a value or a pattern that elasticsearch cannot take`,
    { details: { type: failure.type } },
  );
}

const notTheQuery = new Set([
  "index_closed_exception",
  "cluster_block_exception",
  "expensive_queries_refused",
]);

/** Elasticsearch's name of an error in a body; anything that is not plainly a name is left out. */
function errorType(body: unknown): string | undefined {
  const error = errorIn(body);
  const type = typeof error === "object" && error !== null && "type" in error ? error.type : "";
  const root = deepestCause(error, "type");
  const name = root ?? type;
  return typeof name === "string" && /^[a-z0-9_]{1,80}$/.test(name) ? name : undefined;
}

function errorIn(body: unknown): unknown {
  return typeof body === "object" && body !== null && "error" in body ? body.error : body;
}

// `search_phase_execution_exception` says nothing; what the shards say does.
function deepestCause(error: unknown, member: "type" | "reason"): unknown {
  if (typeof error !== "object" || error === null || !("root_cause" in error)) return undefined;
  const [first] = Array.isArray(error.root_cause) ? error.root_cause : [];
  const cause: { type?: unknown; reason?: unknown } = Object(first);
  return cause[member];
}

const expensive = {
  type: "expensive_queries_refused",
  description:
    "elasticsearch is set to refuse queries by prefix and pattern; set search.allow_expensive_queries to true",
} as const;

// The server has no name for this error, only these words.
function refusesExpensive(body: unknown): boolean {
  const reason = deepestCause(errorIn(body), "reason");
  return (
    typeof reason === "string" &&
    /^\[[a-z]+\] queries cannot be executed when 'search\.allow_expensive_queries'/.test(reason)
  );
}

// Says which address or certificate was wrong; it comes from the socket and knows no request.
function unreachable(message: string): string {
  const plain = message.replaceAll(/\s+/g, " ").slice(0, 160);
  return `elasticsearch cannot be reached${plain === "" ? "" : ` (${plain})`}`;
}
