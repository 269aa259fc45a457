/**
 * Every way this system fails on purpose. The key is public: it appears in responses, logs and
 * docs/errors.md. `status` is the HTTP status (RFC 9110) a caller sees; `retryable` says whether the
 * same request can succeed later without a change.
 */
export const errorKinds = {
  config_invalid: { status: 500, retryable: false, title: "configuration is not valid" },
  port_in_use: { status: 500, retryable: false, title: "address is already in use" },
  request_invalid: { status: 400, retryable: false, title: "request is not valid" },
  query_invalid: { status: 400, retryable: false, title: "query is not valid" },
  not_authenticated: { status: 401, retryable: false, title: "authentication is required" },
  not_permitted: { status: 403, retryable: false, title: "not permitted" },
  purpose_required: { status: 403, retryable: false, title: "a reason is required" },
  not_found: { status: 404, retryable: false, title: "not found" },
  method_not_allowed: { status: 405, retryable: false, title: "method is not allowed" },
  conflict: { status: 409, retryable: false, title: "not possible in this state" },
  changed_meanwhile: { status: 412, retryable: false, title: "changed meanwhile" },
  payload_too_large: { status: 413, retryable: false, title: "payload is too large" },
  media_type_unsupported: { status: 415, retryable: false, title: "media type is not supported" },
  range_not_satisfiable: { status: 416, retryable: false, title: "range is outside of the file" },
  overloaded: { status: 429, retryable: true, title: "too much at once" },
  internal: { status: 500, retryable: false, title: "internal error" },
  disposed: { status: 503, retryable: false, title: "component is closed" },
  log_unavailable: { status: 503, retryable: true, title: "event log is not available" },
  identity_unavailable: {
    status: 503,
    retryable: true,
    title: "identity provider is not available",
  },
  store_unavailable: { status: 503, retryable: true, title: "event store is not available" },
  query_timeout: { status: 503, retryable: true, title: "query took too long" },
} as const;

/** The stable, public name of a failure. */
export type ErrorCode = keyof typeof errorKinds;

/**
 * The one error class of the project. `message` is shown to callers: lower case, no full stop, says
 * what could not be done and what helps. Facts for logs and clients go to `details`; never put
 * parameters or results of tool calls there.
 */
export class AuditError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AuditError";
    this.code = code;
    this.details = options.details;
  }

  get status(): number {
    return errorKinds[this.code].status;
  }

  get retryable(): boolean {
    return errorKinds[this.code].retryable;
  }
}

/** One line about any thrown value, safe for logs: never a stack, never a client's request body. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const reason = error.cause instanceof Error ? error.cause.message : "";
  const cause = reason === "" || error.message.includes(reason) ? "" : ` (${reason})`;
  return `${error.message}${cause}`.replaceAll(/\s+/g, " ").slice(0, 500);
}
