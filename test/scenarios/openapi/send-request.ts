import type { FuzzRequest } from "./arbitrary-request.ts";
import type { Answer } from "./check-answer.ts";

const TIMEOUT_MS = 30_000;
/** How long the first piece of a stream is waited for. */
const STREAM_MS = 150;

/**
 * Sends a request as it is and reads its answer; of a stream, what comes first.
 *
 * @throws TypeError when no answer comes.
 */
export async function sendRequest(origin: string, request: FuzzRequest): Promise<Answer> {
  const { method, target, headers, body } = request;
  const response = await fetch(`${origin}${target}`, {
    method,
    headers,
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(body !== undefined && { body }),
  });
  const mediaType = (response.headers.get("content-type") ?? "").replace(/;.*/, "").trim();
  const text =
    mediaType === "text/event-stream" ? await firstPiece(response) : await response.text();
  return { status: response.status, mediaType, text };
}

/** A request in one line, for messages; long parts are cut. */
export function describeRequest({ method, target, headers, body }: FuzzRequest): string {
  const { authorization = "", ...others } = headers;
  const said = body === undefined ? "" : ` ${JSON.stringify(cut(Buffer.from(body).toString()))}`;
  return `${method} ${cut(target)} ${cut(JSON.stringify(others))} token ${authorization.slice(0, 14)}${said}`;
}

async function firstPiece(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), STREAM_MS);
  const piece = await Promise.race([reader.read(), late]);
  clearTimeout(timer);
  await reader.cancel();
  return new TextDecoder().decode(piece?.value ?? new Uint8Array());
}

function cut(text: string): string {
  return text.length <= 400 ? text : `${text.slice(0, 400)}… (${text.length} characters)`;
}
