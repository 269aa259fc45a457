import type { AuditEvent } from "@toolmark/schemas/event";
import { logHeaders } from "@toolmark/schemas/topics";

import type { LogRecord } from "./event-log.ts";

/** Emitter id of facts that the system itself states. */
export const OWN_EMITTER = "toolmark";

/** The record of a fact that the system itself states, stamped as authenticated. Pure. */
export function ownRecord(event: AuditEvent, tenant: string, key: string): LogRecord {
  return {
    key,
    value: Buffer.from(JSON.stringify(event)),
    headers: {
      [logHeaders.tenant]: tenant,
      [logHeaders.emitter]: OWN_EMITTER,
      [logHeaders.provenance]: "authenticated",
    },
  };
}
