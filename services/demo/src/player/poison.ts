import { randomUUID } from "node:crypto";

import { EVENT_SCHEMA } from "@toolmark/schemas/event";
import { newUuid } from "@toolmark/schemas/ids";

/** What was sent on purpose to be refused, and the one good event in its midst. */
export interface Poison {
  goodEvent: string;
  /** Reasons that the intake gave, in the order of the items. */
  reasons: string[];
}

/** The reasons that the poisoned batch must be kept for, in order. */
export const poisonReasons = ["not_json", "unknown_schema_version", "time_implausible"] as const;

/**
 * Sends a batch of one good event and three that cannot be believed, as a broken exporter might:
 * JSON cut short, a schema of the future, a time in 2099.
 *
 * @throws Error when the intake does not tell the four apart.
 */
export async function sendPoison(target: {
  intakeUrl: string;
  emitterToken: string;
}): Promise<Poison> {
  const good = heartbeat();
  const lines = [
    JSON.stringify(good),
    // Different in every run, so that runs that share data do not share this entry.
    `{"schema":"${EVENT_SCHEMA}","event":{"id":"${randomUUID()}","type":"call.compl`,
    JSON.stringify({ ...heartbeat(), schema: "toolmark.event/99" }),
    JSON.stringify({ ...heartbeat(), time: { occurred: "2099-01-01T00:00:00.000Z" } }),
  ];
  const response = await fetch(`${target.intakeUrl}/v1/events`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${target.emitterToken}`,
      "content-type": "application/x-ndjson",
    },
    body: lines.join("\n"),
  });
  if (!response.ok) throw new Error(`the intake answered ${response.status} to a batch`);
  const { results } = (await response.json()) as { results: { status: string; reason?: string }[] };
  const [first, ...rest] = results;
  const reasons = rest.map(({ status, reason }) =>
    status === "quarantined" ? String(reason) : status,
  );
  if (first?.status !== "accepted" || reasons.join() !== poisonReasons.join())
    throw new Error(`the intake judged a batch differently: ${JSON.stringify(results)}`);
  return { goodEvent: good.event.id, reasons };
}

function heartbeat() {
  return {
    schema: EVENT_SCHEMA,
    event: { id: newUuid(), type: "emitter.heartbeat" },
    time: { occurred: new Date().toISOString(), source: "emitter" },
    vantage: "server",
    emitter: { id: "legacy-importer" },
    environment: "demo",
  };
}
