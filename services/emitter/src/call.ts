import type { AuditEvent } from "@toolmark/schemas/event";

import type { EmittedBy } from "./emitter.ts";
import type { Approval, Downstream, PolicyCheck } from "./event-parts.ts";

/** What an emitter sends, without what it adds itself. */
export type EventContent = Omit<AuditEvent, EmittedBy>;

/** The context of a call: what its attempt, its completion and its late facts have in common. */
export type CallContext = Omit<EventContent, "event" | "time">;

/** One call under way, and what its handler has told so far. */
export interface Call {
  readonly id: string;
  readonly method: string;
  /** The tool or prompt as it was asked for, or the resource's URI. */
  readonly name: string;
  /** As the client wrote it: `1` and `"1"` are two. */
  readonly requestId: unknown;
  readonly operationId: string;
  readonly round: number;
  readonly context: CallContext;
  /** Digest of the arguments, to which an approval is bound. */
  readonly paramsHmac: string | undefined;
  /** Monotonic, milliseconds. */
  readonly startedAt: number;
  readonly checks: PolicyCheck[];
  readonly downstream: Downstream[];
  readonly attr: Record<string, unknown>;
  /** As the handler told. */
  approval: Approval | undefined;
  /** As seen on the wire, for handlers that tell nothing. */
  elicited: Approval | undefined;
  hasWritten: boolean;
  /** Bytes of states that the call may still bring along. */
  stateBytesLeft: number;
  /** Set once its end was recorded; what is told later becomes facts of their own. */
  isConcluded: boolean;
  /** Records something of this call after its end. */
  late(event: LateFact): void;
  /** Tells of something that could not be recorded as it was given. */
  fault(message: string): void;
  clean(value: unknown, maxBytes: number): CleanValue;
  cleanText(value: string, maxLength: number): string;
}

/** A value without its secrets. */
export interface CleanValue {
  value: NonNullable<AuditEvent["attr"]>[string];
  bytes: number;
}

/** A fact about a call that comes after its end, with the members it adds to the call's context. */
export type LateFact = { type: AuditEvent["event"]["type"] } & Partial<
  Pick<AuditEvent, "downstream" | "policy" | "approval" | "attr">
>;
