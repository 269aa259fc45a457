/** The two servers that tests need for real. */
export type BackendName = "kafka" | "elasticsearch";

/** How a backend was come by: found by its URL, run as a container, or run as a JVM here. */
export type Origin = "environment" | "docker" | "local";

/** Receives one human line at a time about what is looked for, fetched and started. */
export type Report = (line: string) => void;

/** A server that answers. Disposing stops what was started for it, and nothing else. */
export interface StartedBackend extends AsyncDisposable {
  readonly origin: Origin;
  /** `host:port` list for Kafka, one base URL for Elasticsearch. */
  readonly addresses: readonly string[];
}

/** What the ways to a backend must know of it. */
export interface BackendKind {
  readonly name: BackendName;
  /** The environment variable with its addresses. */
  readonly addressVariable: string;
  /** The environment variable that replaces `officialImage`. */
  readonly imageVariable: string;
  readonly officialImage: string;
  /** Rejects, saying what happened, unless the server at all of `addresses` answers an API call. */
  probe(addresses: readonly string[]): Promise<void>;
}

/** One line about any thrown value. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${describeFailure(error.cause)})` : "";
  const text = error.message === "" ? error.name : error.message;
  return `${text}${cause}`;
}
