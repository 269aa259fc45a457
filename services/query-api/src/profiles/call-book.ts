import type { PositionVector } from "@toolmark/event-store/event-store";
import { callEventId } from "@toolmark/schemas/ids";
import type { NormalizedEvent, StoredDocument } from "@toolmark/schemas/normalized-event";

import type { Reader } from "../access/reader.ts";
import type { CallStatus } from "../describe-call.ts";
import { lookUp } from "./bounded-scan.ts";

/** Counts calls once, however many of their records a scan meets and in whatever order. */
export interface CallBook {
  add(event: NormalizedEvent, document: StoredDocument): void;
  /**
   * Says what became of the calls whose end the scan did not meet. Their ends are looked up, so that
   * a call which crosses the end of a range is not taken for one without a result.
   */
  settle(reader: Reader, asof: PositionVector | undefined): Promise<void>;
}

/**
 * Creates an empty book; `onCall` is told of each call once, with the record that says most about it
 * among those that were met.
 *
 * @param options.now and `leaseMs`: an attempt younger than its lease may still be running.
 */
export function createCallBook(
  onCall: (event: NormalizedEvent, status: CallStatus) => void,
  options: { now: number; leaseMs: number },
): CallBook {
  const concluded = new Set<string>();
  const open = new Map<string, { event: NormalizedEvent; recorded: number }>();

  function standing({ event, recorded }: { event: NormalizedEvent; recorded: number }): CallStatus {
    if (event.event.type === "call.unresolved") return "unresolved";
    return options.now < recorded + options.leaseMs ? "running" : "unresolved";
  }

  return {
    add(event, document) {
      const id = event.call?.id;
      if (id === undefined || !event.event.type.startsWith("call.") || concluded.has(id)) return;
      if (event.event.type === "call.completed") {
        concluded.add(id);
        open.delete(id);
        onCall(event, event.outcome?.status ?? "unknown");
        return;
      }
      // The fact that there is no end says more than the attempt.
      if (open.get(id)?.event.event.type === "call.unresolved") return;
      open.set(id, { event, recorded: document.leaf.ts });
    },
    async settle(reader, asof) {
      const wanted = [...open.keys()].flatMap((id) => [
        callEventId(id, "completed"),
        callEventId(id, "unresolved"),
      ]);
      const found = await lookUp(reader, wanted, asof);
      for (const [id, call] of open) {
        const end = found.get(callEventId(id, "completed"));
        const isUnresolved = found.has(callEventId(id, "unresolved"));
        onCall(
          call.event,
          end?.event.type === "call.completed"
            ? (end.outcome?.status ?? "unknown")
            : isUnresolved
              ? "unresolved"
              : standing(call),
        );
      }
      open.clear();
    },
  };
}
