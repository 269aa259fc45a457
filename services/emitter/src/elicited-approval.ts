import type { Approval } from "./event-parts.ts";
import { objectOf } from "./json-object.ts";
import type { JsonObject } from "./json-object.ts";

type Status = NonNullable<Approval["status"]>;

const CHANNEL = "elicitation";
const statusOf: Readonly<Record<string, Status>> = {
  accept: "granted",
  decline: "denied",
  cancel: "cancelled",
};
// Of several answers the one that stops the call counts.
const severity: readonly Status[] = ["granted", "requested", "expired", "cancelled", "denied"];

/** The user is asked now. */
export function approvalAsked(now: string, hmac: string | undefined): Approval {
  return {
    required: true,
    status: "requested",
    channel: CHANNEL,
    requested_at: now,
    ...bound(hmac),
  };
}

/** An answer to `elicitation/create` came; `before` is what is known from earlier ones. */
export function approvalAnswered(before: Approval, response: JsonObject, now: string): Approval {
  const action = objectOf(response["result"])?.["action"];
  const status = typeof action === "string" ? statusOf[action] : undefined;
  return withAnswer(before, status ?? "cancelled", now);
}

/** Answers that came with a retry of the call, in `inputResponses` (MCP 2026-07-28). */
export function approvalInRetry(
  params: JsonObject,
  now: string,
  hmac: string | undefined,
): Approval | undefined {
  let approval: Approval | undefined;
  for (const answer of Object.values(objectOf(params["inputResponses"]) ?? {})) {
    const action = objectOf(answer)?.["action"];
    const status = typeof action === "string" ? statusOf[action] : undefined;
    if (status === undefined) continue;
    const before = approval ?? { required: true, channel: CHANNEL, ...bound(hmac) };
    approval = withAnswer(before, status, now);
  }
  return approval;
}

function withAnswer(before: Approval, status: Status, now: string): Approval {
  const isWorse =
    before.decided_at === undefined ||
    severity.indexOf(status) > severity.indexOf(before.status ?? "granted");
  return { ...before, status: isWorse ? status : (before.status ?? status), decided_at: now };
}

function bound(hmac: string | undefined): { params_hmac?: string } {
  return hmac === undefined ? {} : { params_hmac: hmac };
}
