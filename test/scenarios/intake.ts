import { setTimeout as pause } from "node:timers/promises";

import type { BatchResult } from "@toolmark/collector/accept-items";

/** An emitter's end of the intake. */
export interface Intake {
  intakeUrl: string;
  emitterToken: string;
}

/** Sends one request to the intake as it is. */
export function post(
  intake: Intake,
  body: string | Uint8Array,
  type = "application/x-ndjson",
): Promise<Response> {
  return fetch(`${intake.intakeUrl}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${intake.emitterToken}`, "content-type": type },
    body: typeof body === "string" ? body : Buffer.from(body),
  });
}

/** Sends a batch and sends it again until it is acknowledged, as an emitter with a spool would. */
export async function postUntilAcknowledged(
  intake: Intake,
  body: Uint8Array,
  giveUp: AbortSignal,
): Promise<BatchResult> {
  for (;;) {
    giveUp.throwIfAborted();
    try {
      const response = await post(intake, body);
      if (response.ok) return (await response.json()) as BatchResult;
      if (response.status < 500 && response.status !== 429)
        throw new Error(`intake answered ${response.status}: ${await response.text()}`);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    await pause(20);
  }
}
