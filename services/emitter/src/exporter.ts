import type { AuditEvent } from "@toolmark/schemas/event";

/** Where events go. `httpExporter`, `kafkaExporter` and `inProcessExporter` make one. */
export interface Exporter {
  /**
   * Takes events over, in order, and returns at once; the promise resolves when the receiver has
   * stored all of them.
   *
   * @throws ExportError (by rejection) when one was not stored or only in quarantine.
   */
  export(events: readonly AuditEvent[]): Promise<void>;
  /** Resolves when everything taken over so far was stored or given up, at the latest after 10 s. */
  flush(): Promise<void>;
  /** Takes nothing more, flushes for at most 5 s, and reports what could not be delivered. */
  close(): Promise<void>;
}

/** Hears of faults. `event` is the one that was concerned, where there was exactly one. */
export type OnError = (error: Error, event?: AuditEvent) => void;

/** Why an event was not stored, or not delivered yet. */
export const exportFaults = {
  overflow: "the buffer was full, the event was dropped; a gap event will tell",
  too_large: "the event is larger than a receiver takes",
  rejected: "the receiver refused the event for good",
  quarantined: "the receiver keeps the event in quarantine",
  refused: "the receiver refuses this emitter, its events wait",
  unreachable: "the receiver does not answer, events wait",
  undelivered: "the exporter was closed before the event was delivered",
  closed: "the exporter is closed",
} as const;

/** A key of `exportFaults`. */
export type ExportFault = keyof typeof exportFaults;

/** A fault of an export. Its message never holds parameters or results. */
export class ExportError extends Error {
  readonly code: ExportFault;
  /** Whether the same batch can be stored later. */
  readonly retryable: boolean;
  /** How long the receiver asks to wait, milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** The event concerned, where there was exactly one. */
  readonly event: AuditEvent | undefined;

  constructor(
    code: ExportFault,
    message: string,
    options: {
      retryable?: boolean;
      retryAfterMs?: number;
      event?: AuditEvent;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ExportError";
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.event = options.event;
  }
}
