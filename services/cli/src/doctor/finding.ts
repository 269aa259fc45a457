import { exitStatus } from "../exit-status.ts";
import type { ExitStatus } from "../exit-status.ts";

/** What a check of `toolmark doctor` found. */
export interface Finding {
  check: string;
  level: "ok" | "warning" | "fault";
  message: string;
  /** What to do about it. */
  advice?: string;
  /** How the command ends for a fault. */
  status?: ExitStatus;
}

/** A check that is in order. */
export function fine(check: string, message: string): Finding {
  return { check, level: "ok", message };
}

/** A check that asks for attention but does not fail. */
export function warning(check: string, message: string, advice: string): Finding {
  return { check, level: "warning", message, advice };
}

/** A check that failed. */
export function fault(
  check: string,
  message: string,
  advice: string,
  status: ExitStatus = exitStatus.incomplete,
): Finding {
  return { check, level: "fault", message, advice, status };
}
