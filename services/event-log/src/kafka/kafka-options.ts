import type { ConnectionOptions } from "node:tls";

import type { Logger } from "@toolmark/runtime/logger";
import type { SASLOptions } from "kafkajs";

import type { Compression } from "./kafkajs-codecs.ts";

/** Where the brokers are, and settings; sizes in bytes, times in milliseconds. */
export interface KafkaEventLogOptions {
  /** `host:port` of some brokers; the others are learned from them. */
  brokers: readonly string[];
  /** Default `toolmark.events.v1`. Made when it is missing, else taken as it is. */
  topic?: string | undefined;
  /** Shown in the brokers' logs and quotas (default `toolmark`). */
  clientId?: string | undefined;
  /** Of a topic that is made here (default 6). */
  partitions?: number | undefined;
  /** Of a topic that is made here (default 3, or as many as there are brokers). */
  replicationFactor?: number | undefined;
  ssl?: boolean | ConnectionOptions | undefined;
  sasl?: SASLOptions | undefined;
  /** Of what is published (default none); every codec is read. */
  compression?: Compression | undefined;
  /** After how long without a heartbeat the group gives a consumer's partitions to others (default 10,000). */
  sessionTimeoutMs?: number | undefined;
  /** How long one call of a handler may take before its partition is given up (default 300,000). */
  handlerDeadlineMs?: number | undefined;
  /** How long a publish is tried (default 30,000). */
  publishTimeoutMs?: number | undefined;
  /** How long a broker may take to answer (default 15,000). */
  requestTimeoutMs?: number | undefined;
  /** How long opening is tried (default 30,000). */
  openTimeoutMs?: number | undefined;
  /** Most bytes that are held for publishers (default 32 MiB). */
  maxInFlightBytes?: number | undefined;
  /** Most bytes of one fetch, for all partitions of a broker and for one (default 4 MiB and 1 MiB). */
  fetch?: { maxBytes: number; maxBytesPerPartition: number } | undefined;
  /** In how many partitions a handler may be at once (default 4). */
  partitionsAtOnce?: number | undefined;
  logger?: Logger | undefined;
}
