import type { z } from "zod";

import type { AuditEvent, effectClasses } from "./event.ts";
import type { Provenance } from "./topics.ts";

type Downstream = NonNullable<AuditEvent["downstream"]>[number];

/** A JSON value. */
export type Json = z.core.util.JSONType;

/** What a call does, declared and observed kept apart; `class` is the one that filters use. */
export interface Effect {
  /** The most severe of what was observed and declared; by name, then `write`, where neither is known. */
  class: (typeof effectClasses)[number];
  source: "observed" | "declared" | "name" | "default";
  declared?: (typeof effectClasses)[number];
  observed?: (typeof effectClasses)[number];
}

/** State of a resource around one downstream operation, as the emitter saw it. */
export interface Change {
  before?: Json;
  after?: Json;
}

/**
 * An event as the ingester stores it: an `AuditEvent` with what only the receiver can say. It is a
 * pure function of the bytes received and of the receiver's stamp, so that redelivery gives the same.
 */
export type NormalizedEvent = Omit<AuditEvent, "tenant" | "environment" | "downstream" | "time"> & {
  /** `occurred` in UTC with milliseconds; `original` when the emitter wrote it differently. */
  time: AuditEvent["time"] & { original?: string };
  /** Stamped by the receiver, never taken from the payload. */
  tenant: string;
  environment: string;
  provenance: { level: Provenance; emitter?: string };
  /** What the payload claimed about stamped members, kept beside them. */
  claimed?: Record<string, Json>;
  effect?: Effect;
  /** `uri` names the resource across systems: `system://resource` unless the emitter gave a URI. */
  downstream?: (Omit<Downstream, "before" | "after"> & { uri?: string })[];
  /** One entry per downstream operation, in the same order; null where no state was given. */
  changes?: (Change | null)[];
};

/** Marks of the ingester on a stored event; they depend on when it arrived and are not sealed. */
export const eventMarks = ["late", "skewed"] as const;
export type EventMark = (typeof eventMarks)[number];

/** Members of an event that are sealed apart, so that each can be removed without breaking a proof. */
export const disclosureNames = [
  "params",
  "result",
  "error",
  "changes",
  "claims",
  "address",
] as const;
export type DisclosureName = (typeof disclosureNames)[number];

/** Where an event stands in the log: `asof` vectors, proofs and reconciliation are made of these. */
export interface LogPosition {
  partition: number;
  /** Position in the partition; embedded, the store's own sequence. */
  offset: number;
}

/**
 * One event in the store: the sealed payload `p` as an object that RFC 8785 canonicalizes to the
 * sealed bytes, the redactable values `x` and their salts `s` (RFC 9901 disclosures, each stored
 * once), and what belongs to the leaf of the integrity log.
 */
export interface SealedDocument {
  p: Record<string, Json>;
  x: Partial<Record<DisclosureName, Json>>;
  s: Partial<Record<DisclosureName, string>>;
  leaf: {
    /** SHA-256 of the canonical bytes of `p`, base64url. */
    sha256: string;
    /** When it was sealed, milliseconds since the epoch; this is `time.recorded`. */
    ts: number;
  };
  marks?: EventMark[];
}

/** A document as a store gives it back. */
export interface StoredDocument extends SealedDocument {
  log: LogPosition;
}

/** A quarantined record: what could not be parsed, mapped or believed, with its bytes. */
export interface QuarantineEntry {
  /** SHA-256 over tenant, reason and bytes, base64url: the same record again is the same entry. */
  id: string;
  tenant: string;
  reason: QuarantineReason;
  /** What exactly is wrong, for a person; never quotes parameters. */
  detail: string;
  /** When it was put here, milliseconds since the epoch. */
  recorded: number;
  /** Where it stands in the log; absent in the embedded form, whose log keeps no positions. */
  position?: LogPosition;
  /** The record as received, base64. */
  raw: string;
  /** Bytes of the record before a cap was applied to `raw`. */
  bytes: number;
  /** Authenticated emitter that sent it, where known. */
  emitter?: string;
  /** Event id that the record claims, where one could be read. */
  event_id?: string;
}

/** Why a record is in quarantine. The value is public: it is counted, searched and documented. */
export const quarantineReasons = [
  "empty",
  "not_utf8",
  "not_json",
  "too_large",
  "too_deep",
  "lone_surrogate",
  "nul_character",
  "unknown_schema_version",
  "schema_violation",
  "time_implausible",
  "conflict",
  "store_rejected",
] as const;
export type QuarantineReason = (typeof quarantineReasons)[number];
