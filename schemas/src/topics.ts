/** Kafka topic of version 1 events, keyed by `operation.id`. */
export const EVENTS_TOPIC = "toolmark.events.v1";

/** Consumer group of the ingesters. */
export const INGESTER_GROUP = "toolmark-ingester";

/**
 * Headers of a log record. What the receiver knows (tenant, emitter, provenance) is stamped here and
 * never taken from the payload.
 */
export const logHeaders = {
  tenant: "toolmark-tenant",
  emitter: "toolmark-emitter",
  provenance: "toolmark-provenance",
} as const;

/** How the sender of an event was known to its receiver. */
export const provenances = ["signed", "authenticated", "unauthenticated"] as const;
export type Provenance = (typeof provenances)[number];
