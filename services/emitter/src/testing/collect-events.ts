import { AuditEvent } from "@toolmark/schemas/event";
import { parseEvent } from "@toolmark/schemas/parse-event";

import type { Exporter } from "../exporter.ts";
import { inProcessExporter } from "../in-process-exporter.ts";

/** Everything that an exporter was given, as receivers would get it. */
export interface Collected {
  exporter: Exporter;
  /** All events so far, in order; each was accepted by the receiver's own parser. */
  events(): Promise<AuditEvent[]>;
  ofType(type: AuditEvent["event"]["type"]): Promise<AuditEvent[]>;
  /** The only completion so far. */
  completion(): Promise<AuditEvent>;
  /** Every byte that left. */
  text(): Promise<string>;
}

/** Collects events in memory; throws for one that a strict receiver would not take. */
export function collectEvents(): Collected {
  const chunks: string[] = [];
  const exporter = inProcessExporter(async (batch) => {
    for (const { value } of batch) chunks.push(Buffer.from(value).toString());
  });
  const collected: Collected = {
    exporter,
    async events() {
      await exporter.flush();
      return chunks.map((chunk) => {
        const parsed = parseEvent(Buffer.from(chunk), Date.now());
        if (parsed.kind === "fault") throw new Error(`${parsed.reason}: ${parsed.detail}`);
        return AuditEvent.parse(JSON.parse(chunk));
      });
    },
    async ofType(type) {
      return (await collected.events()).filter((event) => event.event.type === type);
    },
    async completion() {
      const [first, ...rest] = await collected.ofType("call.completed");
      if (first === undefined || rest.length > 0)
        throw new Error(
          `expected one completion, not ${rest.length + (first === undefined ? 0 : 1)}`,
        );
      return first;
    },
    async text() {
      await exporter.flush();
      return chunks.join("\n");
    },
  };
  return collected;
}
