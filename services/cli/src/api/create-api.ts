import { setTimeout as pause } from "node:timers/promises";

import { QueryError } from "@toolmark/query-api/client";
import { describeError } from "@toolmark/runtime/errors";
import type { Problem } from "@toolmark/runtime/http";

/**
 * Parameters of a request; undefined ones are left out, lists are repeated. A `reveal` of undefined is
 * for routes that show no values.
 */
export type Parameters = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** Asks the server. Every method rejects with `QueryError` unless it answers with success. */
export interface Api {
  readonly url: string;
  /** Reads a JSON document; tries again a few times while the server says that it is overloaded. */
  get<Answer>(path: string, parameters?: Parameters): Promise<Answer>;
  /** Sends a JSON document, or bytes of the given type, and reads the JSON answer. */
  send<Answer>(
    method: "POST" | "PUT" | "DELETE",
    path: string,
    body?: { json: unknown } | { bytes: Uint8Array; type: string },
  ): Promise<Answer>;
  /** Opens an answer whose body is read by the caller; the time limit is on its beginning only. */
  open(
    path: string,
    options?: {
      parameters?: Parameters;
      headers?: Readonly<Record<string, string>>;
      signal?: AbortSignal;
    },
  ): Promise<Response>;
}

const TIMEOUT_MS = 60_000;
/** Requests that are too many are let in later; what is not available may stay so. */
const tries: Readonly<Record<number, number>> = { 429: 30, 503: 4 };

/** Creates an `Api`. `purpose` is sent as the reason of every read, which then reveals values. */
export function createApi(options: {
  url: string;
  token: string;
  purpose?: string;
  tenant?: string;
  signal: AbortSignal;
}): Api {
  const { url: origin, token, purpose, tenant } = options;

  function headersOf(extra: Readonly<Record<string, string>>): Record<string, string> {
    return {
      accept: "application/json, application/problem+json",
      authorization: `Bearer ${token}`,
      ...(purpose !== undefined && { "toolmark-purpose": encodeURIComponent(purpose) }),
      ...extra,
    };
  }

  function addressOf(path: string, parameters: Parameters): URL {
    const url = new URL(path, origin);
    const all: Parameters = {
      ...(purpose !== undefined && { reveal: true }),
      tenant,
      ...parameters,
    };
    for (const [name, value] of Object.entries(all)) {
      if (value === undefined) continue;
      for (const item of Array.isArray(value) ? value : [value])
        url.searchParams.append(name, String(item));
    }
    return url;
  }

  async function exchange(url: URL, init: RequestInit): Promise<Response> {
    options.signal.throwIfAborted();
    try {
      return await fetch(url, { redirect: "error", ...init });
    } catch (error) {
      options.signal.throwIfAborted();
      throw new QueryError(`${origin} cannot be reached: ${whyNot(error)}`, 0, { cause: error });
    }
  }

  async function readJson<Answer>(response: Response, query?: unknown): Promise<Answer> {
    let text: string;
    try {
      text = await response.text();
    } catch (error) {
      options.signal.throwIfAborted();
      throw new QueryError(`the answer of ${origin} broke off: ${whyNot(error)}`, 0, {
        cause: error,
      });
    }
    const body = parseJson(text);
    if (response.ok && body !== undefined) return body as Answer;
    throw failureOf(response, body, query);
  }

  // The places that a problem names are those of the query, which it does not repeat.
  function failureOf(response: Response, body: unknown, query?: unknown): QueryError {
    const problem = isProblem(body) ? { ...body, query } : undefined;
    return new QueryError(
      problem?.detail ?? `${origin} answered ${response.status}, which is not of the query API`,
      response.status,
      problem && { problem },
    );
  }

  return {
    url: origin,

    async get(path, parameters = {}) {
      for (let attempt = 1; ; attempt++) {
        const response = await exchange(addressOf(path, parameters), {
          headers: headersOf({}),
          signal: AbortSignal.any([options.signal, AbortSignal.timeout(TIMEOUT_MS)]),
        });
        if (attempt >= (tries[response.status] ?? 1))
          return await readJson(response, parameters["q"]);
        await response.body?.cancel();
        const seconds = Number(response.headers.get("retry-after") ?? 1);
        await pause(1000 * Math.min(10, seconds || 1), undefined, { signal: options.signal });
      }
    },

    async send(method, path, body) {
      const url = new URL(path, origin);
      if (tenant !== undefined && path !== "/v1/events") url.searchParams.set("tenant", tenant);
      const content =
        body === undefined
          ? {}
          : "json" in body
            ? { body: JSON.stringify(body.json), type: "application/json" }
            : { body: Buffer.from(body.bytes), type: body.type };
      const { type, ...payload } = { type: undefined, ...content };
      const response = await exchange(url, {
        method,
        headers: headersOf(type === undefined ? {} : { "content-type": type }),
        signal: AbortSignal.any([options.signal, AbortSignal.timeout(TIMEOUT_MS)]),
        ...payload,
      });
      return await readJson(response);
    },

    async open(path, { parameters = {}, headers = {}, signal } = {}) {
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(new Error("no answer in time")), TIMEOUT_MS);
      try {
        const response = await exchange(addressOf(path, parameters), {
          headers: headersOf(headers),
          signal: AbortSignal.any([options.signal, late.signal, ...(signal ? [signal] : [])]),
        });
        if (response.ok) return response;
        throw failureOf(response, parseJson(await response.text()), parameters["q"]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** The reason of a failed connection in words. */
export function whyNot(error: unknown): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const code = "code" in cause ? String(cause.code) : cause.name;
    const known = reasons[code];
    if (known !== undefined) return known;
  }
  return describeError(error);
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no host of this name",
  EAI_AGAIN: "the name cannot be looked up",
  ECONNRESET: "the connection was closed",
  UND_ERR_SOCKET: "the connection was closed",
  UND_ERR_CONNECT_TIMEOUT: "it does not answer",
  TimeoutError: "it did not answer in time",
};

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
