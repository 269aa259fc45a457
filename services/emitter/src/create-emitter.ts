import { AuditEvent } from "@toolmark/schemas/event";
import { newUuid } from "@toolmark/schemas/ids";

import { createCleaner } from "./cleaner.ts";
import type { Cleaner, RedactionOptions } from "./cleaner.ts";
import { emitterFor } from "./emitter.ts";
import type { EmittedBy } from "./emitter.ts";
import { describeIssue } from "./event-parts.ts";
import { ExportError } from "./exporter.ts";
import type { Exporter, OnError } from "./exporter.ts";
import { createFaultReporter, toError } from "./report-fault.ts";

/** An event as code writes it that is no MCP server; the rest is filled in. */
export type EmittedEvent = Omit<AuditEvent, EmittedBy | "event" | "time" | "vantage"> & {
  /** The id may be given, so that sending the same event again is found to be one. */
  event: { type: AuditEvent["event"]["type"]; id?: string };
  /** Now unless given. */
  time?: AuditEvent["time"];
  /** `server` unless given. */
  vantage?: AuditEvent["vantage"];
};

/** Emits events of its own making. */
export interface EventEmitter {
  /**
   * Hands an event over without its secrets. Resolves to whether the receiver has stored it; what is
   * not valid is told to `onError` and not sent. Never rejects.
   */
  emit(event: EmittedEvent): Promise<boolean>;
  flush(): Promise<void>;
  /** Closes the exporter, also for others that share it. */
  close(): Promise<void>;
}

/** Creates an emitter for events that are not seen on an MCP transport. */
export function createEmitter(options: {
  exporter: Exporter;
  emitterId: string;
  environment?: string;
  redact?: RedactionOptions;
  maxValueBytes?: number;
  onError?: OnError;
}): EventEmitter {
  const { exporter, environment = "default" } = options;
  const report = createFaultReporter(options.onError);
  const cleaner = createCleaner(options.redact, options.maxValueBytes);
  const emitter = emitterFor(exporter, options.emitterId);
  // Checked before a sequence number is spent on it: one that is not used would look like a loss.
  const unnumbered = { schema: "toolmark.event/1", emitter: { id: options.emitterId } } as const;

  return {
    async emit(given) {
      try {
        const { event, time, vantage, ...rest } = given;
        const content = {
          environment,
          ...withoutSecrets(rest, cleaner),
          event: { id: event.id ?? newUuid(), type: event.type },
          time: time ?? { occurred: new Date().toISOString(), source: "emitter" as const },
          vantage: vantage ?? ("server" as const),
        };
        const checked = AuditEvent.safeParse({ ...content, ...unnumbered });
        if (!checked.success) {
          const faults = checked.error.issues.map(describeIssue);
          report(new Error(`an event was not sent: ${faults.join("; ")}`));
          return false;
        }
        await emitter.send(content);
        return true;
      } catch (thrown) {
        const error = toError(thrown);
        report(error, error instanceof ExportError ? error.event : undefined);
        return false;
      }
    },
    flush: () => exporter.flush(),
    close: () => exporter.close(),
  };
}

type Content = Omit<AuditEvent, EmittedBy | "event" | "time" | "vantage">;

function withoutSecrets(
  { params, result, attr, downstream, error, ...rest }: Content,
  cleaner: Cleaner,
): Content {
  const tool = rest.tool?.name;
  const message = cleaner.text(error?.message, 8192);
  return {
    ...rest,
    ...(params === undefined ? {} : { params: cleanBody(params, cleaner, tool, "params") }),
    ...(result === undefined ? {} : { result: cleanBody(result, cleaner, tool, "result") }),
    ...(attr === undefined
      ? {}
      : { attr: cleaner.json(attr).value as NonNullable<AuditEvent["attr"]> }),
    ...(error === undefined
      ? {}
      : { error: message === undefined ? error : { ...error, message } }),
    ...(downstream === undefined
      ? {}
      : {
          downstream: downstream.map((entry) => ({
            ...entry,
            ...(entry.before === undefined ? {} : { before: cleaner.json(entry.before).value }),
            ...(entry.after === undefined ? {} : { after: cleaner.json(entry.after).value }),
          })),
        }),
  };
}

function cleanBody<Body extends NonNullable<AuditEvent["params"] | AuditEvent["result"]>>(
  body: Body,
  cleaner: Cleaner,
  tool: string | undefined,
  part: "params" | "result",
): Body {
  if (body.value === undefined) return body;
  const { value, redactedPaths, truncated, bytes } = cleaner.json(
    body.value,
    undefined,
    tool,
    part,
  );
  return {
    ...body,
    value,
    bytes: body.bytes ?? bytes,
    ...(truncated ? { truncated } : {}),
    ...(redactedPaths.length === 0
      ? {}
      : { redacted_paths: [...new Set([...(body.redacted_paths ?? []), ...redactedPaths])] }),
  };
}
