import type { Artifact } from "./artifacts.ts";
import type { Java } from "./find-java.ts";
import type { SupervisedProcess } from "./start-supervised.ts";

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

/** Why a way does not lead to a server on this machine, so that the next way is tried. */
export interface WayNotOpen {
  readonly notOpen: string;
}

/** A server as JVM processes: what to run, and where it will answer. */
export interface ProcessPlan {
  readonly addresses: readonly string[];
  readonly commands: SupervisedProcess["commands"];
  /** The whole environment of the commands; without it they have that of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A server as a container on the host's network: what to give the image, and where it will answer. */
export interface ContainerPlan {
  readonly addresses: readonly string[];
  readonly environment: Record<string, string>;
  /** Replaces the image's command when there is one. */
  readonly command?: readonly string[];
}

/** All that the three ways to a backend must know of it. */
export interface BackendKind {
  readonly name: BackendName;
  /** The environment variable with its addresses, separated by commas. */
  readonly addressVariable: string;
  /** The environment variable that replaces `officialImage`. */
  readonly imageVariable: string;
  readonly officialImage: string;
  readonly artifact: Artifact;
  /** Rejects, saying what happened, unless the server at each of `addresses` answers an API call. */
  probe(addresses: readonly string[]): Promise<void>;
  /** Plans a run of the artifact's `files` that writes to nothing but `folder`. */
  planProcess(options: { java: Java; files: string; folder: string }): Promise<ProcessPlan>;
  planContainer(): Promise<ContainerPlan>;
}
